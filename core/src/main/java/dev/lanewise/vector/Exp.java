// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * e<sup>x</sup>, and the steps from which the functions built on it are made. The steps are small, so that C2 inlines
 * them into the loops: a vector that crosses a real call would be boxed. Names and order of operations are those of the
 * scalar definition.
 */
final class Exp {
    static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final float LOG2_E = 0x1.715476p0f;
    static final float LN2_HI = 0x1.62e43p-1f;
    static final float LN2_LO = -0x1.05c61p-29f;
    private static final float LEAST = -104f;
    private static final float MOST = 89f;
    private static final float Q0 = 0x1.fffffcp-2f;
    private static final float Q1 = 0x1.555492p-3f;
    private static final float Q2 = 0x1.5558f2p-5f;
    private static final float Q3 = 0x1.123a1ep-7f;
    private static final float Q4 = 0x1.6a23e8p-10f;

    private Exp() {}

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** z·log₂e + {@link #ROUND}: its lowest bits are n. */
    static FloatVector rounded(FloatVector z) {
        return z.fma(all(LOG2_E), all(ROUND));
    }

    /** t = z − n·ln 2. */
    static FloatVector reduced(FloatVector z, FloatVector rounded) {
        FloatVector n = rounded.sub(ROUND);
        return n.fma(all(-LN2_LO), n.fma(all(-LN2_HI), z));
    }

    /** (e<sup>t</sup> − 1 − t)/t². */
    static FloatVector q(FloatVector t) {
        FloatVector q = t.fma(all(Q4), all(Q3));
        q = t.fma(q, all(Q2));
        q = t.fma(q, all(Q1));
        return t.fma(q, all(Q0));
    }

    /** 2^⌊n/2⌋: the first of two factors, so that a subnormal result is rounded once. */
    static FloatVector firstPower(FloatVector rounded) {
        IntVector n = rounded.reinterpretAsInts().sub(ROUND_BITS);
        return n.lanewise(ASHR, 1).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    }

    /** 2^(n − ⌊n/2⌋): the second factor. */
    static FloatVector secondPower(FloatVector rounded) {
        IntVector n = rounded.reinterpretAsInts().sub(ROUND_BITS);
        return n.sub(n.lanewise(ASHR, 1)).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    }

    /** −|z|, but not below the least x whose e<sup>x</sup> counts. */
    static FloatVector negativeMagnitude(FloatVector z) {
        FloatVector x = z.abs().neg();
        return x.blend(LEAST, x.compare(LT, LEAST));
    }

    /** (n + nLow)/(d + dLow), rounded nearly once. */
    static FloatVector quotient(FloatVector n, FloatVector nLow, FloatVector d, FloatVector dLow) {
        FloatVector reciprocal = all(1).div(d);
        FloatVector y = n.mul(reciprocal);
        FloatVector minusY = y.neg();
        FloatVector remainder = minusY.fma(dLow, minusY.fma(d, n).add(nLow));
        return remainder.fma(reciprocal, y);
    }

    /** e<sup>z</sup>. */
    static FloatVector exp(FloatVector z) {
        FloatVector x = z.blend(LEAST, z.compare(LT, LEAST));
        x = x.blend(MOST, x.compare(GT, MOST));
        FloatVector rounded = rounded(x);
        FloatVector t = reduced(x, rounded);
        FloatVector e = t.mul(t).fma(q(t), t).add(1f);
        return e.mul(firstPower(rounded)).mul(secondPower(rounded));
    }

    /** Y ← e^X. */
    static void loop(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            exp(FloatVector.fromArray(FLOATS, x, xo + i)).intoArray(y, yo + i);
        }
    }

    /** Y ← e^(X − shift). */
    static void shifted(float[] x, int xo, float shift, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            exp(FloatVector.fromArray(FLOATS, x, xo + i).sub(shift)).intoArray(y, yo + i);
        }
    }
}
