// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** The leaves for binary32: loops over float arrays. Most files of the package for binary64 are written from these. */
@NullMarked
package dev.lanewise.vector.f32;

import org.jspecify.annotations.NullMarked;
