// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/** The constants of {@link Backend#descendAdam}. */
public record AdamRates(double beta1, double beta2, double epsilon) {
    /** β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, as in the paper. */
    public static final AdamRates USUAL = new AdamRates(0.9, 0.999, 1e-8);

    public AdamRates {
        Arguments.fraction("beta1", beta1);
        Arguments.fraction("beta2", beta2);
        Arguments.notNegative("epsilon", epsilon);
    }

    /** a = η/(1 − β₁ᵗ), in a precision. */
    public double stepSize(Precision precision, double rate, int step) {
        double power = power(precision.round(beta1), step);
        return precision.round(precision.round(rate) / (1 - power));
    }

    /** b = 1/√(1 − β₂ᵗ), in a precision. */
    public double rootCorrection(Precision precision, int step) {
        return precision.round(1 / Math.sqrt(1 - power(precision.round(beta2), step)));
    }

    private static double power(double base, int exponent) {
        double power = 1;
        double square = base;
        for (int digits = exponent; digits > 0; digits >>= 1) {
            power = (digits & 1) == 1 ? power * square : power;
            square = square * square;
        }
        return power;
    }
}
