// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.plain;

import static dev.lanewise.elementary.Binary32.ROOT_OF_GREATEST;
import static java.lang.Math.fma;

import dev.lanewise.Matrix;
import dev.lanewise.elementary.Binary32;
import dev.lanewise.vector.leaf.Numbers;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Width;
import java.util.Arrays;

/** The elementwise operations and the sums in plain loops over binary32. */
public final class Elements32 {
    private Elements32() {}

    static void run(Operation operation, Stretch s, int n) {
        switch (operation) {
            case ONES -> Arrays.fill(s.floats(1), s.offset(1), s.offset(1) + n, 1);
            case COPY -> System.arraycopy(s.floats(0), s.offset(0), s.floats(1), s.offset(1), n);
            case FIRST_OF_TWO -> System.arraycopy(s.floats(0), s.offset(0), s.floats(2), s.offset(2), n);
            case EXP, LOG, SCALE, SIGMOID, TANH, RELU -> map(operation, s, n);
            case SIGMOID_DERIVATIVE, TANH_DERIVATIVE, STEP, SIGMOID_FROM_OUTPUT, TANH_FROM_OUTPUT ->
                derivative(operation, s, n);
            case ADD, HADAMARD, SIGMOID_BACKWARD, TANH_BACKWARD, RELU_BACKWARD -> zip(operation, s, n);
            case DESCEND, DESCEND_MOMENTUM, DESCEND_ADAM -> update(operation, s, n);
            case MEAN_SQUARED_ERROR, BINARY_CROSS_ENTROPY, BINARY_CROSS_ENTROPY_FROM_LOGITS -> loss(operation, s, n);
        }
    }

    private static void map(Operation operation, Stretch s, int n) {
        float[] x = s.floats(0);
        float[] y = s.floats(1);
        float alpha = operation == Operation.SCALE ? (float) s.numbers.alpha : 1;
        for (int i = 0; i < n; i++) {
            float v = x[s.offset(0) + i];
            y[s.offset(1) + i] = switch (operation) {
                case EXP -> Binary32.exp(v);
                case LOG -> Binary32.log(v);
                case SCALE -> alpha * v;
                case SIGMOID -> Binary32.sigmoid(v);
                case TANH -> Binary32.tanh(v);
                default -> v <= 0 ? 0 : v;
            };
        }
    }

    private static void derivative(Operation operation, Stretch s, int n) {
        float[] x = s.floats(0);
        float[] y = s.floats(1);
        for (int i = 0; i < n; i++) {
            float v = x[s.offset(0) + i];
            y[s.offset(1) + i] = switch (operation) {
                case SIGMOID_DERIVATIVE -> Binary32.sigmoidDerivative(v);
                case TANH_DERIVATIVE -> Binary32.tanhDerivative(v);
                case SIGMOID_FROM_OUTPUT -> v * (1 - v);
                case TANH_FROM_OUTPUT -> (1 - v) * (1 + v);
                default -> v <= 0 ? 0 : v > 0 ? 1 : v;
            };
        }
    }

    private static void zip(Operation operation, Stretch s, int n) {
        float[] x = s.floats(0);
        float[] y = s.floats(1);
        float[] z = s.floats(2);
        for (int i = 0; i < n; i++) {
            float g = x[s.offset(0) + i];
            float a = y[s.offset(1) + i];
            z[s.offset(2) + i] = switch (operation) {
                case ADD -> g + a;
                case HADAMARD -> g * a;
                case SIGMOID_BACKWARD -> (g * (1 - a)) * a;
                case TANH_BACKWARD -> (g * (1 - a)) * (1 + a);
                default -> a <= 0 ? 0 : g;
            };
        }
    }

    private static void update(Operation operation, Stretch s, int n) {
        Numbers numbers = s.numbers;
        int last = operation == Operation.DESCEND ? 1 : operation == Operation.DESCEND_MOMENTUM ? 2 : 3;
        float[] theta = s.floats(0);
        float[] gradient = s.floats(last);
        float rate = (float) numbers.rate;
        float decay = (float) numbers.decay;
        for (int i = 0; i < n; i++) {
            int at = s.offset(0) + i;
            float x = theta[at];
            float d = fma(decay, x, gradient[s.offset(last) + i]);
            float step = switch (operation) {
                case DESCEND -> d;
                case DESCEND_MOMENTUM -> momentum(s, i, d);
                default -> adam(s, i, d);
            };
            theta[at] = fma(-rate, step, x);
        }
    }

    private static float momentum(Stretch s, int i, float d) {
        float[] velocity = s.floats(1);
        int at = s.offset(1) + i;
        velocity[at] = fma((float) s.numbers.momentum, velocity[at], d);
        return velocity[at];
    }

    private static float adam(Stretch s, int i, float gradient) {
        float least = gradient < -ROOT_OF_GREATEST ? -ROOT_OF_GREATEST : gradient;
        float d = fma(0, gradient, least > ROOT_OF_GREATEST ? ROOT_OF_GREATEST : least);
        float beta1 = (float) s.numbers.beta1;
        float beta2 = (float) s.numbers.beta2;
        float[] m = s.floats(1);
        float[] v = s.floats(2);
        int mo = s.offset(1) + i;
        int vo = s.offset(2) + i;
        m[mo] = fma(beta1, m[mo], (1 - beta1) * d);
        v[vo] = fma(beta2, v[vo], ((1 - beta2) * d) * d);
        float root = (float) Math.sqrt(v[vo]);
        return m[mo] == 0 ? 0 : m[mo] / fma(root, (float) s.numbers.rootCorrection, (float) s.numbers.epsilon);
    }

    private static void loss(Operation operation, Stretch s, int n) {
        float r = (float) s.numbers.share;
        for (int i = 0; i < n; i++) {
            float p = s.floats(0)[s.offset(0) + i];
            float t = s.floats(1)[s.offset(1) + i];
            float term;
            float slope;
            switch (operation) {
                case MEAN_SQUARED_ERROR -> {
                    float d = p - t;
                    term = d * d;
                    slope = 2 * d;
                }
                case BINARY_CROSS_ENTROPY -> {
                    float hit = atLeast(-100f, Binary32.log(p));
                    float miss = atLeast(-100f, Binary32.logOfComplement(p));
                    term = -fma(t, hit, (1 - t) * miss);
                    slope = (p - t) / atLeast(1e-12f, p * (1 - p));
                }
                default -> {
                    float e = Binary32.exp(-Math.abs(p));
                    float f = e / (1 + e);
                    float w = p >= 0 ? 1 - t : -t;
                    term = (w == 0 ? 0 : w * p) + Binary32.log1p(e);
                    slope = p >= 0 ? (1 - t) - f : f - t;
                }
            }
            s.floats(2)[s.offset(2) + i] = slope * r;
            s.floats(3)[s.offset(3) + i] = term;
        }
    }

    private static float atLeast(float bound, float x) {
        return x < bound ? bound : x;
    }

    /** The sum of all elements in binary64. */
    public static double sum(Matrix x, double[] lanes) {
        Arrays.fill(lanes, 0);
        if (x.isContiguous()) {
            flat(x.floats(), x.offset(), x.rows() * x.cols(), lanes);
        } else {
            strided(x, lanes);
        }
        for (int h = Width.LOGICAL / 2; h > 0; h /= 2) {
            for (int l = 0; l < h; l++) {
                lanes[l] += lanes[l + h];
            }
        }
        return lanes[0];
    }

    private static void flat(float[] x, int xo, int n, double[] lanes) {
        int whole = n / Width.LOGICAL * Width.LOGICAL;
        for (int i = 0; i < whole; i += Width.LOGICAL) {
            for (int l = 0; l < Width.LOGICAL; l++) {
                lanes[l] += x[xo + i + l];
            }
        }
        for (int i = whole; i < n; i++) {
            lanes[i - whole] += x[xo + i];
        }
    }

    private static void strided(Matrix x, double[] lanes) {
        float[] array = x.floats();
        int lane = 0;
        for (int i = 0; i < x.rows(); i++) {
            int at = x.offset() + i * x.rowStride();
            for (int j = 0; j < x.cols(); j++) {
                lanes[lane] += array[at + j * x.colStride()];
                lane = (lane + 1) % Width.LOGICAL;
            }
        }
    }
}
