// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import dev.lanewise.Precision;

/**
 * The elementary functions and the greatest error that each may have, in units in the last place of the exact result
 * (subnormal results: of the smallest subnormal number). For binary32 the bounds were found by trying every float, for
 * binary64 they are proven, that of ln(1 − p) excepted; tests assert these very numbers.
 */
public enum ElementaryFunction {
    /** e<sup>x</sup>: 0 at −∞, +∞ from where it overflows. */
    EXP(1.01, 1),
    /** ln x: −∞ at ±0, NaN below. */
    LN(1, 1),
    /** σ(z) = 1/(1 + e⁻ᶻ): 0 at −∞, ½ at ±0, 1 at +∞. */
    SIGMOID(1, 1),
    /** σ′(z) = e⁻ᶻ/(1 + e⁻ᶻ)²: even, ¼ at ±0, 0 at ±∞. */
    SIGMOID_DERIVATIVE(1, 1),
    /** tanh z: odd, ±0 at ±0, ±1 at ±∞. */
    TANH(1, 1),
    /** tanh′(z) = 4·σ′(2z): even, 1 at ±0, 0 at ±∞. */
    TANH_DERIVATIVE(1, 1),
    /** ln(1 + e) for 0 ≤ e ≤ 1. */
    LN_1_PLUS(2, 2),
    /** ln(1 − p) for 0 ≤ p ≤ 1: −∞ at 1. */
    LN_OF_COMPLEMENT(1.5, 1.5),
    /** a·(1 − a), σ′ by its output. */
    SIGMOID_DERIVATIVE_FROM_OUTPUT(1.5, 1.5),
    /** (1 − a)·(1 + a), tanh′ by its output. */
    TANH_DERIVATIVE_FROM_OUTPUT(2, 2);

    private final double single;
    private final double binary64;

    ElementaryFunction(double single, double binary64) {
        this.single = single;
        this.binary64 = binary64;
    }

    /** The greatest error in ULP. */
    public double maxUlp(Precision precision) {
        return precision == Precision.SINGLE ? single : binary64;
    }
}
