// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static java.lang.Math.fma;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.elementary.Binary64;

/**
 * The definitions of {@link Backend}, element by element, in binary64. The text for binary64 is written from this one by
 * exchanging the types.
 */
final class Reference64 implements Reference {
    private static final int LANES = 16;

    @FunctionalInterface
    private interface Unary {
        double apply(double x);
    }

    @FunctionalInterface
    private interface Binary {
        double apply(double x, double y);
    }

    private static double at(Matrix x, int i, int j) {
        return x.doubles()[x.offset() + i * x.rowStride() + j * x.colStride()];
    }

    private static void put(Matrix x, int i, int j, double value) {
        x.doubles()[x.offset() + i * x.rowStride() + j * x.colStride()] = value;
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        double factor = alpha;
        double kept = beta;
        int k = factor == 0 ? 0 : a.cols();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                double s = kept == 0 ? 0 : kept * at(c, i, j);
                for (int p = 0; p < k; p++) {
                    s = fma(factor * at(a, i, p), at(b, p, j), s);
                }
                put(c, i, j, s);
            }
        }
    }

    @Override
    public void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        double factor = alpha;
        double kept = beta;
        int k = factor == 0 ? 0 : a.cols();
        for (int i = 0; i < y.rows(); i++) {
            put(y, i, 0, fma(factor, dot(a, i, x, k, 0, 1), kept == 0 ? 0 : kept * at(y, i, 0)));
        }
    }

    /** The tree from its root at step 1 to the chain of one lane at step 16: without an array, because small layers come here. */
    private static double dot(Matrix a, int i, Matrix x, int k, int lane, int step) {
        if (step < LANES) {
            return dot(a, i, x, k, lane, 2 * step) + dot(a, i, x, k, lane + step, 2 * step);
        }
        double s = 0;
        for (int p = lane; p < k; p += LANES) {
            s = fma(at(a, i, p), at(x, p, 0), s);
        }
        return s;
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        switch (f) {
            case IDENTITY -> map(z, a, x -> x);
            case SIGMOID -> map(z, a, Binary64::sigmoid);
            case TANH -> map(z, a, Binary64::tanh);
            case RELU -> map(z, a, x -> x <= 0 ? 0 : x);
        }
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        switch (f) {
            case IDENTITY -> map(z, d, x -> 1);
            case SIGMOID -> map(z, d, Binary64::sigmoidDerivative);
            case TANH -> map(z, d, Binary64::tanhDerivative);
            case RELU -> map(z, d, Reference64::step);
        }
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        switch (f) {
            case IDENTITY -> map(a, d, x -> 1);
            case SIGMOID -> map(a, d, x -> x * (1 - x));
            case TANH -> map(a, d, x -> (1 - x) * (1 + x));
            case RELU -> map(a, d, Reference64::step);
        }
    }

    private static double step(double x) {
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
        map(x, y, Binary64::exp);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        map(x, y, Binary64::log);
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
        double factor = alpha;
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
            double sum = 0;
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

    private static double tree(double[] lane) {
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
            double greatest = greatest(z, i);
            double sum = sumOfExp(z, i, greatest);
            for (int j = 0; j < z.cols(); j++) {
                put(p, i, j, Binary64.exp(at(z, i, j) - greatest) / sum);
            }
        }
    }

    private static double greatest(Matrix z, int i) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < z.cols(); j++) {
            greatest = at(z, i, j) > greatest ? at(z, i, j) : greatest;
        }
        return greatest;
    }

    private static double sumOfExp(Matrix z, int i, double greatest) {
        double[] lane = new double[LANES];
        for (int j = 0; j < z.cols(); j++) {
            lane[j % LANES] += Binary64.exp(at(z, i, j) - greatest);
        }
        return tree(lane);
    }

    private static double rowSum(Matrix x, int i) {
        double[] lane = new double[LANES];
        for (int j = 0; j < x.cols(); j++) {
            lane[j % LANES] += at(x, i, j);
        }
        return tree(lane);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        for (int i = 0; i < p.rows(); i++) {
            double[] lane = new double[LANES];
            for (int j = 0; j < p.cols(); j++) {
                lane[j % LANES] = fma(at(dp, i, j), at(p, i, j), lane[j % LANES]);
            }
            double sum = tree(lane);
            for (int j = 0; j < p.cols(); j++) {
                put(dz, i, j, at(p, i, j) * (at(dp, i, j) - sum));
            }
        }
    }

    @Override
    public double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        double r = 1.0 / loss.terms(rows, prediction.cols());
        Matrix terms = Matrix.zeros(prediction.rows(), prediction.cols(), Precision.DOUBLE);
        switch (loss) {
            case MEAN_SQUARED_ERROR -> meanSquaredError(prediction, target, r, gradient, terms);
            case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(prediction, target, r, gradient, terms);
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> fromLogits(prediction, target, r, gradient, terms);
            case SOFTMAX_CROSS_ENTROPY -> softmaxCrossEntropy(prediction, target, r, gradient, terms);
        }
        return sum(terms);
    }

    private static void meanSquaredError(Matrix p, Matrix t, double r, Matrix gradient, Matrix terms) {
        zip(p, t, terms, (y, wanted) -> (y - wanted) * (y - wanted));
        zip(p, t, gradient, (y, wanted) -> (2 * (y - wanted)) * r);
    }

    private static void binaryCrossEntropy(Matrix p, Matrix t, double r, Matrix gradient, Matrix terms) {
        zip(p, t, terms, (y, wanted) -> {
            double hit = atLeast(-100.0, Binary64.log(y));
            double miss = atLeast(-100.0, Binary64.logOfComplement(y));
            return -fma(wanted, hit, (1 - wanted) * miss);
        });
        zip(p, t, gradient, (y, wanted) -> ((y - wanted) / atLeast(1e-12, y * (1 - y))) * r);
    }

    private static double atLeast(double bound, double x) {
        return x < bound ? bound : x;
    }

    private static void fromLogits(Matrix z, Matrix t, double r, Matrix gradient, Matrix terms) {
        zip(z, t, terms, (x, wanted) -> {
            double w = x >= 0 ? 1 - wanted : -wanted;
            return (w == 0 ? 0 : w * x) + Binary64.log1p(Binary64.exp(-Math.abs(x)));
        });
        zip(z, t, gradient, (x, wanted) -> {
            double e = Binary64.exp(-Math.abs(x));
            double f = e / (1 + e);
            return (x >= 0 ? (1 - wanted) - f : f - wanted) * r;
        });
    }

    private static void softmaxCrossEntropy(Matrix z, Matrix t, double r, Matrix gradient, Matrix terms) {
        for (int i = 0; i < z.rows(); i++) {
            double greatest = greatest(z, i);
            int k = place(z, i, greatest);
            double rest = restOfExp(z, i, greatest, k);
            double sum = 1 + rest;
            double logSum = rest <= 1 ? Binary64.log1p(rest) : Binary64.log(sum);
            double total = rowSum(t, i);
            for (int j = 0; j < z.cols(); j++) {
                double x = j == k ? 0 : at(z, i, j) - greatest;
                double wanted = at(t, i, j);
                double slope =
                        j == k ? fma(-wanted, rest, total - wanted) / sum : total * (Binary64.exp(x) / sum) - wanted;
                put(terms, i, j, wanted == 0 ? 0 : wanted * (logSum - x));
                put(gradient, i, j, slope * r);
            }
        }
    }

    /** The first place of the greatest of a row, or -1 if nothing in it is greater than minus infinity. */
    private static int place(Matrix z, int i, double greatest) {
        for (int j = 0; j < z.cols(); j++) {
            if (at(z, i, j) == greatest && greatest > Double.NEGATIVE_INFINITY) {
                return j;
            }
        }
        return -1;
    }

    private static double restOfExp(Matrix z, int i, double greatest, int k) {
        double[] lane = new double[LANES];
        for (int j = 0; j < z.cols(); j++) {
            lane[j % LANES] += j == k ? 0 : Binary64.exp(at(z, i, j) - greatest);
        }
        return k < 0 ? Double.NaN : tree(lane);
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        double eta = rate;
        double lambda = decay;
        zip(theta, gradient, theta, (x, g) -> fma(-eta, fma(lambda, x, g), x));
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        double eta = rate;
        double mu = momentum;
        double lambda = decay;
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                double d = fma(lambda, at(theta, i, j), at(gradient, i, j));
                double v = fma(mu, at(velocity, i, j), d);
                put(velocity, i, j, v);
                put(theta, i, j, fma(-eta, v, at(theta, i, j)));
            }
        }
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        double a = rates.stepSize(Precision.DOUBLE, rate, step);
        double b = rates.rootCorrection(Precision.DOUBLE, step);
        double beta1 = rates.beta1();
        double beta2 = rates.beta2();
        double epsilon = rates.epsilon();
        double lambda = decay;
        for (int i = 0; i < theta.rows(); i++) {
            for (int j = 0; j < theta.cols(); j++) {
                double d = bounded(fma(lambda, at(theta, i, j), at(gradient, i, j)));
                double first = fma(beta1, at(m, i, j), (1 - beta1) * d);
                double second = fma(beta2, at(v, i, j), ((1 - beta2) * d) * d);
                put(m, i, j, first);
                put(v, i, j, second);
                double root = Math.sqrt(second);
                double move = first == 0 ? 0 : first / fma(root, b, epsilon);
                put(theta, i, j, fma(-a, move, at(theta, i, j)));
            }
        }
    }

    /** Within the bound whose square does not overflow; what is not finite becomes NaN. */
    private static double bounded(double d) {
        double least = d < -Binary64.ROOT_OF_GREATEST ? -Binary64.ROOT_OF_GREATEST : d;
        double most = least > Binary64.ROOT_OF_GREATEST ? Binary64.ROOT_OF_GREATEST : least;
        return fma(0, d, most);
    }
}
// spotless:on
