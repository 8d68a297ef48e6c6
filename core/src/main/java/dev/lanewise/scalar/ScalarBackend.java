// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import static java.lang.Math.fma;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;

/**
 * The reference: each operation reads like its definition, element by element, on one thread. It is what the others
 * are checked against, and it runs on any JVM.
 */
public final class ScalarBackend implements Backend {
    private static final int LANES = 16;

    private final boolean lasting;
    private volatile boolean closed;

    /** A backend that ignores {@link #close} if it is {@code lasting}. */
    public ScalarBackend(boolean lasting) {
        this.lasting = lasting;
    }

    @FunctionalInterface
    private interface Unary {
        float apply(float x);
    }

    @FunctionalInterface
    private interface Binary {
        float apply(float x, float y);
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void gemm(float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        open();
        Arguments.gemm(a, b, c);
        int k = alpha == 0 ? 0 : a.cols();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                float s = beta == 0 ? 0 : beta * c.get(i, j);
                for (int p = 0; p < k; p++) {
                    s = fma(alpha * a.get(i, p), b.get(p, j), s);
                }
                c.set(i, j, s);
            }
        }
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        Arguments.present("f", f);
        map(
                "z",
                z,
                "a",
                a,
                switch (f) {
                    case IDENTITY -> x -> x;
                    case SIGMOID -> Functions::sigmoid;
                    case TANH -> Functions::tanh;
                    case RELU -> x -> x <= 0 ? 0 : x;
                });
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        Arguments.present("f", f);
        map(
                "z",
                z,
                "d",
                d,
                switch (f) {
                    case IDENTITY -> x -> 1;
                    case SIGMOID -> Functions::sigmoidDerivative;
                    case TANH -> Functions::tanhDerivative;
                    case RELU -> ScalarBackend::step;
                });
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        Arguments.present("f", f);
        map(
                "a",
                a,
                "d",
                d,
                switch (f) {
                    case IDENTITY -> x -> 1;
                    case SIGMOID -> x -> x * (1 - x);
                    case TANH -> x -> (1 - x) * (1 + x);
                    case RELU -> ScalarBackend::step;
                });
    }

    private static float step(float x) {
        return x <= 0 ? 0 : x > 0 ? 1 : x;
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        Arguments.present("f", f);
        zip(
                "da",
                da,
                "a",
                a,
                "dz",
                dz,
                switch (f) {
                    case IDENTITY -> (g, y) -> g;
                    case SIGMOID -> (g, y) -> (g * (1 - y)) * y;
                    case TANH -> (g, y) -> (g * (1 - y)) * (1 + y);
                    case RELU -> (g, y) -> y <= 0 ? 0 : g;
                });
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        map("x", x, "y", y, Functions::exp);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        map("x", x, "y", y, Functions::log);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        zip("x", x, "y", y, "z", z, (a, b) -> a + b);
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        zip("x", x, "y", y, "z", z, (a, b) -> a * b);
    }

    @Override
    public void scale(float alpha, Matrix x, Matrix y) {
        map("x", x, "y", y, a -> alpha * a);
    }

    private void map(String inputName, Matrix x, String outputName, Matrix y, Unary f) {
        open();
        Arguments.output(outputName, y, inputName, x);
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                y.set(i, j, f.apply(x.get(i, j)));
            }
        }
    }

    private void zip(String xName, Matrix x, String yName, Matrix y, String zName, Matrix z, Binary f) {
        open();
        Arguments.output(zName, z, xName, x);
        Arguments.output(zName, z, yName, y);
        for (int i = 0; i < z.rows(); i++) {
            for (int j = 0; j < z.cols(); j++) {
                z.set(i, j, f.apply(x.get(i, j), y.get(i, j)));
            }
        }
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        open();
        Arguments.columnSums(x, s);
        for (int j = 0; j < x.cols(); j++) {
            float sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += x.get(i, j);
            }
            s.set(0, j, sum);
        }
    }

    @Override
    public double sum(Matrix x) {
        open();
        Arguments.present("x", x);
        return sumOf(x);
    }

    private static double sumOf(Matrix x) {
        double[] lane = new double[LANES];
        int e = 0;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                lane[e] += x.get(i, j);
                e = (e + 1) % LANES;
            }
        }
        for (int h = LANES / 2; h > 0; h /= 2) {
            for (int l = 0; l < h; l++) {
                lane[l] += lane[l + h];
            }
        }
        return lane[0];
    }

    private static float tree(float[] lane) {
        for (int h = LANES / 2; h > 0; h /= 2) {
            for (int l = 0; l < h; l++) {
                lane[l] += lane[l + h];
            }
        }
        return lane[0];
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        open();
        Arguments.output("p", p, "z", z);
        for (int i = 0; i < z.rows(); i++) {
            float greatest = greatest(z, i);
            float sum = sumOfExp(z, i, greatest);
            for (int j = 0; j < z.cols(); j++) {
                p.set(i, j, Functions.exp(z.get(i, j) - greatest) / sum);
            }
        }
    }

    private static float greatest(Matrix z, int i) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < z.cols(); j++) {
            greatest = z.get(i, j) > greatest ? z.get(i, j) : greatest;
        }
        return greatest;
    }

    private static float sumOfExp(Matrix z, int i, float greatest) {
        float[] lane = new float[LANES];
        for (int j = 0; j < z.cols(); j++) {
            lane[j % LANES] += Functions.exp(z.get(i, j) - greatest);
        }
        return tree(lane);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        open();
        Arguments.output("dz", dz, "dp", dp);
        Arguments.output("dz", dz, "p", p);
        for (int i = 0; i < p.rows(); i++) {
            float[] lane = new float[LANES];
            for (int j = 0; j < p.cols(); j++) {
                lane[j % LANES] = fma(dp.get(i, j), p.get(i, j), lane[j % LANES]);
            }
            float sum = tree(lane);
            for (int j = 0; j < p.cols(); j++) {
                dz.set(i, j, p.get(i, j) * (dp.get(i, j) - sum));
            }
        }
    }

    @Override
    public double loss(Loss loss, Matrix prediction, Matrix target, Matrix gradient) {
        open();
        Arguments.loss(loss, prediction, target, gradient);
        int rows = prediction.rows();
        int cols = prediction.cols();
        if (rows == 0 || cols == 0) {
            return 0;
        }
        long n = loss == Loss.SOFTMAX_CROSS_ENTROPY ? rows : (long) rows * cols;
        float r = 1f / n;
        Matrix terms = Matrix.zeros(rows, cols);
        for (int i = 0; i < rows; i++) {
            float greatest = loss == Loss.SOFTMAX_CROSS_ENTROPY ? greatest(prediction, i) : 0;
            float sum = loss == Loss.SOFTMAX_CROSS_ENTROPY ? sumOfExp(prediction, i, greatest) : 0;
            for (int j = 0; j < cols; j++) {
                float p = prediction.get(i, j);
                float t = target.get(i, j);
                switch (loss) {
                    case MEAN_SQUARED_ERROR -> {
                        float d = p - t;
                        terms.set(i, j, d * d);
                        gradient.set(i, j, (2 * d) * r);
                    }
                    case BINARY_CROSS_ENTROPY -> {
                        terms.set(i, j, binaryCrossEntropy(p, t));
                        gradient.set(i, j, ((p - t) / atLeast(1e-12f, p * (1 - p))) * r);
                    }
                    case BINARY_CROSS_ENTROPY_FROM_LOGITS -> {
                        float e = Functions.exp(-Math.abs(p));
                        float f = e / (1 + e);
                        terms.set(i, j, fma(-p, t, p <= 0 ? 0 : p) + Functions.log1p(e));
                        gradient.set(i, j, (p >= 0 ? (1 - t) - f : f - t) * r);
                    }
                    case SOFTMAX_CROSS_ENTROPY -> {
                        float x = p - greatest;
                        terms.set(i, j, t == 0 ? 0 : t * (Functions.log(sum) - x));
                        gradient.set(i, j, (Functions.exp(x) / sum - t) * r);
                    }
                }
            }
        }
        return sumOf(terms) / n;
    }

    private static float binaryCrossEntropy(float p, float t) {
        float hit = atLeast(-100, Functions.log(p));
        float miss = atLeast(-100, Functions.logOfComplement(p));
        return -fma(t, hit, (1 - t) * miss);
    }

    private static float atLeast(float bound, float x) {
        return x < bound ? bound : x;
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, float rate, float decay) {
        open();
        Arguments.descend(theta, gradient, rate, decay);
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                float d = fma(decay, theta.get(i, j), gradient.get(i, j));
                theta.set(i, j, fma(-rate, d, theta.get(i, j)));
            }
        }
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, float rate, float momentum, float decay) {
        open();
        Arguments.descendMomentum(theta, velocity, gradient, rate, momentum, decay);
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                float d = fma(decay, theta.get(i, j), gradient.get(i, j));
                float v = fma(momentum, velocity.get(i, j), d);
                velocity.set(i, j, v);
                theta.set(i, j, fma(-rate, v, theta.get(i, j)));
            }
        }
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, float rate, float decay) {
        open();
        Arguments.descendAdam(theta, m, v, gradient, rates, step, rate, decay);
        float a = rates.stepSize(rate, step);
        float b = rates.rootCorrection(step);
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                float d = fma(decay, theta.get(i, j), gradient.get(i, j));
                float first = fma(rates.beta1(), m.get(i, j), (1 - rates.beta1()) * d);
                float second = fma(rates.beta2(), v.get(i, j), ((1 - rates.beta2()) * d) * d);
                m.set(i, j, first);
                v.set(i, j, second);
                float root = (float) Math.sqrt(second);
                theta.set(i, j, fma(-a, first / fma(root, b, rates.epsilon()), theta.get(i, j)));
            }
        }
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("the scalar backend is closed; expected an open one");
        }
    }

    @Override
    public void close() {
        closed = !lasting;
    }
}
