// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Exp.all;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** ln x and its kin, step by step as in the scalar definition. */
final class Log {
    private static final float R0 = 0x1.555558p-2f;
    private static final float R1 = 0x1.9996acp-3f;
    private static final float R2 = 0x1.250926p-3f;
    private static final float R3 = 0x1.b6dc5p-4f;
    private static final float R4 = 0x1.f19bdep-4f;
    private static final int SQRT_HALF_BITS = 0x3f3504f3;

    private Log() {}

    private static FloatVector r(FloatVector w) {
        FloatVector r = w.fma(all(R4), all(R3));
        r = w.fma(r, all(R2));
        r = w.fma(r, all(R1));
        return w.fma(r, all(R0));
    }

    private static FloatVector log1pReduced(FloatVector f, FloatVector low) {
        FloatVector s = f.div(f.add(2f));
        FloatVector w = s.mul(s);
        FloatVector twoWR = w.add(w).mul(r(w));
        FloatVector half = f.mul(0.5f).mul(f);
        return f.sub(half.sub(s.fma(half.add(twoWR), low)));
    }

    private static FloatVector specials(FloatVector x, FloatVector y) {
        FloatVector result = y.blend(x, x.compare(EQ, Float.POSITIVE_INFINITY));
        result = result.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
        return result.blend(Float.NaN, x.compare(GE, 0f).not());
    }

    /** ln(1 + e) for 0 ≤ e ≤ 1. */
    static FloatVector log1p(FloatVector e) {
        FloatVector s = e.div(e.add(2f));
        FloatVector w = s.mul(s);
        FloatVector twoS = s.add(s);
        return twoS.mul(w).fma(r(w), twoS);
    }

    /** ln(1 − p) for 0 ≤ p ≤ 1, given the logarithm of u = 1 − p rounded. */
    static FloatVector logOfComplement(FloatVector p, FloatVector logOfU) {
        FloatVector u = all(1).sub(p);
        FloatVector lost = all(1).sub(u).sub(p);
        FloatVector correction = lost.div(u);
        return logOfU.add(correction.blend(0f, u.compare(EQ, 0f)));
    }

    /** Y ← ln X. */
    static void loop(float[] xs, int xo, float[] to, int at, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, xs, xo + i);
            VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
            FloatVector scaled = x.blend(x.mul(0x1p24f), subnormal);
            IntVector bits = scaled.reinterpretAsInts().sub(SQRT_HALF_BITS);
            FloatVector f =
                    bits.and(0x7fffff).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
            FloatVector shift = all(Exp.ROUND).blend(Exp.ROUND - 24, subnormal);
            FloatVector k = bits.lanewise(ASHR, 23)
                    .add(shift.reinterpretAsInts())
                    .reinterpretAsFloats()
                    .sub(Exp.ROUND);
            FloatVector y = k.fma(all(Exp.LN2_HI), log1pReduced(f, k.mul(Exp.LN2_LO)));
            specials(x, y).intoArray(to, at + i);
        }
    }
}
