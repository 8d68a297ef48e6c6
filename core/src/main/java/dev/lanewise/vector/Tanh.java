// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Exp.all;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** tanh z = −(e^−2|z| − 1)/(e^−2|z| + 1) with the sign of z, and its derivatives. */
final class Tanh {
    private static final int SIGN = Integer.MIN_VALUE;

    private Tanh() {}

    private static FloatVector withSign(FloatVector y, FloatVector z) {
        return y.reinterpretAsInts()
                .and(~SIGN)
                .or(z.reinterpretAsInts().and(SIGN))
                .reinterpretAsFloats();
    }

    /** A ← tanh Z. */
    static void forward(Slices s, int n) {
        for (int from = 0; from < n; from += s.spare.length) {
            int length = Math.min(s.spare.length, n - from);
            float[] z = s.array(0);
            int zo = s.offset(0) + from;
            Exp.partsMinusOne(z, zo, s.spare, s.spareLow, length);
            ratio(z, zo, s.spare, s.spareLow, s.array(1), s.offset(1) + from, length);
        }
    }

    private static void ratio(float[] zs, int zo, float[] es, float[] lows, float[] a, int ao, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, zs, zo + i);
            FloatVector e = FloatVector.fromArray(FLOATS, es, i);
            FloatVector eLow = FloatVector.fromArray(FLOATS, lows, i);
            FloatVector d = e.add(2f);
            FloatVector dLow = e.sub(d.sub(2f)).add(eLow);
            withSign(Exp.quotient(e.neg(), eLow.neg(), d, dLow), z).intoArray(a, ao + i);
        }
    }

    /** D ← (1 − A) ⊙ (1 + A). */
    static void fromOutput(float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            all(1).sub(y).mul(all(1).add(y)).intoArray(d, to + i);
        }
    }

    /** dZ ← (dA ⊙ (1 − A)) ⊙ (1 + A). */
    static void backward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.mul(all(1).sub(y)).mul(all(1).add(y)).intoArray(d, to + i);
        }
    }
}
