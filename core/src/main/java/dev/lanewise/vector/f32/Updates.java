// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.elementary.Binary32.ROOT_OF_GREATEST;
import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.vector.leaf.Stretch;
import jdk.incubator.vector.FloatVector;

/** The loops of gradient descent. */
final class Updates {
    private Updates() {}

    /** θ ← θ − η·(g + λθ). */
    static void descend(Stretch s, int n) {
        float[] theta = s.floats(0);
        float[] g = s.floats(1);
        int at = s.offset(0);
        int go = s.offset(1);
        float rate = (float) s.numbers.rate;
        float decay = (float) s.numbers.decay;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector d = broadcast(FLOATS, decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            broadcast(FLOATS, -rate).fma(d, x).intoArray(theta, at + i);
        }
    }

    /** v ← μv + d; θ ← θ − ηv. */
    static void momentum(Stretch s, int n) {
        float[] theta = s.floats(0);
        float[] velocity = s.floats(1);
        float[] g = s.floats(2);
        int at = s.offset(0);
        int vo = s.offset(1);
        int go = s.offset(2);
        float rate = (float) s.numbers.rate;
        float decay = (float) s.numbers.decay;
        float momentum = (float) s.numbers.momentum;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector d = broadcast(FLOATS, decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            FloatVector v = broadcast(FLOATS, momentum).fma(FloatVector.fromArray(FLOATS, velocity, vo + i), d);
            v.intoArray(velocity, vo + i);
            broadcast(FLOATS, -rate).fma(v, x).intoArray(theta, at + i);
        }
    }

    /** Adam; {@code rate} is the step size a. */
    static void adam(Stretch s, int n) {
        float[] theta = s.floats(0);
        float[] m = s.floats(1);
        float[] v = s.floats(2);
        float[] g = s.floats(3);
        int at = s.offset(0);
        int mo = s.offset(1);
        int vo = s.offset(2);
        int go = s.offset(3);
        float beta1 = (float) s.numbers.beta1;
        float beta2 = (float) s.numbers.beta2;
        float decay = (float) s.numbers.decay;
        float rate = (float) s.numbers.rate;
        float correction = (float) s.numbers.rootCorrection;
        float epsilon = (float) s.numbers.epsilon;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, theta, at + i);
            FloatVector whole = broadcast(FLOATS, decay).fma(x, FloatVector.fromArray(FLOATS, g, go + i));
            FloatVector d = whole.blend(-ROOT_OF_GREATEST, whole.compare(LT, -ROOT_OF_GREATEST));
            d = d.blend(ROOT_OF_GREATEST, d.compare(GT, ROOT_OF_GREATEST));
            d = whole.fma(ZERO, d);
            FloatVector first =
                    broadcast(FLOATS, beta1).fma(FloatVector.fromArray(FLOATS, m, mo + i), d.mul(1 - beta1));
            FloatVector second = broadcast(FLOATS, beta2)
                    .fma(
                            FloatVector.fromArray(FLOATS, v, vo + i),
                            d.mul(1 - beta2).mul(d));
            first.intoArray(m, mo + i);
            second.intoArray(v, vo + i);
            FloatVector root = second.sqrt().fma(broadcast(FLOATS, correction), broadcast(FLOATS, epsilon));
            FloatVector move = first.div(root).blend(ZERO, first.compare(EQ, ZERO));
            broadcast(FLOATS, -rate).fma(move, x).intoArray(theta, at + i);
        }
    }
}
