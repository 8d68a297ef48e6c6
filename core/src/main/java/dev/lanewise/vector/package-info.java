// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** The frame in which vector loops run: blocking, packing, walks over strides, threads, scratch memory. */
@NullMarked
package dev.lanewise.vector;

import org.jspecify.annotations.NullMarked;
