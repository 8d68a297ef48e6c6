// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** The elementary functions by which every backend is judged: their formulas, coefficients and greatest errors, once. */
@NullMarked
package dev.lanewise.elementary;

import org.jspecify.annotations.NullMarked;
