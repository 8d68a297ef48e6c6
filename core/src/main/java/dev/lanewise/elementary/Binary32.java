// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import static java.lang.Math.fma;

/**
 * The elementary functions of binary32: the definition that every backend follows operation by operation.
 *
 * <p>All rest on e<sup>z</sup> = 2ⁿ·(1 + r) with r = e<sup>t</sup> − 1 on |t| ≤ ½ ln 2 (reduction in two steps after Cody
 * and Waite, <i>Software Manual for the Elementary Functions</i>, 1980) and a polynomial found by Remez' exchange. Where
 * one rounding too many would cost more than the last bit, the rounding error is computed and carried along (Dekker's fast
 * two-sum, <i>Numerische Mathematik</i> 18, 1971). There are no tables and no branches, only + − · ÷, fma, comparisons
 * and integer operations on the bits. {@link ElementaryFunction} has the greatest errors, found by trying every float.
 */
public final class Binary32 {
    /** 1.5·2²³: adding it rounds to an integer, which then stands in the lowest bits. */
    public static final float ROUND = 0x1.8p23f;

    public static final float LOG2_E = 0x1.715476p0f;
    /** ln 2, its upper part with trailing zeros, so that small multiples are exact. */
    public static final float LN2_HI = 0x1.62e43p-1f;

    public static final float LN2_LO = -0x1.05c61p-29f;
    /** From here down 4·e<sup>z</sup> rounds to zero. */
    public static final float EXP_LEAST = -106f;
    /** Above this e<sup>z</sup> rounds to infinity. */
    public static final float EXP_MOST = 89f;
    /** 2³², by which fractions are raised. */
    public static final float RAISED = 0x1p32f;
    /** From here down 1 + e<sup>x</sup> is 1. */
    public static final float TANH_LEAST = -64f;

    /** (e<sup>t</sup> − 1 − t) / t² ≈ q(t) = Q0 + Q1·t + …, relative error of e<sup>t</sup> 2⁻²⁸. */
    public static final float Q0 = 0x1.fffffcp-2f;

    public static final float Q1 = 0x1.555492p-3f;
    public static final float Q2 = 0x1.5558f2p-5f;
    public static final float Q3 = 0x1.123a1ep-7f;
    public static final float Q4 = 0x1.6a23e8p-10f;

    /** ln(1 + f) = 2 artanh s = 2s + 2s·w·R(w) with s = f/(2 + f), w = s², R(w) = R0 + R1·w + …, error 2⁻³⁰. */
    public static final float R0 = 0x1.555558p-2f;

    public static final float R1 = 0x1.9996acp-3f;
    public static final float R2 = 0x1.250926p-3f;
    public static final float R3 = 0x1.b6dc5p-4f;
    public static final float R4 = 0x1.f19bdep-4f;

    /** The bits of √½, where the significand's range for ln begins. */
    public static final int SQRT_HALF_BITS = 0x3f3504f3;

    /** A power of two whose square does not overflow: Adam takes gradients no greater. */
    public static final float ROOT_OF_GREATEST = 0x1p63f;

    private static final int RAISED_BITS = Float.floatToRawIntBits(RAISED);
    private static final int ONE_BITS = Float.floatToRawIntBits(1);

    private Binary32() {}

    /** z·log₂e + {@link #ROUND}: its lowest bits are n. */
    static float rounded(float z) {
        return fma(z, LOG2_E, ROUND);
    }

    /** t = z − n·ln 2. */
    static float reduced(float z, float rounded) {
        float n = rounded - ROUND;
        return fma(n, -LN2_LO, fma(n, -LN2_HI, z));
    }

    static float q(float t) {
        return fma(t, fma(t, fma(t, fma(t, Q4, Q3), Q2), Q1), Q0);
    }

    /** x·2ⁿ in two steps, so that a subnormal result is rounded once. */
    static float timesPowerOfTwo(float x, float rounded) {
        int n = Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(ROUND);
        int half = n >> 1;
        return x * Float.intBitsToFloat((half + 127) << 23) * Float.intBitsToFloat((n - half + 127) << 23);
    }

    /** e<sup>z</sup>. */
    public static float exp(float z) {
        float x = z < EXP_LEAST ? EXP_LEAST : z;
        x = x > EXP_MOST ? EXP_MOST : x;
        float rounded = rounded(x);
        float t = reduced(x, rounded);
        return timesPowerOfTwo(fma(t * t, q(t), t) + 1, rounded);
    }

    /** −|z|, but not below {@code least}. */
    static float negativeMagnitude(float z, float least) {
        float x = -Math.abs(z);
        return x < least ? least : x;
    }

    /** 2ⁿ times the power of two with these bits: n lies in the lowest bits, and all above are shifted out. */
    static float power(float rounded, int timesBits) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + timesBits);
    }

    /**
     * σ(z) = 1/(1 + e⁻ᶻ), from e = e^−|z| with its rounding error; the quotient is corrected once. Numerator and
     * denominator are raised by 2³², so that a subnormal quotient is corrected from its exact remainder.
     */
    public static float sigmoid(float z) {
        float x = negativeMagnitude(z, EXP_LEAST);
        float rounded = rounded(x);
        float t = reduced(x, rounded);
        float r = fma(t * t, q(t), t);
        float power = power(rounded, RAISED_BITS);
        float e = fma(r, power, power);
        float eLow = fma(r, power, power - e);
        float d = e + RAISED;
        float dLow = e - (d - RAISED) + eLow;
        float numerator = z < 0 ? e : RAISED;
        float numeratorLow = z < 0 ? eLow : 0;
        return quotient(numerator, numeratorLow, d, dLow);
    }

    /** (n + nLow)/(d + dLow), rounded nearly once. */
    static float quotient(float n, float nLow, float d, float dLow) {
        float reciprocal = 1 / d;
        float y = n * reciprocal;
        float remainder = fma(-y, dLow, fma(-y, d, n) + nLow);
        return fma(remainder, reciprocal, y);
    }

    /** σ′(z) = e/(1 + e)² with e = e^−|z|, both parts of the denominator's square carried. */
    public static float sigmoidDerivative(float z) {
        return sigmoidDerivative(z, 1);
    }

    /** tanh′(z) = 4·σ′(2z). */
    public static float tanhDerivative(float z) {
        return sigmoidDerivative(z + z, 4);
    }

    /** height·σ′(z) for a power of two. */
    private static float sigmoidDerivative(float z, float height) {
        float x = negativeMagnitude(z, EXP_LEAST);
        float rounded = rounded(x);
        float t = reduced(x, rounded);
        float r = fma(t * t, q(t), t);
        float power = power(rounded, RAISED_BITS);
        float e = fma(r, power, power);
        float eLow = fma(r, power, power - e);
        float d = e + RAISED;
        float dLow = e - (d - RAISED) + eLow;
        float square = d * d;
        float squareLow = fma(d + d, dLow, fma(d, d, -square));
        return quotient(e * (RAISED * height), eLow * (RAISED * height), square, squareLow);
    }

    /**
     * tanh z = (1 − e^−2|z|)/(1 + e^−2|z|) with the sign of z, from 1 − e^x with its rounding error.
     */
    public static float tanh(float z) {
        float x = negativeMagnitude(z + z, TANH_LEAST);
        float rounded = rounded(x);
        float t = reduced(x, rounded);
        float square = t * t;
        float q = q(t);
        float r = fma(square, q, t);
        float rLow = fma(square, q, t - r);
        float s = power(rounded, ONE_BITS);
        float p = s * r;
        float base = 1 - s;
        float e = base - p;
        float lost = 1 - base - s + (base - e - p);
        float eLow = lost - s * rLow;
        float d = 2 - e;
        float dLow = 2 - d - e - eLow;
        return Math.copySign(quotient(e, eLow, d, dLow), z);
    }

    /** ln x, for x = 2ᵏ·(1 + f) with √½ ≤ 1 + f &lt; √2. */
    public static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p24f : x) - SQRT_HALF_BITS;
        int exponent = (bits >> 23) - (subnormal ? 24 : 0);
        float f = Float.intBitsToFloat((bits & 0x7fffff) + SQRT_HALF_BITS) - 1;
        float k = Float.intBitsToFloat(exponent + Float.floatToRawIntBits(ROUND)) - ROUND;
        float y = fma(k, LN2_HI, log1pReduced(f, k * LN2_LO));
        y = x == Float.POSITIVE_INFINITY ? x : y;
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        return x < 0 || Float.isNaN(x) ? Float.NaN : y;
    }

    /** ln(1 + f) + low, for √½ ≤ 1 + f &lt; √2: f − (f²/2 − s·(f²/2 + 2w·R(w)) − low). */
    static float log1pReduced(float f, float low) {
        float s = f / (f + 2);
        float w = s * s;
        float twoWR = (w + w) * r(w);
        float half = 0.5f * f * f;
        return f - (half - fma(s, half + twoWR, low));
    }

    static float r(float w) {
        return fma(w, fma(w, fma(w, fma(w, R4, R3), R2), R1), R0);
    }

    /** ln(1 + e) for 0 ≤ e ≤ 1, as 2s + 2s·w·R(w) with s = e/(2 + e). */
    public static float log1p(float e) {
        float s = e / (e + 2);
        float w = s * s;
        float twoS = s + s;
        return fma(twoS * w, r(w), twoS);
    }

    /** ln(1 − p) for 0 ≤ p ≤ 1: ln u with u = 1 − p rounded, corrected by what the rounding lost. */
    public static float logOfComplement(float p) {
        float u = 1 - p;
        float lost = (1 - u) - p;
        float correction = u == 0 ? 0 : lost / u;
        return log(u) + correction;
    }
}
