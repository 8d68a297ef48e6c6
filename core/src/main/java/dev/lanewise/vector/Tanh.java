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

    static FloatVector tanh(FloatVector z) {
        FloatVector x = Exp.negativeMagnitude(z.add(z));
        FloatVector rounded = Exp.rounded(x);
        FloatVector t = Exp.reduced(x, rounded);
        FloatVector square = t.mul(t);
        FloatVector q = Exp.q(t);
        FloatVector r = square.fma(q, t);
        FloatVector rLow = square.fma(q, t.sub(r));
        FloatVector s = Exp.firstPower(rounded).mul(Exp.secondPower(rounded));
        FloatVector p = s.mul(r);
        FloatVector base = s.sub(1f);
        FloatVector e = base.add(p);
        FloatVector eLow = s.fma(rLow, p.sub(e.sub(base)));
        FloatVector d = e.add(2f);
        FloatVector dLow = e.sub(d.sub(2f)).add(eLow);
        return withSign(Exp.quotient(e.neg(), eLow.neg(), d, dLow), z);
    }

    private static FloatVector withSign(FloatVector y, FloatVector z) {
        return y.reinterpretAsInts()
                .and(~SIGN)
                .or(z.reinterpretAsInts().and(SIGN))
                .reinterpretAsFloats();
    }

    /** A ← tanh Z. */
    static void forward(float[] z, int zo, float[] a, int ao, int n) {
        for (int i = 0; i < n; i += COUNT) {
            tanh(FloatVector.fromArray(FLOATS, z, zo + i)).intoArray(a, ao + i);
        }
    }

    /** D ← 4·σ′(2Z). */
    static void derivative(float[] z, int zo, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, z, zo + i);
            Sigmoid.derivative(x.add(x)).mul(4f).intoArray(d, to + i);
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
