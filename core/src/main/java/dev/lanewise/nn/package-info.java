// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** Networks as graphs, their training until convergence, and their files. */
@NullMarked
package dev.lanewise.nn;

import org.jspecify.annotations.NullMarked;
