// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/**
 * The leaves once more as plain loops, to the same bits: what serves until a vector loop is compiled, and where the compiler
 * has no vectors for it. They are short and start fast; they also tell a faulty frame from a faulty kernel.
 */
@NullMarked
package dev.lanewise.vector.plain;

import org.jspecify.annotations.NullMarked;
