// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer, activation, cost and junction against central differences of an oracle in binary64. */
class GradientsTest {
    static List<Arguments> networks() {
        List<Arguments> networks = new ArrayList<>();
        for (Activation f : Activation.values()) {
            for (Loss loss : List.of(Loss.MEAN_SQUARED_ERROR, Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS)) {
                networks.add(Arguments.of(
                        "dense " + f + " and " + loss,
                        Network.sequential(3).dense(4, f).dense(2, Activation.IDENTITY),
                        loss));
                networks.add(Arguments.of(
                        "activate " + f + " and " + loss,
                        Network.sequential(3)
                                .dense(4, Activation.IDENTITY)
                                .activate(f)
                                .dense(2, Activation.IDENTITY),
                        loss));
            }
        }
        for (Loss loss : List.of(Loss.MEAN_SQUARED_ERROR, Loss.BINARY_CROSS_ENTROPY)) {
            networks.add(Arguments.of(
                    "sigmoid output and " + loss,
                    Network.sequential(3).dense(4, Activation.TANH).dense(2, Activation.SIGMOID),
                    loss));
            networks.add(Arguments.of(
                    "softmax output and " + loss,
                    Network.sequential(3)
                            .dense(4, Activation.TANH)
                            .dense(2, Activation.IDENTITY)
                            .softmax(),
                    loss));
        }
        networks.add(Arguments.of(
                "softmax cross entropy",
                Network.sequential(3)
                        .dense(4, Activation.RELU)
                        .dense(2, Activation.IDENTITY)
                        .softmax(),
                Loss.SOFTMAX_CROSS_ENTROPY));
        networks.add(Arguments.of(
                "softmax cross entropy of logits",
                Network.sequential(3).dense(2, Activation.IDENTITY),
                Loss.SOFTMAX_CROSS_ENTROPY));
        networks.add(Arguments.of("branches that meet again", branching(), Loss.MEAN_SQUARED_ERROR));
        networks.add(Arguments.of("a value that nodes of every kind read", readByAll(), Loss.MEAN_SQUARED_ERROR));
        networks.add(Arguments.of("an input that a layer reads after a sum", inputReadLate(), Loss.MEAN_SQUARED_ERROR));
        networks.add(Arguments.of("softmax inside", softmaxInside(), Loss.MEAN_SQUARED_ERROR));
        networks.add(Arguments.of("two inputs, no bias", twoInputs(), Loss.BINARY_CROSS_ENTROPY));
        return networks;
    }

    private static NetworkBuilder branching() {
        return Network.builder()
                .input("x", 3)
                .dense("a", "x", 4, Activation.TANH)
                .dense("b", "a", 4, Activation.SIGMOID)
                .add("residual", "a", "b", "a")
                .concatenate("wide", "residual", "x", "b")
                .dense("out", "wide", 2, Activation.SIGMOID);
    }

    private static NetworkBuilder readByAll() {
        return Network.builder()
                .input("x", 3)
                .dense("z", "x", 4, Activation.IDENTITY)
                .node(new Node.Activate("t", "z", Activation.TANH))
                .node(new Node.Softmax("p", "z"))
                .node(new Node.Activate("s", "z", Activation.SIGMOID))
                .dense("d", "z", 4, Activation.TANH)
                .add("sum", "z", "t", "p", "s", "d")
                .concatenate("wide", "sum", "z")
                .dense("out", "wide", 2, Activation.SIGMOID);
    }

    private static NetworkBuilder inputReadLate() {
        return Network.builder()
                .input("x", 3)
                .dense("a", "x", 3, Activation.TANH)
                .add("s", "x", "a")
                .dense("b", "x", 3, Activation.TANH)
                .add("sum", "s", "b")
                .concatenate("wide", "sum", "x")
                .dense("c", "x", 2, Activation.TANH)
                .concatenate("all", "wide", "c")
                .dense("out", "all", 2, Activation.SIGMOID);
    }

    private static NetworkBuilder softmaxInside() {
        return Network.sequential(3).dense(5, Activation.TANH).softmax().dense(2, Activation.IDENTITY);
    }

    private static NetworkBuilder twoInputs() {
        return Network.builder()
                .input("left", 1)
                .input("right", 2)
                .node(new Node.Dense("l", "left", 3, Activation.TANH, false, Initialization.UNIFORM))
                .node(new Node.Dense("r", "right", 3, Activation.TANH, false, Initialization.UNIFORM))
                .add("sum", "l", "r")
                .dense("out", "sum", 2, Activation.SIGMOID);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsAreThoseOfCentralDifferences(String name, NetworkBuilder builder, Loss loss) {
        Network network = builder.build(5);
        Matrix x = Matrix.zeros(4, 3);
        Matrix target = Matrix.zeros(4, 2);
        SplitMix random = new SplitMix(9);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                x.set(i, j, (float) (2 * random.nextUnit() - 1));
            }
            target.set(i, i % 2, 1);
        }
        Matrix parameters = network.parameters();
        for (int e = 0; e < parameters.cols(); e++) {
            parameters.set(0, e, parameters.get(0, e) + (float) (0.2 * random.nextUnit()));
        }
        Trainer trainer = new Trainer(network, Backends.vector(), loss, Optimizer.descent());
        double value = trainer.gradient(x, target);
        DoubleNetwork oracle = new DoubleNetwork(network, loss);
        assertThat(value).isCloseTo(oracle.loss(x, target), within(2e-6));
        double worst = 0;
        for (int e = 0; e < parameters.cols(); e++) {
            double expected = oracle.derivative(x, target, e);
            double error = Math.abs(trainer.gradients().get(0, e) - expected) / (1e-2 + Math.abs(expected));
            worst = Math.max(worst, error);
        }
        System.out.printf("gradient check  %-55s greatest relative error %.1e%n", name, worst);
        assertThat(worst).isLessThan(1e-5);
    }

    /** In binary64 through the very kernels: the gradient against central differences of the loss that they compute. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsInDoubleAreThoseOfCentralDifferencesOfTheSameKernels(String name, NetworkBuilder builder, Loss loss) {
        Network network = builder.build(5, Precision.DOUBLE);
        Matrix x = Matrix.zeros(4, 3, Precision.DOUBLE);
        Matrix target = Matrix.zeros(4, 2, Precision.DOUBLE);
        SplitMix random = new SplitMix(9);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                x.set(i, j, 2 * random.nextUnit() - 1);
            }
            target.set(i, i % 2, 1);
        }
        Matrix parameters = network.parameters();
        for (int e = 0; e < parameters.cols(); e++) {
            parameters.set(0, e, parameters.get(0, e) + 0.2 * random.nextUnit());
        }
        Trainer trainer = new Trainer(network, Backends.vector(), loss, Optimizer.descent());
        double value = trainer.gradient(x, target);
        assertThat(value).isCloseTo(new DoubleNetwork(network, loss).loss(x, target), within(1e-14));
        double worst = 0;
        double step = 1e-5;
        Matrix gradients = trainer.gradients().copy();
        for (int e = 0; e < parameters.cols(); e++) {
            double kept = parameters.get(0, e);
            parameters.set(0, e, kept + step);
            double above = trainer.loss(x, target);
            parameters.set(0, e, kept - step);
            double below = trainer.loss(x, target);
            parameters.set(0, e, kept);
            double expected = (above - below) / (2 * step);
            worst = Math.max(worst, Math.abs(gradients.get(0, e) - expected) / (1e-2 + Math.abs(expected)));
        }
        System.out.printf("gradient check  %-55s in double, greatest relative error %.1e%n", name, worst);
        assertThat(worst).isLessThan(1e-7);
    }

    /** The example of the text: two inputs, three hidden sigmoid nodes, one sigmoid output, binary cross entropy. */
    @Test
    void theWorkedExampleHasTheGradientsMultipliedOutByHand() {
        Network network = Network.builder()
                .input("x", 2)
                .dense("hidden", "x", 3, Activation.SIGMOID)
                .dense("output", "hidden", 1, Activation.SIGMOID)
                .build(1);
        double[] x = {0.6, -0.4};
        double t = 1;
        Trainer trainer = new Trainer(network, Backends.vector(), Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
        trainer.gradient(Matrix.ofRows(new float[] {0.6f, -0.4f}), Matrix.ofRows(new float[] {1}));
        Matrix theta1 = network.weights("hidden");
        Matrix theta2 = network.weights("output");
        double[] a1 = new double[3];
        double h2 = network.biases("output").get(0, 0);
        for (int i = 0; i < 3; i++) {
            double h1 = network.biases("hidden").get(0, i) + x[0] * theta1.get(0, i) + x[1] * theta1.get(1, i);
            a1[i] = 1 / (1 + Math.exp(-h1));
            h2 += theta2.get(i, 0) * a1[i];
        }
        double y = 1 / (1 + Math.exp(-h2));
        // J = −[t·ln y + (1 − t)·ln(1 − y)]
        double dJdY = -(t / y - (1 - t) / (1 - y));
        double dYdH2 = Math.exp(-h2) / ((1 + Math.exp(-h2)) * (1 + Math.exp(-h2)));
        for (int i = 0; i < 3; i++) {
            double dH2dTheta2 = a1[i];
            assertThat(gradient(network, trainer, "output", i, 0)).isCloseTo(dJdY * dYdH2 * dH2dTheta2, within(1e-7));
            double dH2dA1 = theta2.get(i, 0);
            double dA1dH1 = a1[i] * (1 - a1[i]);
            for (int j = 0; j < 2; j++) {
                double dH1dTheta1 = x[j];
                assertThat(gradient(network, trainer, "hidden", j, i))
                        .isCloseTo(dJdY * dYdH2 * dH2dA1 * dA1dH1 * dH1dTheta1, within(1e-7));
            }
        }
    }

    /** The gradient of one weight: gradients are laid out like the parameters. */
    private static double gradient(Network network, Trainer trainer, String node, int i, int j) {
        Matrix w = network.weights(node);
        return trainer.gradients().get(0, w.offset() + i * w.rowStride() + j * w.colStride());
    }

    /** Mazur's 2-2-2 network, step by step: one update at rate ½ with half the sum of squared errors. */
    @Test
    void mazursExampleMovesToItsPublishedWeights() {
        Network network = Network.builder()
                .input("x", 2)
                .dense("hidden", "x", 2, Activation.SIGMOID)
                .dense("output", "hidden", 2, Activation.SIGMOID)
                .build(1);
        set(network.weights("hidden"), 0.15f, 0.25f, 0.20f, 0.30f);
        set(network.biases("hidden"), 0.35f, 0.35f);
        set(network.weights("output"), 0.40f, 0.50f, 0.45f, 0.55f);
        set(network.biases("output"), 0.60f, 0.60f);
        Matrix x = Matrix.ofRows(new float[] {0.05f, 0.10f});
        Matrix t = Matrix.ofRows(new float[] {0.01f, 0.99f});
        Matrix y = network.predict(x);
        assertThat(y.get(0, 0)).isCloseTo(0.751365069552315707, within(1e-7));
        assertThat(y.get(0, 1)).isCloseTo(0.772928465321462588, within(1e-7));
        // The mean over two outputs is half the sum.
        Trainer trainer = new Trainer(network, Backends.vector(), Loss.MEAN_SQUARED_ERROR, Optimizer.descent());
        assertThat(trainer.step(x, t, 0.5f)).isCloseTo(0.298371108760002688, within(1e-7));
        close(
                network.weights("output"),
                0.358916479717884610,
                0.511301270238737529,
                0.408666186076233372,
                0.561370121107989105);
        close(
                network.weights("hidden"),
                0.149780716132762826,
                0.249751143632369569,
                0.199561432265525653,
                0.299502287264739139);
    }

    private static void set(Matrix matrix, float... values) {
        for (int e = 0; e < values.length; e++) {
            matrix.set(e / matrix.cols(), e % matrix.cols(), values[e]);
        }
    }

    private static void close(Matrix matrix, double... values) {
        for (int e = 0; e < values.length; e++) {
            assertThat(matrix.get(e / matrix.cols(), e % matrix.cols())).isCloseTo(values[e], within(1e-7));
        }
    }
}
