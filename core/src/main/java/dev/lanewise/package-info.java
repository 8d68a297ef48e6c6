// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** Matrices, and the operations on them that a neural network is made of. */
@NullMarked
package dev.lanewise;

import org.jspecify.annotations.NullMarked;
