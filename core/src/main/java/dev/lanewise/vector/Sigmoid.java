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

    static FloatVector sigmoid(FloatVector z) {
        FloatVector x = Exp.negativeMagnitude(z);
        FloatVector rounded = Exp.rounded(x);
        FloatVector t = Exp.reduced(x, rounded);
        FloatVector r = t.mul(t).fma(Exp.q(t), t);
        FloatVector first = Exp.firstPower(rounded);
        FloatVector second = Exp.secondPower(rounded);
        FloatVector e1 = r.add(1f);
        FloatVector e = e1.mul(first).mul(second);
        FloatVector eLow = r.sub(e1.sub(1f)).mul(first).mul(second);
        FloatVector d = e.add(1f);
        FloatVector dLow = e.sub(d.sub(1f)).add(eLow);
        VectorMask<Float> negative = z.compare(LT, 0f);
        return Exp.quotient(all(1).blend(e, negative), all(0).blend(eLow, negative), d, dLow);
    }

    static FloatVector derivative(FloatVector z) {
        FloatVector x = Exp.negativeMagnitude(z);
        FloatVector rounded = Exp.rounded(x);
        FloatVector t = Exp.reduced(x, rounded);
        FloatVector r = t.mul(t).fma(Exp.q(t), t);
        FloatVector first = Exp.firstPower(rounded);
        FloatVector second = Exp.secondPower(rounded);
        FloatVector e1 = r.add(1f);
        FloatVector e = e1.mul(first).mul(second);
        FloatVector eLow = r.sub(e1.sub(1f)).mul(first).mul(second);
        FloatVector d = e.add(1f);
        FloatVector dLow = e.sub(d.sub(1f)).add(eLow);
        FloatVector square = d.mul(d);
        FloatVector squareLow = d.add(d).fma(dLow, d.fma(d, square.neg()));
        return Exp.quotient(e, eLow, square, squareLow);
    }

    /** A ← σ(Z). */
    static void forward(float[] z, int zo, float[] a, int ao, int n) {
        for (int i = 0; i < n; i += COUNT) {
            sigmoid(FloatVector.fromArray(FLOATS, z, zo + i)).intoArray(a, ao + i);
        }
    }

    /** D ← σ′(Z). */
    static void derivative(float[] z, int zo, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            derivative(FloatVector.fromArray(FLOATS, z, zo + i)).intoArray(d, to + i);
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
