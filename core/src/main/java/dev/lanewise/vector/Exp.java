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
 * e<sup>x</sup>, and the steps from which the functions built on it are made. A vector that crosses
 * a real call is boxed, and C2 stops inlining the steps when a loop has grown to some thirty vector operations; so the
 * longer functions are made in two short loops over a buffer in the nearest cache. Names and order of operations are those of the
 * scalar definition.
 */
final class Exp {
    static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final float LOG2_E = 0x1.715476p0f;
    static final float LN2_HI = 0x1.62e43p-1f;
    static final float LN2_LO = -0x1.05c61p-29f;
    private static final float LEAST = -106f;
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

    /** Y ← e^(X − shift). */
    static void loop(float[] x, int xo, float shift, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, x, xo + i).sub(shift);
            z = z.blend(LEAST, z.compare(LT, LEAST));
            z = z.blend(MOST, z.compare(GT, MOST));
            FloatVector rounded = rounded(z);
            FloatVector t = reduced(z, rounded);
            FloatVector e = t.mul(t).fma(q(t), t).add(1f);
            e.mul(firstPower(rounded)).mul(secondPower(rounded)).intoArray(y, yo + i);
        }
    }

    /** E + L ← height·e^−|stretch·Z|, with the rounding error in L; the factors are powers of two. */
    static void parts(float stretch, float height, float[] z, int zo, float[] e, float[] low, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x =
                    negativeMagnitude(FloatVector.fromArray(FLOATS, z, zo + i).mul(stretch));
            FloatVector rounded = rounded(x);
            FloatVector t = reduced(x, rounded);
            FloatVector r = t.mul(t).fma(q(t), t);
            FloatVector first = firstPower(rounded);
            FloatVector second = secondPower(rounded);
            FloatVector e1 = r.add(1f);
            e1.mul(height).mul(first).mul(second).intoArray(e, i);
            r.sub(e1.sub(1f)).mul(height).mul(first).mul(second).intoArray(low, i);
        }
    }

    /** E + L ← e^−|2Z| − 1, with the rounding error in L. */
    static void partsMinusOne(float[] z, int zo, float[] e, float[] low, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x =
                    negativeMagnitude(FloatVector.fromArray(FLOATS, z, zo + i).mul(2f));
            FloatVector rounded = rounded(x);
            FloatVector t = reduced(x, rounded);
            FloatVector square = t.mul(t);
            FloatVector q = q(t);
            FloatVector r = square.fma(q, t);
            FloatVector rLow = square.fma(q, t.sub(r));
            FloatVector s = firstPower(rounded).mul(secondPower(rounded));
            FloatVector p = s.mul(r);
            FloatVector base = s.sub(1f);
            FloatVector sum = base.add(p);
            sum.intoArray(e, i);
            FloatVector lost = s.sub(base.add(1f)).add(p.sub(sum.sub(base)));
            s.fma(rLow, lost).intoArray(low, i);
        }
    }
}
