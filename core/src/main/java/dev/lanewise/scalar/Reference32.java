// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import static java.lang.Math.fma;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.elementary.Binary32;

/**
 * The definitions of {@link Backend}, element by element, in binary32. The text for binary64 is written from this one by
 * exchanging the types.
 */
final class Reference32 implements Reference {
    private static final int LANES = 16;

    @FunctionalInterface
    private interface Unary {
        float apply(float x);
    }

    @FunctionalInterface
    private interface Binary {
        float apply(float x, float y);
    }

    private static float at(Matrix x, int i, int j) {
        return x.floats()[x.offset() + i * x.rowStride() + j * x.colStride()];
    }

    private static void put(Matrix x, int i, int j, float value) {
        x.floats()[x.offset() + i * x.rowStride() + j * x.colStride()] = value;
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        float factor = (float) alpha;
        float kept = (float) beta;
        int k = factor == 0 ? 0 : a.cols();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                float s = kept == 0 ? 0 : kept * at(c, i, j);
                for (int p = 0; p < k; p++) {
                    s = fma(factor * at(a, i, p), at(b, p, j), s);
                }
                put(c, i, j, s);
            }
        }
    }

    @Override
    public void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        float factor = (float) alpha;
        float kept = (float) beta;
        int k = factor == 0 ? 0 : a.cols();
        for (int i = 0; i < y.rows(); i++) {
            put(y, i, 0, fma(factor, dot(a, i, x, k, 0, 1), kept == 0 ? 0 : kept * at(y, i, 0)));
        }
    }

    /** The tree from its root at step 1 to the chain of one lane at step 16: without an array, because small layers come here. */
    private static float dot(Matrix a, int i, Matrix x, int k, int lane, int step) {
        if (step < LANES) {
            return dot(a, i, x, k, lane, 2 * step) + dot(a, i, x, k, lane + step, 2 * step);
        }
        float s = 0;
        for (int p = lane; p < k; p += LANES) {
            s = fma(at(a, i, p), at(x, p, 0), s);
        }
        return s;
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        switch (f) {
            case IDENTITY -> map(z, a, x -> x);
            case SIGMOID -> map(z, a, Binary32::sigmoid);
            case TANH -> map(z, a, Binary32::tanh);
            case RELU -> map(z, a, x -> x <= 0 ? 0 : x);
        }
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        switch (f) {
            case IDENTITY -> map(z, d, x -> 1);
            case SIGMOID -> map(z, d, Binary32::sigmoidDerivative);
            case TANH -> map(z, d, Binary32::tanhDerivative);
            case RELU -> map(z, d, Reference32::step);
        }
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        switch (f) {
            case IDENTITY -> map(a, d, x -> 1);
            case SIGMOID -> map(a, d, x -> x * (1 - x));
            case TANH -> map(a, d, x -> (1 - x) * (1 + x));
            case RELU -> map(a, d, Reference32::step);
        }
    }

    private static float step(float x) {
        return x <= 0 ? 0 : x > 0 ? 1 : x;
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        switch (f) {
            case IDENTITY -> zip(da, a, dz, (g, y) -> g);
            case SIGMOID -> zip(da, a, dz, (g, y) -> (g * (1 - y)) * y);
            case TANH -> zip(da, a, dz, (g, y) -> (g * (1 - y)) * (1 + y));
            case RELU -> zip(da, a, dz, (g, y) -> y <= 0 ? 0 : g);
        }
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        map(x, y, Binary32::exp);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        map(x, y, Binary32::log);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        zip(x, y, z, (a, b) -> a + b);
    }

    @Override
    public void hadamard(Matrix x, Matrix y, Matrix z) {
        zip(x, y, z, (a, b) -> a * b);
    }

    @Override
    public void scale(double alpha, Matrix x, Matrix y) {
        float factor = (float) alpha;
        map(x, y, a -> factor * a);
    }

    private static void map(Matrix x, Matrix y, Unary f) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                put(y, i, j, f.apply(at(x, i, j)));
            }
        }
    }

    private static void zip(Matrix x, Matrix y, Matrix z, Binary f) {
        for (int i = 0; i < z.rows(); i++) {
            for (int j = 0; j < z.cols(); j++) {
                put(z, i, j, f.apply(at(x, i, j), at(y, i, j)));
            }
        }
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        for (int j = 0; j < x.cols(); j++) {
            float sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += at(x, i, j);
            }
            put(s, 0, j, sum);
        }
    }

    @Override
    public double sum(Matrix x) {
        double[] lane = new double[LANES];
        int e = 0;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                lane[e] += at(x, i, j);
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
        for (int i = 0; i < z.rows(); i++) {
            float greatest = greatest(z, i);
            float sum = sumOfExp(z, i, greatest);
            for (int j = 0; j < z.cols(); j++) {
                put(p, i, j, Binary32.exp(at(z, i, j) - greatest) / sum);
            }
        }
    }

    private static float greatest(Matrix z, int i) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < z.cols(); j++) {
            greatest = at(z, i, j) > greatest ? at(z, i, j) : greatest;
        }
        return greatest;
    }

    private static float sumOfExp(Matrix z, int i, float greatest) {
        float[] lane = new float[LANES];
        for (int j = 0; j < z.cols(); j++) {
            lane[j % LANES] += Binary32.exp(at(z, i, j) - greatest);
        }
        return tree(lane);
    }

    private static float rowSum(Matrix x, int i) {
        float[] lane = new float[LANES];
        for (int j = 0; j < x.cols(); j++) {
            lane[j % LANES] += at(x, i, j);
        }
        return tree(lane);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        for (int i = 0; i < p.rows(); i++) {
            float[] lane = new float[LANES];
            for (int j = 0; j < p.cols(); j++) {
                lane[j % LANES] = fma(at(dp, i, j), at(p, i, j), lane[j % LANES]);
            }
            float sum = tree(lane);
            for (int j = 0; j < p.cols(); j++) {
                put(dz, i, j, at(p, i, j) * (at(dp, i, j) - sum));
            }
        }
    }

    @Override
    public double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        float r = 1f / loss.terms(rows, prediction.cols());
        Matrix terms = Matrix.zeros(prediction.rows(), prediction.cols(), Precision.SINGLE);
        switch (loss) {
            case MEAN_SQUARED_ERROR -> meanSquaredError(prediction, target, r, gradient, terms);
            case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(prediction, target, r, gradient, terms);
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> fromLogits(prediction, target, r, gradient, terms);
            case SOFTMAX_CROSS_ENTROPY -> softmaxCrossEntropy(prediction, target, r, gradient, terms);
        }
        return sum(terms);
    }

    private static void meanSquaredError(Matrix p, Matrix t, float r, Matrix gradient, Matrix terms) {
        zip(p, t, terms, (y, wanted) -> (y - wanted) * (y - wanted));
        zip(p, t, gradient, (y, wanted) -> (2 * (y - wanted)) * r);
    }

    private static void binaryCrossEntropy(Matrix p, Matrix t, float r, Matrix gradient, Matrix terms) {
        zip(p, t, terms, (y, wanted) -> {
            float hit = atLeast(-100f, Binary32.log(y));
            float miss = atLeast(-100f, Binary32.logOfComplement(y));
            return -fma(wanted, hit, (1 - wanted) * miss);
        });
        zip(p, t, gradient, (y, wanted) -> ((y - wanted) / atLeast(1e-12f, y * (1 - y))) * r);
    }

    private static float atLeast(float bound, float x) {
        return x < bound ? bound : x;
    }

    private static void fromLogits(Matrix z, Matrix t, float r, Matrix gradient, Matrix terms) {
        zip(z, t, terms, (x, wanted) -> {
            float w = x >= 0 ? 1 - wanted : -wanted;
            return (w == 0 ? 0 : w * x) + Binary32.log1p(Binary32.exp(-Math.abs(x)));
        });
        zip(z, t, gradient, (x, wanted) -> {
            float e = Binary32.exp(-Math.abs(x));
            float f = e / (1 + e);
            return (x >= 0 ? (1 - wanted) - f : f - wanted) * r;
        });
    }

    private static void softmaxCrossEntropy(Matrix z, Matrix t, float r, Matrix gradient, Matrix terms) {
        for (int i = 0; i < z.rows(); i++) {
            float greatest = greatest(z, i);
            int k = place(z, i, greatest);
            float rest = restOfExp(z, i, greatest, k);
            float sum = 1 + rest;
            float logSum = rest <= 1 ? Binary32.log1p(rest) : Binary32.log(sum);
            float total = rowSum(t, i);
            for (int j = 0; j < z.cols(); j++) {
                float x = j == k ? 0 : at(z, i, j) - greatest;
                float wanted = at(t, i, j);
                float slope =
                        j == k ? fma(-wanted, rest, total - wanted) / sum : total * (Binary32.exp(x) / sum) - wanted;
                put(terms, i, j, wanted == 0 ? 0 : wanted * (logSum - x));
                put(gradient, i, j, slope * r);
            }
        }
    }

    /** The first place of the greatest of a row, or -1 if nothing in it is greater than minus infinity. */
    private static int place(Matrix z, int i, float greatest) {
        for (int j = 0; j < z.cols(); j++) {
            if (at(z, i, j) == greatest && greatest > Float.NEGATIVE_INFINITY) {
                return j;
            }
        }
        return -1;
    }

    private static float restOfExp(Matrix z, int i, float greatest, int k) {
        float[] lane = new float[LANES];
        for (int j = 0; j < z.cols(); j++) {
            lane[j % LANES] += j == k ? 0 : Binary32.exp(at(z, i, j) - greatest);
        }
        return k < 0 ? Float.NaN : tree(lane);
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        float eta = (float) rate;
        float lambda = (float) decay;
        zip(theta, gradient, theta, (x, g) -> fma(-eta, fma(lambda, x, g), x));
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        float eta = (float) rate;
        float mu = (float) momentum;
        float lambda = (float) decay;
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                float d = fma(lambda, at(theta, i, j), at(gradient, i, j));
                float v = fma(mu, at(velocity, i, j), d);
                put(velocity, i, j, v);
                put(theta, i, j, fma(-eta, v, at(theta, i, j)));
            }
        }
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        float a = (float) rates.stepSize(Precision.SINGLE, rate, step);
        float b = (float) rates.rootCorrection(Precision.SINGLE, step);
        float beta1 = (float) rates.beta1();
        float beta2 = (float) rates.beta2();
        float epsilon = (float) rates.epsilon();
        float lambda = (float) decay;
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                float d = bounded(fma(lambda, at(theta, i, j), at(gradient, i, j)));
                float first = fma(beta1, at(m, i, j), (1 - beta1) * d);
                float second = fma(beta2, at(v, i, j), ((1 - beta2) * d) * d);
                put(m, i, j, first);
                put(v, i, j, second);
                float root = (float) Math.sqrt(second);
                float move = first == 0 ? 0 : first / fma(root, b, epsilon);
                put(theta, i, j, fma(-a, move, at(theta, i, j)));
            }
        }
    }

    /** Within the bound whose square does not overflow; what is not finite becomes NaN. */
    private static float bounded(float d) {
        float least = d < -Binary32.ROOT_OF_GREATEST ? -Binary32.ROOT_OF_GREATEST : d;
        float most = least > Binary32.ROOT_OF_GREATEST ? Binary32.ROOT_OF_GREATEST : least;
        return fma(0, d, most);
    }
}
