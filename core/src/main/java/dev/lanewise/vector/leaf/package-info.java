// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/**
 * The door between the frame, which knows no element type, and the leaves, which know one each: what may be asked of them,
 * and the objects in which operands travel.
 */
@NullMarked
package dev.lanewise.vector.leaf;

import org.jspecify.annotations.NullMarked;
