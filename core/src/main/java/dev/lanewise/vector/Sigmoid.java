// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Exp.all;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** σ(z) = 1/(1 + e⁻ᶻ) and its derivatives. */
final class Sigmoid {
    private Sigmoid() {}

    /** A ← σ(Z). */
    static void forward(Slices s, int n) {
        for (int from = 0; from < n; from += s.spare.length) {
            int length = Math.min(s.spare.length, n - from);
            float[] z = s.array(0);
            int zo = s.offset(0) + from;
            Exp.parts(1, 1, z, zo, s.spare, s.spareLow, length);
            ratio(z, zo, s.spare, s.spareLow, s.array(1), s.offset(1) + from, length);
        }
    }

    private static void ratio(float[] z, int zo, float[] es, float[] lows, float[] a, int ao, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector e = FloatVector.fromArray(FLOATS, es, i);
            FloatVector eLow = FloatVector.fromArray(FLOATS, lows, i);
            FloatVector d = e.add(1f);
            FloatVector dLow = e.sub(d.sub(1f)).add(eLow);
            VectorMask<Float> negative =
                    FloatVector.fromArray(FLOATS, z, zo + i).compare(LT, 0f);
            FloatVector numerator = all(1).blend(e, negative);
            FloatVector numeratorLow = all(0).blend(eLow, negative);
            Exp.quotient(numerator, numeratorLow, d, dLow).intoArray(a, ao + i);
        }
    }

    /** D ← height·σ′(stretch·Z): σ′ with 1 and 1, tanh′ with 2 and 4, all of them exact factors. */
    static void derivative(float stretch, float height, Slices s, int n) {
        for (int from = 0; from < n; from += s.spare.length) {
            int length = Math.min(s.spare.length, n - from);
            Exp.parts(stretch, height, s.array(0), s.offset(0) + from, s.spare, s.spareLow, length);
            ratioToSquare(height, s.spare, s.spareLow, s.array(1), s.offset(1) + from, length);
        }
    }

    private static void ratioToSquare(float height, float[] es, float[] lows, float[] to, int at, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector high = FloatVector.fromArray(FLOATS, es, i);
            FloatVector highLow = FloatVector.fromArray(FLOATS, lows, i);
            FloatVector e = high.mul(1 / height);
            FloatVector eLow = highLow.mul(1 / height);
            FloatVector d = e.add(1f);
            FloatVector dLow = e.sub(d.sub(1f)).add(eLow);
            FloatVector square = d.mul(d);
            FloatVector squareLow = d.add(d).fma(dLow, d.fma(d, square.neg()));
            Exp.quotient(high, highLow, square, squareLow).intoArray(to, at + i);
        }
    }

    /** D ← A ⊙ (1 − A). */
    static void fromOutput(float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            y.mul(all(1).sub(y)).intoArray(d, to + i);
        }
    }

    /** dZ ← (dA ⊙ (1 − A)) ⊙ A. */
    static void backward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.mul(all(1).sub(y)).mul(y).intoArray(d, to + i);
        }
    }
}
