// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** The check that users run: what this machine offers, and whether every operation has the bits it has everywhere. */
@NullMarked
package dev.lanewise.verify;

import org.jspecify.annotations.NullMarked;
