// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Exp.all;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** The loops of gradient descent. */
final class Updates {
    private Updates() {}

    /** θ ← θ − η·(g + λθ). */
    static void descend(float[] theta, int at, float[] g, int go, float rate, float decay, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector d = all(decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            all(-rate).fma(d, x).intoArray(theta, at + i);
        }
    }

    /** v ← μv + d; θ ← θ − ηv. */
    static void momentum(
            float[] theta, int at, float[] velocity, int vo, float[] g, int go, Slices.Numbers numbers, int n) {
        float rate = numbers.rate;
        float decay = numbers.decay;
        float momentum = numbers.first;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector d = all(decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            FloatVector v = all(momentum).fma(FloatVector.fromArray(FLOATS, velocity, vo + i), d);
            v.intoArray(velocity, vo + i);
            all(-rate).fma(v, x).intoArray(theta, at + i);
        }
    }

    /** Adam; {@code rate} is the step size a. */
    static void adam(Slices s, int n) {
        float[] theta = s.array(0);
        float[] m = s.array(1);
        float[] v = s.array(2);
        float[] g = s.array(3);
        int at = s.offset(0);
        int mo = s.offset(1);
        int vo = s.offset(2);
        int go = s.offset(3);
        float beta1 = s.numbers.first;
        float beta2 = s.numbers.second;
        float decay = s.numbers.decay;
        float rate = s.numbers.rate;
        float correction = s.numbers.correction;
        float epsilon = s.numbers.epsilon;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector d = all(decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            FloatVector first = all(beta1).fma(FloatVector.fromArray(FLOATS, m, mo + i), d.mul(1 - beta1));
            FloatVector second = all(beta2)
                    .fma(
                            FloatVector.fromArray(FLOATS, v, vo + i),
                            d.mul(1 - beta2).mul(d));
            first.intoArray(m, mo + i);
            second.intoArray(v, vo + i);
            FloatVector root = second.sqrt().fma(all(correction), all(epsilon));
            all(-rate).fma(first.div(root), x).intoArray(theta, at + i);
        }
    }
}
