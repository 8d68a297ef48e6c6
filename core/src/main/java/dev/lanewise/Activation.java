// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/** The functions that a layer may apply to each of its sums; {@link Backend#activate} states how each is computed. */
public enum Activation {
    /** f(z) = z. */
    IDENTITY,
    /** f(z) = σ(z) = 1 / (1 + e⁻ᶻ). */
    SIGMOID,
    /** f(z) = tanh z. */
    TANH,
    /** f(z) = max(z, 0). */
    RELU
}
