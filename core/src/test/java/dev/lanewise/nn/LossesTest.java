// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient of a loss is the derivative of its value, for every input that is accepted. */
class LossesTest {
    private static Matrix row(Precision precision, double... values) {
        return Matrix.of(values, 1, values.length).to(precision);
    }

    /** Soft targets, weighted ones, and rows without any. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void theGradientIsTheDerivativeOfTheValue(Loss loss) {
        double[][] targets = {{0, 1, 0}, {0.2, 0.3, 0.5}, {0, 0, 0}, {0, 3, 0}, {0.5, 0.25, 0}, {1, 1, 1}};
        boolean shares = loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS;
        double step = 2e-6;
        for (double[] target : targets) {
            Matrix t = row(Precision.DOUBLE, target);
            if (shares && t.get(0, 1) > 1) {
                continue;
            }
            double[] p = loss == Loss.BINARY_CROSS_ENTROPY ? new double[] {0.3, 0.6, 0.2} : new double[] {-1, 0.5, 2};
            Matrix gradient = Matrix.zeros(1, 3, Precision.DOUBLE);
            Backends.vector().loss(loss, row(Precision.DOUBLE, p), t, gradient);
            for (int j = 0; j < 3; j++) {
                double[] moved = p.clone();
                moved[j] += step;
                double above = value(loss, moved, t);
                moved[j] -= 2 * step;
                double difference = (above - value(loss, moved, t)) / (2 * step);
                assertThat(gradient.get(0, j))
                        .as("%s of %s, column %d", loss, java.util.Arrays.toString(target), j)
                        .isCloseTo(difference, within(1e-9));
            }
        }
    }

    private static double value(Loss loss, double[] p, Matrix t) {
        return Backends.vector().loss(loss, row(Precision.DOUBLE, p), t, Matrix.zeros(1, 3, Precision.DOUBLE));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void anUnlabelledRowTeachesNothing(Precision precision) {
        Matrix gradient = Matrix.zeros(1, 2, precision);
        Matrix logits = row(precision, 0.1, 0.9);
        double value = Backends.vector().loss(Loss.SOFTMAX_CROSS_ENTROPY, logits, row(precision, 0, 0), gradient);
        assertThat(value).isZero();
        assertThat(gradient.get(0, 0)).isZero();
        assertThat(gradient.get(0, 1)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void anInfiniteLogitCostsNothingOnItsSideAndInfinityOnTheOther(Precision precision) {
        Matrix logits = row(precision, Double.POSITIVE_INFINITY, 1);
        Matrix gradient = Matrix.zeros(1, 2, precision);
        Loss loss = Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS;
        double right = Backends.vector().loss(loss, logits, row(precision, 1, 0), gradient);
        assertThat(right).isCloseTo(Math.log1p(Math.E) / 2, within(1e-7));
        assertThat(gradient.get(0, 0)).isZero();
        assertThat(Backends.vector().loss(loss, logits, row(precision, 0, 0), gradient))
                .isInfinite();
        Matrix below = row(precision, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(Backends.vector().loss(loss, below, row(precision, 0, 0), gradient))
                .isZero();
    }

    /** Softmax over two logits is a sigmoid of their difference: both losses say so, however confident the answer. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void aConfidentAnswerCostsWhatItCostsTheSigmoid(Precision precision) {
        double u = precision == Precision.SINGLE ? 0x1p-22 : 0x1p-50;
        Matrix two = Matrix.zeros(1, 2, precision);
        Matrix one = Matrix.zeros(1, 1, precision);
        for (double z : new double[] {0, 0.5, 3, 20, 40, 80}) {
            for (double t : new double[] {1, 0, 0.25}) {
                double value = Backends.vector()
                        .loss(Loss.SOFTMAX_CROSS_ENTROPY, row(precision, z, 0), row(precision, t, 1 - t), two);
                double twin = Backends.vector()
                        .loss(Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, row(precision, z), row(precision, t), one);
                assertThat(value).as("z = %s, t = %s", z, t).isCloseTo(twin, within(4 * u * Math.abs(twin)));
                double slope = one.get(0, 0);
                assertThat(two.get(0, 0)).isCloseTo(slope, within(4 * u * Math.abs(slope)));
                assertThat(two.get(0, 1)).isCloseTo(-slope, within(t == 1 ? 4 * u * Math.abs(slope) : u));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void oneInfiniteLogitDecidesARowAndARowOfNothingIsNaN(Precision precision) {
        double inf = Double.POSITIVE_INFINITY;
        Matrix gradient = Matrix.zeros(1, 3, precision);
        Loss loss = Loss.SOFTMAX_CROSS_ENTROPY;
        Matrix logits = row(precision, 1, inf, -inf);
        assertThat(Backends.vector().loss(loss, logits, row(precision, 0, 1, 0), gradient))
                .isZero();
        assertThat(gradient.hasSameElements(row(precision, 0, 0, 0))).isTrue();
        assertThat(Backends.vector().loss(loss, logits, row(precision, 1, 0, 0), gradient))
                .isEqualTo(inf);
        assertThat(gradient.hasSameElements(row(precision, -1, 1, 0))).isTrue();
        assertThat(Backends.vector().loss(loss, row(precision, -inf, -inf, -inf), row(precision, 0, 1, 0), gradient))
                .isNaN();
    }

    /** Adam is free of scale: a gradient whose square would overflow moves a parameter as any other does. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void anEnormousGradientMovesAParameterAndDoesNotFreezeIt(Precision precision) {
        Matrix theta = row(precision, 1);
        Matrix m = row(precision, 0);
        Matrix v = row(precision, 0);
        double enormous = precision == Precision.SINGLE ? 1e21 : 1e200;
        AdamRates rates = AdamRates.USUAL;
        Backends.vector().descendAdam(theta, m, v, row(precision, enormous), rates, 1, 0.001, 0);
        assertThat(theta.get(0, 0)).isCloseTo(0.999, within(1e-7));
        double first = v.get(0, 0);
        assertThat(first).isFinite();
        for (int step = 2; step <= 1000; step++) {
            Backends.vector().descendAdam(theta, m, v, row(precision, 1), rates, step, 0.001, 0);
        }
        assertThat(v.get(0, 0)).as("what is remembered of it fades").isBetween(0.36 * first, 0.37 * first);
        Backends.vector().descendAdam(theta, m, v, row(precision, Double.POSITIVE_INFINITY), rates, 1001, 0.001, 0);
        assertThat(theta.get(0, 0)).isNaN();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void adamWithoutAGradientDoesNotMoveEvenWithoutEpsilon(Precision precision) {
        Matrix theta = row(precision, 1);
        Matrix m = row(precision, 0);
        Matrix v = row(precision, 0);
        AdamRates rates = new AdamRates(0.9, 0.999, 0);
        Backends.vector().descendAdam(theta, m, v, row(precision, 0), rates, 1, 0.1, 0);
        assertThat(theta.get(0, 0)).isEqualTo(1);
    }

    /** Two heads that are concatenated are the same network as one layer of two. */
    @Test
    void stabilityDoesNotDependOnHowANetworkIsWrittenDown() {
        Network heads = Network.builder()
                .input("x", 1)
                .dense("a", "x", 1, Activation.SIGMOID)
                .dense("b", "x", 1, Activation.SIGMOID)
                .concatenate("out", "a", "b")
                .build(1);
        Network layer = Network.sequential(1).dense(2, Activation.SIGMOID).build(1);
        for (Network network : new Network[] {heads, layer}) {
            Matrix parameters = network.parameters();
            Backends.scalar().scale(0, parameters, parameters);
        }
        heads.biases("a").set(0, 0, -50);
        heads.biases("b").set(0, 0, -50);
        layer.biases("dense1").set(0, 0, -50);
        layer.biases("dense1").set(0, 1, -50);
        Matrix x = row(Precision.SINGLE, 1);
        Matrix t = row(Precision.SINGLE, 1, 1);
        for (Network network : new Network[] {heads, layer}) {
            Trainer trainer = new Trainer(network, Backends.vector(), Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
            trainer.gradient(x, t);
            for (int e = 0; e < 4; e++) {
                assertThat(trainer.gradients().get(0, e)).isEqualTo(-0.5);
            }
        }
    }

    @Test
    void aSoftmaxThatIsOnlyPassedOnIsTrainedOnItsLogits() {
        Network passed = Network.builder()
                .input("x", 1)
                .dense("a", "x", 2, Activation.IDENTITY)
                .softmax()
                .activate(Activation.IDENTITY)
                .build(1);
        passed.biases("a").set(0, 0, 80);
        Matrix x = row(Precision.SINGLE, 0);
        Trainer trainer = new Trainer(passed, Backends.vector(), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.descent());
        trainer.gradient(x, row(Precision.SINGLE, 0, 1));
        assertThat(trainer.biasGradients("a").get(0, 0)).isEqualTo(1);
        assertThat(trainer.biasGradients("a").get(0, 1)).isEqualTo(-1);
        assertThat(trainer.weightGradients("a").get(0, 0)).isZero();
    }

    @Test
    void aLossThatDoesNotSuitTheOutputIsRefusedWithOneThatDoes() {
        refused(Activation.SIGMOID, Loss.SOFTMAX_CROSS_ENTROPY, "expected BINARY_CROSS_ENTROPY on a SIGMOID output");
        refused(Activation.SIGMOID, Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, "expected BINARY_CROSS_ENTROPY, or");
        refused(Activation.RELU, Loss.BINARY_CROSS_ENTROPY, "expected a SIGMOID output");
        refused(Activation.TANH, Loss.BINARY_CROSS_ENTROPY, "expected a SIGMOID output");
    }

    private static void refused(Activation output, Loss loss, String message) {
        Network network = Network.sequential(2).dense(1, output).build(1);
        assertThatThrownBy(() -> new Trainer(network, Backends.vector(), loss, Optimizer.descent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void dataThatCannotBeLearnedFromAreRefusedByRowAndColumn() {
        Network network = Network.sequential(2).dense(1, Activation.SIGMOID).build(1);
        Training training = new Training(network, Loss.BINARY_CROSS_ENTROPY);
        Matrix x = Matrix.zeros(3, 2);
        Matrix t = Matrix.zeros(3, 1);
        t.set(2, 0, 2);
        assertThatThrownBy(() -> training.run(new Dataset(x, t)))
                .hasMessageContaining("targets of data is 2.0 in row 2, column 0; expected 0 to 1");
        x.set(1, 1, Double.NaN);
        assertThatThrownBy(() -> training.run(new Dataset(x, t)))
                .hasMessageContaining("x of data is NaN in row 1, column 1; expected a finite number");
    }
}
