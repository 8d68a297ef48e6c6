// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** One task in numbered blocks, each run by one thread. */
@NullMarked
package dev.lanewise.parallel;

import org.jspecify.annotations.NullMarked;
