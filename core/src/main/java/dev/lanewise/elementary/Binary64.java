// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import static java.lang.Math.fma;

/**
 * The elementary functions of binary64: the definition that every backend follows operation by operation.
 *
 * <p>The scheme is that of {@link Binary32}, with longer polynomials and with two more rounding errors carried along, that
 * of the reduced argument and that of e<sup>t</sup> itself: 2⁶⁴ arguments cannot be tried, and with them the bounds of
 * {@link ElementaryFunction} can be proven. The coefficients are Sollya's (Chevillard, Joldeş and Lauter, <i>Sollya: An
 * Environment for the Development of Numerical Codes</i>, ICMS 2010).
 */
public final class Binary64 {
    /** 1.5·2⁵²: adding it rounds to an integer, which then stands in the lowest bits. */
    public static final double ROUND = 0x1.8p52;

    public static final double LOG2_E = 0x1.71547652b82fep0;
    /** ln 2 to 42 binary places, so that its multiples by up to 11 bits are exact. */
    public static final double LN2_HI = 0x1.62e42fefa38p-1;

    public static final double LN2_LO = 0x1.ef35793c7673p-45;
    /** From here down 4·e<sup>z</sup> rounds to zero. */
    public static final double EXP_LEAST = -747;
    /** Above this e<sup>z</sup> rounds to infinity. */
    public static final double EXP_MOST = 710;
    /** 2⁶⁴, by which fractions are raised. */
    public static final double RAISED = 0x1p64;
    /** From here down 1 + e<sup>x</sup> is 1. */
    public static final double TANH_LEAST = -64;

    /** (e<sup>t</sup> − 1 − t) / t² ≈ q(t) = Q0 + Q1·t + …, relative error of e<sup>t</sup> 2⁻⁶³·⁷. */
    public static final double Q0 = 0x1p-1;

    public static final double Q1 = 0x1.555555555555ap-3;
    public static final double Q2 = 0x1.555555555552cp-5;
    public static final double Q3 = 0x1.111111110f164p-7;
    public static final double Q4 = 0x1.6c16c16c28fb6p-10;
    public static final double Q5 = 0x1.a01a01b1e5367p-13;
    public static final double Q6 = 0x1.a01a0148ab0cep-16;
    public static final double Q7 = 0x1.71ddf387c5ab1p-19;
    public static final double Q8 = 0x1.27e5a162c605cp-22;
    public static final double Q9 = 0x1.af66b8323da06p-26;
    public static final double Q10 = 0x1.1e48751a1e0c2p-29;

    /** ln(1 + f) = 2 artanh s = 2s + 2s·w·R(w) with s = f/(2 + f), w = s², R(w) = R0 + R1·w + …, error 2⁻⁶¹·⁸. */
    public static final double R0 = 0x1.5555555555555p-2;

    public static final double R1 = 0x1.9999999999b17p-3;
    public static final double R2 = 0x1.249249248395bp-3;
    public static final double R3 = 0x1.c71c71ce663dap-4;
    public static final double R4 = 0x1.745d1698e8599p-4;
    public static final double R5 = 0x1.3b13a946cc7bep-4;
    public static final double R6 = 0x1.11146441c4aedp-4;
    public static final double R7 = 0x1.e137174b519f4p-5;
    public static final double R8 = 0x1.b812f1425a0f1p-5;
    public static final double R9 = 0x1.4379d209bc75ep-5;
    public static final double R10 = 0x1.31df5b309adc4p-4;

    /** The bits of √½, where the significand's range for ln begins. */
    public static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;

    /** A power of two whose square does not overflow: Adam takes gradients no greater. */
    public static final double ROOT_OF_GREATEST = 0x1p511;

    private static final long RAISED_BITS = Double.doubleToRawLongBits(RAISED);
    private static final long ONE_BITS = Double.doubleToRawLongBits(1);

    private Binary64() {}

    /** z·log₂e + {@link #ROUND}: its lowest bits are n. */
    static double rounded(double z) {
        return fma(z, LOG2_E, ROUND);
    }

    /** z − n·ln 2 before its last rounding: an exact upper part. */
    static double reducedHigh(double z, double n) {
        return fma(n, -LN2_HI, z);
    }

    /** t² · q(t) + tLow: what e<sup>t + tLow</sup> has beyond 1 + t. */
    static double beyondOnePlus(double t, double tLow) {
        return fma(t * t, q(t), tLow);
    }

    static double q(double t) {
        double upper = fma(t, fma(t, fma(t, fma(t, fma(t, Q10, Q9), Q8), Q7), Q6), Q5);
        return fma(t, fma(t, fma(t, fma(t, fma(t, upper, Q4), Q3), Q2), Q1), Q0);
    }

    /** x·2ⁿ in two steps, so that a subnormal result is rounded once. */
    static double timesPowerOfTwo(double x, double rounded) {
        long n = Double.doubleToRawLongBits(rounded) - Double.doubleToRawLongBits(ROUND);
        long half = n >> 1;
        return x * Double.longBitsToDouble((half + 1023) << 52) * Double.longBitsToDouble((n - half + 1023) << 52);
    }

    /** e<sup>z</sup>. */
    public static double exp(double z) {
        double x = z < EXP_LEAST ? EXP_LEAST : z;
        x = x > EXP_MOST ? EXP_MOST : x;
        double rounded = rounded(x);
        double n = rounded - ROUND;
        double high = reducedHigh(x, n);
        double t = fma(n, -LN2_LO, high);
        double tLow = fma(n, -LN2_LO, high - t);
        double s = beyondOnePlus(t, tLow);
        double one = 1 + t;
        double low = (1 - one) + t + s;
        return timesPowerOfTwo(one + low, rounded);
    }

    /** −|z|, but not below {@code least}. */
    static double negativeMagnitude(double z, double least) {
        double x = -Math.abs(z);
        return x < least ? least : x;
    }

    /** 2ⁿ times the power of two with these bits: n lies in the lowest bits, and all above are shifted out. */
    static double power(double rounded, long timesBits) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(rounded) << 52) + timesBits);
    }

    /**
     * σ(z) = 1/(1 + e⁻ᶻ), from e = e^−|z| with its rounding error; the quotient is corrected once. Numerator and
     * denominator are raised by 2⁶⁴, so that a subnormal quotient is corrected from its exact remainder.
     */
    public static double sigmoid(double z) {
        double x = negativeMagnitude(z, EXP_LEAST);
        double rounded = rounded(x);
        double n = rounded - ROUND;
        double high = reducedHigh(x, n);
        double t = fma(n, -LN2_LO, high);
        double tLow = fma(n, -LN2_LO, high - t);
        double s = beyondOnePlus(t, tLow);
        double one = 1 + t;
        double low = (1 - one) + t + s;
        double sum = one + low;
        double power = power(rounded, RAISED_BITS);
        double e = sum * power;
        double eLow = (one - sum + low) * power;
        double d = e + RAISED;
        double dLow = e - (d - RAISED) + eLow;
        double numerator = z < 0 ? e : RAISED;
        double numeratorLow = z < 0 ? eLow : 0;
        return quotient(numerator, numeratorLow, d, dLow);
    }

    /** (n + nLow)/(d + dLow), rounded nearly once. */
    static double quotient(double n, double nLow, double d, double dLow) {
        double reciprocal = 1 / d;
        double y = n * reciprocal;
        double remainder = fma(-y, dLow, fma(-y, d, n) + nLow);
        return fma(remainder, reciprocal, y);
    }

    /** σ′(z) = e/(1 + e)² with e = e^−|z|, both parts of the denominator's square carried. */
    public static double sigmoidDerivative(double z) {
        return sigmoidDerivative(z, 1);
    }

    /** tanh′(z) = 4·σ′(2z). */
    public static double tanhDerivative(double z) {
        return sigmoidDerivative(z + z, 4);
    }

    /** height·σ′(z) for a power of two. */
    private static double sigmoidDerivative(double z, double height) {
        double x = negativeMagnitude(z, EXP_LEAST);
        double rounded = rounded(x);
        double n = rounded - ROUND;
        double high = reducedHigh(x, n);
        double t = fma(n, -LN2_LO, high);
        double tLow = fma(n, -LN2_LO, high - t);
        double s = beyondOnePlus(t, tLow);
        double one = 1 + t;
        double low = (1 - one) + t + s;
        double sum = one + low;
        double power = power(rounded, RAISED_BITS);
        double e = sum * power;
        double eLow = (one - sum + low) * power;
        double d = e + RAISED;
        double dLow = e - (d - RAISED) + eLow;
        double square = d * d;
        double squareLow = fma(d + d, dLow, fma(d, d, -square));
        return quotient(e * (RAISED * height), eLow * (RAISED * height), square, squareLow);
    }

    /**
     * tanh z = (1 − e^−2|z|)/(1 + e^−2|z|) with the sign of z, from 1 − e^x with its rounding error.
     */
    public static double tanh(double z) {
        double x = negativeMagnitude(z + z, TANH_LEAST);
        double rounded = rounded(x);
        double n = rounded - ROUND;
        double high = reducedHigh(x, n);
        double t = fma(n, -LN2_LO, high);
        double tLow = fma(n, -LN2_LO, high - t);
        double beyond = beyondOnePlus(t, tLow);
        double r = t + beyond;
        double rLow = t - r + beyond;
        double s = power(rounded, ONE_BITS);
        double p = s * r;
        double base = 1 - s;
        double e = base - p;
        double lost = 1 - base - s + (base - e - p);
        double eLow = lost - s * rLow;
        double d = 2 - e;
        double dLow = 2 - d - e - eLow;
        return Math.copySign(quotient(e, eLow, d, dLow), z);
    }

    /** ln x, for x = 2ᵏ·(1 + f) with √½ ≤ 1 + f &lt; √2; k·ln 2 + f is kept with its rounding error. */
    public static double log(double x) {
        boolean subnormal = x < Double.MIN_NORMAL;
        long bits = Double.doubleToRawLongBits(subnormal ? x * 0x1p54 : x) - SQRT_HALF_BITS;
        long exponent = (bits >> 52) - (subnormal ? 54 : 0);
        double f = Double.longBitsToDouble((bits & 0xfffffffffffffL) + SQRT_HALF_BITS) - 1;
        double k = Double.longBitsToDouble(exponent + Double.doubleToRawLongBits(ROUND)) - ROUND;
        double s = f / (f + 2);
        double w = s * s;
        double twoWR = (w + w) * r(w);
        double minusHalfF = -0.5 * f;
        double whole = k * LN2_HI;
        double sum = whole + f;
        double lost = whole - sum + f;
        double product = fma(s, twoWR - minusHalfF * f, k * LN2_LO);
        double y = sum + (lost + fma(minusHalfF, f, product));
        y = x == Double.POSITIVE_INFINITY ? x : y;
        y = x == 0 ? Double.NEGATIVE_INFINITY : y;
        return x < 0 || Double.isNaN(x) ? Double.NaN : y;
    }

    static double r(double w) {
        double upper = fma(w, fma(w, fma(w, fma(w, fma(w, R10, R9), R8), R7), R6), R5);
        return fma(w, fma(w, fma(w, fma(w, fma(w, upper, R4), R3), R2), R1), R0);
    }

    /** ln(1 + e) for 0 ≤ e ≤ 1, as 2s + 2s·w·R(w) with s = e/(2 + e). */
    public static double log1p(double e) {
        double s = e / (e + 2);
        double w = s * s;
        double twoS = s + s;
        return fma(twoS * w, r(w), twoS);
    }

    /** ln(1 − p) for 0 ≤ p ≤ 1: ln u with u = 1 − p rounded, corrected by what the rounding lost. */
    public static double logOfComplement(double p) {
        double u = 1 - p;
        double lost = (1 - u) - p;
        double correction = u == 0 ? 0 : lost / u;
        return log(u) + correction;
    }
}
