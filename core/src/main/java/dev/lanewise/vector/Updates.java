// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;

/** The loops of gradient descent. */
final class Updates {
    private Updates() {}

    /** θ ← θ − η·(g + λθ). */
    static void descend(float[] theta, int at, float[] g, int go, float rate, float decay, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector d = broadcast(FLOATS, decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            broadcast(FLOATS, -rate).fma(d, x).intoArray(theta, at + i);
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
            FloatVector d = broadcast(FLOATS, decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            FloatVector v = broadcast(FLOATS, momentum).fma(FloatVector.fromArray(FLOATS, velocity, vo + i), d);
            v.intoArray(velocity, vo + i);
            broadcast(FLOATS, -rate).fma(v, x).intoArray(theta, at + i);
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
            FloatVector d = broadcast(FLOATS, decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            FloatVector first =
                    broadcast(FLOATS, beta1).fma(FloatVector.fromArray(FLOATS, m, mo + i), d.mul(1 - beta1));
            FloatVector second = broadcast(FLOATS, beta2)
                    .fma(
                            FloatVector.fromArray(FLOATS, v, vo + i),
                            d.mul(1 - beta2).mul(d));
            first.intoArray(m, mo + i);
            second.intoArray(v, vo + i);
            FloatVector root = second.sqrt().fma(broadcast(FLOATS, correction), broadcast(FLOATS, epsilon));
            broadcast(FLOATS, -rate).fma(first.div(root), x).intoArray(theta, at + i);
        }
    }
}
