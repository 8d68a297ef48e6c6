// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Precision;

/** What a pass multiplies by: a network's own parameters, which may change, or frozen ones. */
sealed interface Weights permits Parameters, Frozen {
    Precision precision();
}
