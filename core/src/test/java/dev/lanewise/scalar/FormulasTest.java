// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.elementary.Judge;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The reference against the formulas of the textbook, in 106 bits: the laws compare backends with the reference, and this is
 * what the reference is compared with. Bounds are in units of u, a rounding each, of the magnitudes that are added.
 */
class FormulasTest {
    private static final int ROWS = 40;
    private static final int COLS = 37;
    private static final double LANES = 16;

    private final Backend reference = Backends.scalar();
    private final SplittableRandom random = new SplittableRandom(11);

    private Matrix drawn(int rows, int cols, Precision precision, DoubleUnaryOperator shape) {
        Matrix x = Matrix.zeros(rows, cols, precision);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                x.set(i, j, shape.applyAsDouble(random.nextDouble()));
            }
        }
        return x;
    }

    private Matrix signed(Precision precision) {
        return drawn(ROWS, COLS, precision, r -> 8 * r - 4);
    }

    private static void near(String what, double found, Judge exact, double bound) {
        double error = Math.abs(Judge.of(found).minus(exact).high());
        assertThat(error).as("%s: %s for %s", what, found, exact.high()).isLessThanOrEqualTo(bound);
    }

    @ParameterizedTest
    @EnumSource
    void sumsAreSums(Precision precision) {
        Matrix x = signed(precision);
        Matrix s = Matrix.zeros(1, COLS, precision);
        reference.columnSums(x, s);
        Judge all = Judge.of(0);
        double magnitude = 0;
        for (int j = 0; j < COLS; j++) {
            Judge column = Judge.of(0);
            double size = 0;
            for (int i = 0; i < ROWS; i++) {
                column = column.plus(Judge.of(x.get(i, j)));
                size += Math.abs(x.get(i, j));
            }
            near("column sum", s.get(0, j), column, ROWS * precision.unit() * size);
            all = all.plus(column);
            magnitude += size;
        }
        near("sum", reference.sum(x), all, (ROWS * COLS / LANES + 4) * Precision.DOUBLE.unit() * magnitude);
    }

    @ParameterizedTest
    @EnumSource
    void aMatrixTimesAVectorIsTheSumsOfItsRows(Precision precision) {
        Matrix a = signed(precision);
        Matrix x = drawn(COLS, 1, precision, r -> 2 * r - 1);
        Matrix y = drawn(ROWS, 1, precision, r -> r);
        Matrix before = y.copy();
        reference.gemv(0.7, a, x, 1.3, y);
        Judge alpha = Judge.of(precision.round(0.7));
        for (int i = 0; i < ROWS; i++) {
            Judge exact = Judge.of(precision.round(1.3)).times(Judge.of(before.get(i, 0)));
            double magnitude = Math.abs(exact.high());
            for (int p = 0; p < COLS; p++) {
                Judge term = alpha.times(Judge.of(a.get(i, p))).times(Judge.of(x.get(p, 0)));
                exact = exact.plus(term);
                magnitude += Math.abs(term.high());
            }
            near("gemv", y.get(i, 0), exact, (COLS / LANES + 6) * precision.unit() * magnitude);
        }
    }

    @ParameterizedTest
    @EnumSource
    void softmaxIsTheShareOfTheExponential(Precision precision) {
        Matrix z = signed(precision);
        Matrix p = Matrix.zeros(ROWS, COLS, precision);
        reference.softmax(z, p);
        for (int i = 0; i < ROWS; i++) {
            Judge sum = sumOfExp(z, i);
            for (int j = 0; j < COLS; j++) {
                Judge exact = Judge.exp(Judge.of(z.get(i, j))).value().over(sum);
                near("softmax", p.get(i, j), exact, 24 * precision.unit() * exact.high());
            }
        }
    }

    private static Judge sumOfExp(Matrix z, int i) {
        Judge sum = Judge.of(0);
        for (int j = 0; j < z.cols(); j++) {
            sum = sum.plus(Judge.exp(Judge.of(z.get(i, j))).value());
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void softmaxBackwardIsItsJacobian(Precision precision) {
        Matrix p = Matrix.zeros(ROWS, COLS, precision);
        reference.softmax(signed(precision), p);
        Matrix dp = signed(precision);
        Matrix dz = Matrix.zeros(ROWS, COLS, precision);
        reference.softmaxBackward(dp, p, dz);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLS; j++) {
                // Σₖ dP[k]·P[k]·(δⱼₖ − P[j]), term by term.
                Judge exact = Judge.of(0);
                double magnitude = 0;
                for (int k = 0; k < COLS; k++) {
                    Judge share = Judge.of(j == k ? 1 : 0).minus(Judge.of(p.get(i, j)));
                    Judge term =
                            Judge.of(dp.get(i, k)).times(Judge.of(p.get(i, k))).times(share);
                    exact = exact.plus(term);
                    magnitude += Math.abs(dp.get(i, k)) * p.get(i, k);
                }
                double size = p.get(i, j) * (Math.abs(dp.get(i, j)) + magnitude);
                // The P that are given sum to 1 but for a few u.
                near("softmax backward", dz.get(i, j), exact, 40 * precision.unit() * size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void derivativesFromTheOutputAreThoseOfTheInput(Precision precision) {
        Matrix z = signed(precision);
        Matrix y = Matrix.zeros(ROWS, COLS, precision);
        Matrix d = Matrix.zeros(ROWS, COLS, precision);
        Matrix back = Matrix.zeros(ROWS, COLS, precision);
        Matrix dy = signed(precision);
        for (Activation f : Activation.values()) {
            reference.activate(f, z, y);
            reference.derivativeFromOutput(f, y, d);
            reference.activationBackward(f, dy, y, back);
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < COLS; j++) {
                    Judge exact = derivative(f, z.get(i, j));
                    // An output within u of 1 has lost what is left of the derivative: the error is u, not relative.
                    near(f + " derivative", d.get(i, j), exact, 4 * precision.unit());
                    Judge chained = exact.times(Judge.of(dy.get(i, j)));
                    near(f + " backward", back.get(i, j), chained, 4 * precision.unit() * Math.abs(dy.get(i, j)));
                }
            }
        }
    }

    private static Judge derivative(Activation f, double z) {
        Judge tanh = Judge.tanh(z);
        return switch (f) {
            case IDENTITY -> Judge.of(1);
            case SIGMOID -> Judge.sigmoidDerivative(z).value();
            case TANH -> Judge.of(1).minus(tanh.times(tanh));
            case RELU -> Judge.of(z > 0 ? 1 : 0);
        };
    }

    @ParameterizedTest
    @EnumSource
    void lossesAreTheirFormulas(Precision precision) {
        for (Loss loss : Loss.values()) {
            boolean probabilities = loss == Loss.BINARY_CROSS_ENTROPY;
            Matrix x = probabilities ? drawn(ROWS, COLS, precision, r -> 0.02 + 0.96 * r) : signed(precision);
            Matrix t = drawn(ROWS, COLS, precision, r -> r);
            Matrix gradient = Matrix.zeros(ROWS, COLS, precision);
            double found = reference.lossSum(loss, x, t, ROWS, gradient);
            Judge sum = Judge.of(0);
            for (int i = 0; i < ROWS; i++) {
                Judge rowSum = sumOfExp(x, i);
                Judge total = Judge.of(0);
                for (int j = 0; j < COLS; j++) {
                    total = total.plus(Judge.of(t.get(i, j)));
                }
                for (int j = 0; j < COLS; j++) {
                    Judge[] exact = loss(loss, x.get(i, j), t.get(i, j), rowSum, total);
                    sum = sum.plus(exact[0]);
                    Judge mean = exact[1].over(Judge.of(loss.terms(ROWS, COLS)));
                    double size = (total.high() + Math.abs(exact[1].high())) / loss.terms(ROWS, COLS);
                    near(loss + " gradient", gradient.get(i, j), mean, 40 * precision.unit() * size);
                }
            }
            near(loss + " value", found, sum, 40 * precision.unit() * sum.high());
        }
    }

    /** One term, and its derivative by x. */
    private static Judge[] loss(Loss loss, double x, double t, Judge rowSum, Judge total) {
        Judge y = Judge.of(x);
        Judge wanted = Judge.of(t);
        Judge other = Judge.of(1).minus(wanted);
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> {
                Judge miss = y.minus(wanted);
                yield new Judge[] {miss.times(miss), miss.scaled(1)};
            }
            case BINARY_CROSS_ENTROPY -> {
                Judge value = wanted.times(Judge.log(x)).plus(other.times(Judge.log(1 - x)));
                Judge slope = other.over(Judge.of(1).minus(y)).minus(wanted.over(y));
                yield new Judge[] {value.negated(), slope};
            }
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> {
                // ln(1 + eᶻ) − t·z
                Judge soft = log(Judge.of(1).plus(Judge.exp(y).value()));
                yield new Judge[] {
                    soft.minus(wanted.times(y)), Judge.sigmoid(x).value().minus(wanted)
                };
            }
            case SOFTMAX_CROSS_ENTROPY -> {
                Judge share = Judge.exp(y).value().over(rowSum);
                yield new Judge[] {
                    wanted.times(log(rowSum).minus(y)), total.times(share).minus(wanted)
                };
            }
        };
    }

    /** ln of 106 bits: that of the upper 53, and what the rest adds. */
    private static Judge log(Judge x) {
        return Judge.log(x.high()).plus(Judge.of(x.low() / x.high()));
    }

    private interface Cell {
        void check(int i, int j, int number);
    }

    private static void everyCell(Cell cell) {
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLS; j++) {
                cell.check(i, j, i * COLS + j);
            }
        }
    }

    private static Judge[] exact(Matrix x) {
        Judge[] exact = new Judge[ROWS * COLS];
        everyCell((i, j, number) -> exact[number] = Judge.of(x.get(i, j)));
        return exact;
    }

    @ParameterizedTest
    @EnumSource
    void aStepOfDescentIsItsFormula(Precision precision) {
        Matrix theta = signed(precision);
        Matrix g = signed(precision);
        Judge[] before = exact(theta);
        Judge rate = Judge.of(precision.round(0.1));
        Judge lambda = Judge.of(precision.round(0.3));
        reference.descend(theta, g, 0.1, 0.3);
        everyCell((i, j, cell) -> {
            Judge slope = Judge.of(g.get(i, j)).plus(lambda.times(before[cell]));
            near("theta", theta.get(i, j), before[cell].minus(rate.times(slope)), 10 * precision.unit());
        });
    }

    @ParameterizedTest
    @EnumSource
    void fiveStepsOfMomentumAreTheirRecursion(Precision precision) {
        Matrix theta = signed(precision);
        Matrix v = Matrix.zeros(ROWS, COLS, precision);
        Matrix g = signed(precision);
        Judge[] exact = exact(theta);
        Judge[] velocity = exact(v);
        Judge rate = Judge.of(precision.round(0.1));
        Judge mu = Judge.of(precision.round(0.9));
        Judge lambda = Judge.of(precision.round(0.01));
        for (int step = 1; step <= 5; step++) {
            reference.descendMomentum(theta, v, g, 0.1, 0.9, 0.01);
            double bound = 200 * step * precision.unit();
            everyCell((i, j, cell) -> {
                velocity[cell] =
                        mu.times(velocity[cell]).plus(Judge.of(g.get(i, j))).plus(lambda.times(exact[cell]));
                exact[cell] = exact[cell].minus(rate.times(velocity[cell]));
                near("velocity", v.get(i, j), velocity[cell], bound);
                near("theta", theta.get(i, j), exact[cell], bound);
            });
        }
    }

    /** With a penalty, too, which is part of the gradient before the moments are. */
    @ParameterizedTest
    @EnumSource
    void fiveStepsOfAdamAreAlgorithmOne(Precision precision) {
        Matrix theta = signed(precision);
        Matrix m = Matrix.zeros(ROWS, COLS, precision);
        Matrix v = Matrix.zeros(ROWS, COLS, precision);
        Judge beta1 = Judge.of(precision.round(0.9));
        Judge beta2 = Judge.of(precision.round(0.999));
        Judge rate = Judge.of(precision.round(0.1));
        Judge lambda = Judge.of(precision.round(0.01));
        Judge epsilon = Judge.of(precision.round(1e-8));
        Judge one = Judge.of(1);
        Judge[] exact = exact(theta);
        Judge[] mean = exact(m);
        Judge[] square = exact(v);
        Judge power1 = one;
        Judge power2 = one;
        for (int step = 1; step <= 5; step++) {
            Matrix g = signed(precision);
            reference.descendAdam(theta, m, v, g, AdamRates.USUAL, step, 0.1, 0.01);
            power1 = power1.times(beta1);
            power2 = power2.times(beta2);
            Judge left1 = one.minus(power1);
            Judge left2 = one.minus(power2);
            double bound = 160 * step * precision.unit();
            everyCell((i, j, cell) -> {
                Judge d = Judge.of(g.get(i, j)).plus(lambda.times(exact[cell]));
                mean[cell] = beta1.times(mean[cell]).plus(one.minus(beta1).times(d));
                square[cell] =
                        beta2.times(square[cell]).plus(one.minus(beta2).times(d).times(d));
                Judge root = square[cell].over(left2).root();
                exact[cell] =
                        exact[cell].minus(rate.times(mean[cell].over(left1)).over(root.plus(epsilon)));
                near("theta", theta.get(i, j), exact[cell], bound);
            });
        }
    }
}
