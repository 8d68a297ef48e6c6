// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * The functions that a layer may apply to each of its sums, with their derivatives in the three forms in which
 * {@link Backend} computes them. The greatest errors are those of {@link dev.lanewise.elementary.ElementaryFunction}.
 *
 * <pre>
 *           f(z)            f′(z) from the input         f′ from the output a    dz from da and a
 * IDENTITY  z               1  (also where z is NaN)     1                       da
 * SIGMOID   σ(z)            σ′(z), compensated           a·(1 − a)               (da·(1 − a))·a
 * TANH      tanh z          tanh′(z) = 4·σ′(2z)          (1 − a)·(1 + a)         (da·(1 − a))·(1 + a)
 * RELU      z ≤ 0 ? +0 : z  z ≤ 0 ? 0 : z &gt; 0 ? 1 : z   as from the input       a ≤ 0 ? +0 : da
 * </pre>
 *
 * Except where it says otherwise, NaN gives NaN. The derivative from the output is exact for the given a to within the
 * errors stated; but a itself is rounded, so that for σ and z &gt; 17.4 in single precision it is 0 where σ′(z) is still
 * 3·10⁻⁸.
 */
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
