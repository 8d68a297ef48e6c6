// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.elementary.Binary64.ROOT_OF_GREATEST;
import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.ZERO;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.vector.leaf.Stretch;
import jdk.incubator.vector.DoubleVector;

/** The loops of gradient descent. */
final class Updates {
    private Updates() {}

    /** θ ← θ − η·(g + λθ). */
    static void descend(Stretch s, int n) {
        double[] theta = s.doubles(0);
        double[] g = s.doubles(1);
        int at = s.offset(0);
        int go = s.offset(1);
        double rate = s.numbers.rate;
        double decay = s.numbers.decay;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, theta, at + i);
            DoubleVector d = broadcast(DOUBLES, decay).fma(x, DoubleVector.fromArray(DOUBLES, g, go + i));
            broadcast(DOUBLES, -rate).fma(d, x).intoArray(theta, at + i);
        }
    }

    /** v ← μv + d; θ ← θ − ηv. */
    static void momentum(Stretch s, int n) {
        double[] theta = s.doubles(0);
        double[] velocity = s.doubles(1);
        double[] g = s.doubles(2);
        int at = s.offset(0);
        int vo = s.offset(1);
        int go = s.offset(2);
        double rate = s.numbers.rate;
        double decay = s.numbers.decay;
        double momentum = s.numbers.momentum;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, theta, at + i);
            DoubleVector d = broadcast(DOUBLES, decay).fma(x, DoubleVector.fromArray(DOUBLES, g, go + i));
            DoubleVector v = broadcast(DOUBLES, momentum).fma(DoubleVector.fromArray(DOUBLES, velocity, vo + i), d);
            v.intoArray(velocity, vo + i);
            broadcast(DOUBLES, -rate).fma(v, x).intoArray(theta, at + i);
        }
    }

    /** Adam; {@code rate} is the step size a. */
    static void adam(Stretch s, int n) {
        double[] theta = s.doubles(0);
        double[] m = s.doubles(1);
        double[] v = s.doubles(2);
        double[] g = s.doubles(3);
        int at = s.offset(0);
        int mo = s.offset(1);
        int vo = s.offset(2);
        int go = s.offset(3);
        double beta1 = s.numbers.beta1;
        double beta2 = s.numbers.beta2;
        double decay = s.numbers.decay;
        double rate = s.numbers.rate;
        double correction = s.numbers.rootCorrection;
        double epsilon = s.numbers.epsilon;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, theta, at + i);
            DoubleVector whole = broadcast(DOUBLES, decay).fma(x, DoubleVector.fromArray(DOUBLES, g, go + i));
            DoubleVector d = whole.blend(-ROOT_OF_GREATEST, whole.compare(LT, -ROOT_OF_GREATEST));
            d = d.blend(ROOT_OF_GREATEST, d.compare(GT, ROOT_OF_GREATEST));
            d = whole.fma(ZERO, d);
            DoubleVector first =
                    broadcast(DOUBLES, beta1).fma(DoubleVector.fromArray(DOUBLES, m, mo + i), d.mul(1 - beta1));
            DoubleVector second = broadcast(DOUBLES, beta2)
                    .fma(
                            DoubleVector.fromArray(DOUBLES, v, vo + i),
                            d.mul(1 - beta2).mul(d));
            first.intoArray(m, mo + i);
            second.intoArray(v, vo + i);
            DoubleVector root = second.sqrt().fma(broadcast(DOUBLES, correction), broadcast(DOUBLES, epsilon));
            DoubleVector move = first.div(root).blend(ZERO, first.compare(EQ, ZERO));
            broadcast(DOUBLES, -rate).fma(move, x).intoArray(theta, at + i);
        }
    }
}
// spotless:on
