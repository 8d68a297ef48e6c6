// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** The definition of every operation, element by element. */
@NullMarked
package dev.lanewise.scalar;

import org.jspecify.annotations.NullMarked;
