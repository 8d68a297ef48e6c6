// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** The leaves for binary64. What is not a polynomial or a size is written from the package for binary32. */
@NullMarked
package dev.lanewise.vector.f64;

import org.jspecify.annotations.NullMarked;
