// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.ONE;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Stretch;
import jdk.incubator.vector.FloatVector;

/** The activations and their derivatives, and the loops of those that need no elementary function. */
final class Activations {
    private Activations() {}

    static void run(Operation operation, Stretch s, int n) {
        float[] x = s.floats(0);
        float[] y = s.floats(1);
        int xo = s.offset(0);
        int yo = s.offset(1);
        switch (operation) {
            case SIGMOID -> Sigmoid.forward(x, xo, y, yo, n);
            case TANH -> Tanh.forward(x, xo, y, yo, n);
            case RELU -> relu(x, xo, y, yo, n);
            case SIGMOID_DERIVATIVE -> Sigmoid.derivative(1, x, xo, y, yo, n);
            case TANH_DERIVATIVE -> Sigmoid.derivative(2, x, xo, y, yo, n);
            case STEP -> step(x, xo, y, yo, n);
            case SIGMOID_FROM_OUTPUT -> sigmoidFromOutput(x, xo, y, yo, n);
            case TANH_FROM_OUTPUT -> tanhFromOutput(x, xo, y, yo, n);
            case SIGMOID_BACKWARD -> sigmoidBackward(x, xo, y, yo, s.floats(2), s.offset(2), n);
            case TANH_BACKWARD -> tanhBackward(x, xo, y, yo, s.floats(2), s.offset(2), n);
            case RELU_BACKWARD -> reluBackward(x, xo, y, yo, s.floats(2), s.offset(2), n);
            default -> throw new IllegalArgumentException("operation is " + operation + "; expected an activation's");
        }
    }

    /** A ← Z ≤ 0 ? +0 : Z. */
    static void relu(float[] z, int zo, float[] a, int ao, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, z, zo + i);
            x.blend(ZERO, x.compare(LE, ZERO)).intoArray(a, ao + i);
        }
    }

    /** D ← X ≤ 0 ? 0 : X &gt; 0 ? 1 : X. */
    static void step(float[] x, int xo, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            v.blend(ZERO, v.compare(LE, ZERO)).blend(ONE, v.compare(GT, ZERO)).intoArray(d, to + i);
        }
    }

    /** dZ ← A ≤ 0 ? +0 : dA. */
    static void reluBackward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.blend(ZERO, y.compare(LE, ZERO)).intoArray(d, to + i);
        }
    }

    /** D ← A ⊙ (1 − A). */
    static void sigmoidFromOutput(float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            y.mul(ONE.sub(y)).intoArray(d, to + i);
        }
    }

    /** dZ ← (dA ⊙ (1 − A)) ⊙ A. */
    static void sigmoidBackward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.mul(ONE.sub(y)).mul(y).intoArray(d, to + i);
        }
    }

    /** D ← (1 − A) ⊙ (1 + A). */
    static void tanhFromOutput(float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            ONE.sub(y).mul(ONE.add(y)).intoArray(d, to + i);
        }
    }

    /** dZ ← (dA ⊙ (1 − A)) ⊙ (1 + A). */
    static void tanhBackward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.mul(ONE.sub(y)).mul(ONE.add(y)).intoArray(d, to + i);
        }
    }
}
