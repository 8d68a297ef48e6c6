// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
    private static final Dataset XOR = Dataset.binary(
            Matrix.ofRows(new float[] {0, 0}, new float[] {0, 1}, new float[] {1, 0}, new float[] {1, 1}),
            new int[] {0, 1, 1, 0});

    private static Network xorNetwork(long seed) {
        return Network.sequential(2)
                .dense(3, Activation.SIGMOID)
                .dense(1, Activation.SIGMOID)
                .build(seed);
    }

    /** Two spirals' worth of noise: enough rows, columns and classes to reach every kernel. */
    private static Dataset cloud(int rows, int cols, int classes) {
        SplitMix random = new SplitMix(3);
        Matrix x = Matrix.zeros(rows, cols);
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i % classes;
            for (int j = 0; j < cols; j++) {
                x.set(i, j, (float) (random.nextUnit() - 0.5 + 0.3 * ((labels[i] + j) % classes)));
            }
        }
        return Dataset.classes(x, labels, classes);
    }

    @Test
    void xorIsLearnedByPlainGradientDescent() {
        Network network = xorNetwork(2);
        Training.Outcome outcome = new Training(network, Loss.BINARY_CROSS_ENTROPY)
                .rate(5)
                .epochs(5000)
                .tolerance(1e-7)
                .run(XOR);
        Matrix y = network.predict(XOR.x());
        for (int i = 0; i < 4; i++) {
            assertThat(y.get(i, 0))
                    .isBetween(XOR.targets().get(i, 0) - 0.1, XOR.targets().get(i, 0) + 0.1);
        }
        assertThat(outcome.last().loss()).isLessThan(0.05);
    }

    /** A network with every kind of node, trained with every optimiser, to the same weights on every backend. */
    @ParameterizedTest
    @ValueSource(strings = {"descent", "momentum", "adam"})
    void twoHundredStepsGiveTheSameBitsOnEveryBackend(String name) {
        Optimizer optimizer = switch (name) {
            case "descent" -> new Optimizer.Descent(1e-3);
            case "momentum" -> Optimizer.momentum(0.9);
            default -> Optimizer.adam();
        };
        float[] expected = trained(Backends.scalar(), optimizer);
        for (int threads : new int[] {1, 2, 7}) {
            try (Backend backend = Backends.open("vector", threads)) {
                assertThat(trained(backend, optimizer)).containsExactly(expected);
            }
        }
    }

    private static float[] trained(Backend backend, Optimizer optimizer) {
        Network network = Network.builder()
                .input("x", 20)
                .dense("a", "x", 33, Activation.RELU)
                .dense("b", "a", 33, Activation.TANH)
                .add("r", "a", "b")
                .concatenate("c", "r", "x")
                .dense("d", "c", 18, Activation.SIGMOID)
                .dense("logits", "d", 5, Activation.IDENTITY)
                .node(new Node.Softmax("p", "logits"))
                .build(11);
        new Training(network, Loss.SOFTMAX_CROSS_ENTROPY)
                .backend(backend)
                .optimizer(optimizer)
                .rate(Schedule.cosine(0.05, 0.001, 40))
                .batch(30, 4)
                .epochs(40)
                .run(cloud(145, 20, 5));
        return network.parameters().floats();
    }

    @Tag("allocation")
    @Test
    void aWarmStepAllocatesNothing() {
        Network network = Network.builder()
                .input("l", 10)
                .input("r", 10)
                .add("s", "l", "r")
                .dense("a", "s", 40, Activation.SIGMOID)
                .dense("b", "a", 40, Activation.TANH)
                .add("r2", "a", "b")
                .concatenate("c", "r2", "l")
                .dense("out", "c", 3, Activation.SIGMOID)
                .build(1);
        Dataset data = cloud(32, 20, 3);
        Trainer trainer = new Trainer(network, Backends.vector(), Loss.BINARY_CROSS_ENTROPY, Optimizer.adam());
        for (int step = 0; step < 20_000; step++) {
            trainer.step(data.x(), data.targets(), 0.001);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int step = 0; step < 100; step++) {
                trainer.step(data.x(), data.targets(), 0.001);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in 100 steps").isLessThanOrEqualTo(100);
    }

    @Test
    void divergenceStopsWithEpochAndBatchAndKeepsTheLastGoodWeights() {
        Network network = Network.sequential(20).dense(5, Activation.IDENTITY).build(1);
        Dataset data = cloud(60, 20, 5);
        Matrix[] lastGood = new Matrix[1];
        Training training = new Training(network, Loss.MEAN_SQUARED_ERROR)
                .rate(300)
                .batch(20, 1)
                .listener(epoch -> lastGood[0] = network.parameters().copy());
        assertThatThrownBy(() -> training.run(data))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching("(?s)training diverged in epoch \\d+, batch \\d+: the loss is .*");
        assertThat(network.parameters().floats()).containsExactly(lastGood[0].floats());
    }

    @Test
    void aDivergedTrainingSaysInWhichNodeItArose() {
        Network network = Network.sequential(1)
                .dense(2, Activation.IDENTITY)
                .dense(1, Activation.IDENTITY)
                .build(1);
        Matrix x = Matrix.ofRows(new float[] {1e18f}, new float[] {2e18f});
        Matrix t = Matrix.ofRows(new float[] {1}, new float[] {2});
        assertThatThrownBy(() -> new Training(network, Loss.MEAN_SQUARED_ERROR)
                        .rate(1e-3)
                        .epochs(9)
                        .run(new Dataset(x, t)))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching(
                        "(?s)training diverged in epoch \\d, batch 1: the loss is (NaN|Infinity); first in node"
                                + " \"dense[12]\", where row \\d, column \\d is .*The loss was .* at first and .* in epoch \\d\\. A"
                                + " lower learning rate or another scale of the data may help; the weights .* are restored");
    }

    @Test
    void dataThatAreSpoiltWhileTheyAreLearnedFromAreToBlame() {
        Dataset data = new Dataset(Matrix.ofRows(new float[] {1}, new float[] {2}), Matrix.zeros(2, 1));
        Network network = Network.sequential(1).dense(1, Activation.IDENTITY).build(1);
        assertThatThrownBy(() -> new Training(network, Loss.MEAN_SQUARED_ERROR)
                        .rate(0.01)
                        .listener(epoch -> data.x().set(1, 0, Double.NaN))
                        .run(data))
                .hasMessageContaining(
                        "the loss is NaN, as x of data has NaN in row 1, column 0; expected finite data; the weights");
    }

    @Test
    void aTrainingThatLearnedNothingSaysSo() {
        Dataset data = new Dataset(Matrix.ofRows(new float[] {1}, new float[] {2}), Matrix.zeros(2, 1));
        Network network = Network.sequential(1).dense(1, Activation.TANH).build(1);
        Training training = new Training(network, Loss.MEAN_SQUARED_ERROR).epochs(5);
        assertThat(training.rate(0).run(data).hasLearned()).isFalse();
        assertThat(training.rate(0.1).run(data).hasLearned()).isTrue();
    }

    @Test
    void earlyStoppingKeepsTheBestWeights() {
        SplitMix random = new SplitMix(8);
        int[] noise = new int[100];
        java.util.Arrays.setAll(noise, i -> random.nextInt(5));
        Dataset[] parts = Dataset.classes(cloud(100, 20, 5).x(), noise, 5).split(0.5, 1);
        Network network = Network.sequential(20)
                .dense(60, Activation.TANH)
                .dense(5, Activation.SIGMOID)
                .build(1);
        List<Epoch> epochs = new ArrayList<>();
        Training.Outcome outcome = new Training(network, Loss.BINARY_CROSS_ENTROPY)
                .optimizer(Optimizer.adam())
                .rate(0.05)
                .stopEarly(parts[1], 5)
                .listener(epochs::add)
                .run(parts[0]);
        assertThat(outcome.ending()).isEqualTo(Training.Ending.STOPPED_EARLY);
        double best = epochs.stream().mapToDouble(Epoch::validationLoss).min().orElseThrow();
        Trainer judge = new Trainer(network, Backends.vector(), Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
        assertThat(judge.loss(parts[1].x(), parts[1].targets())).isEqualTo(best);
    }

    @Test
    void convergenceEndsBeforeTheLimit() {
        Training.Outcome outcome = new Training(xorNetwork(2), Loss.MEAN_SQUARED_ERROR)
                .rate(0.1)
                .tolerance(1e-3)
                .run(XOR);
        assertThat(outcome.ending()).isEqualTo(Training.Ending.CONVERGED);
        assertThat(outcome.last().number()).isLessThan(1000);
    }

    @Test
    void predictionsFromManyThreadsAreThoseOfOne() throws Exception {
        Network network = Network.sequential(20)
                .dense(40, Activation.TANH)
                .dense(5, Activation.SIGMOID)
                .build(1);
        Matrix x = cloud(700, 20, 5).x();
        float[] expected = network.predict(Backends.scalar(), x).floats();
        List<Callable<float[]>> calls = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            calls.add(() -> network.predict(x).floats());
        }
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (Future<float[]> answer : pool.invokeAll(calls)) {
                assertThat(answer.get()).containsExactly(expected);
            }
        }
        float[] first = new float[20];
        for (int j = 0; j < 20; j++) {
            first[j] = (float) x.get(0, j);
        }
        assertThat(network.predict(first)).containsExactly(java.util.Arrays.copyOf(expected, 5));
        assertThat(network.predict(Matrix.zeros(0, 20)).rows()).isZero();
    }

    @Test
    void aSeedGivesTheSameWeightsEverywhere() {
        float[] weights = Network.sequential(2)
                .dense(2, Activation.RELU)
                .build(42)
                .parameters()
                .floats();
        assertThat(weights).containsExactly(0.8368053f, -1.178105f, -0.76694816f, -0.5397392f, 0f, 0f);
    }

    @Test
    void badInputIsRefusedByName() {
        Network network = xorNetwork(1);
        refused(
                "batch is 5; expected at most the 4 rows",
                () -> new Training(network, Loss.BINARY_CROSS_ENTROPY)
                        .batch(5, 1)
                        .run(XOR));
        refused("rate is NaN", () -> new Training(network, Loss.BINARY_CROSS_ENTROPY).rate(Float.NaN));
        refused(
                "rate of epoch 1 is Infinity",
                () -> new Training(network, Loss.BINARY_CROSS_ENTROPY)
                        .rate(epoch -> Float.POSITIVE_INFINITY)
                        .run(XOR));
        refused("expected at least one value", () -> Dataset.binary(Matrix.zeros(0, 2), new int[0]));
        refused("label 1 is 2; expected 0 to 1", () -> Dataset.binary(Matrix.zeros(2, 2), new int[] {0, 2}));
        refused("label 0 is -1", () -> Dataset.classes(Matrix.zeros(1, 2), new int[] {-1}, 3));
        refused("targets has 1 rows", () -> new Dataset(Matrix.zeros(2, 2), Matrix.zeros(1, 1)));
        refused(
                "x of data is 1x3; expected 1x2",
                () -> new Training(network, Loss.BINARY_CROSS_ENTROPY)
                        .run(Dataset.binary(Matrix.zeros(1, 3), new int[] {0})));
        refused("fraction is 1.0", () -> XOR.split(1, 1));
        refused("x is 1x5; expected 1x2", () -> network.predict(1f, 2, 3, 4, 5));
        refused("tolerance is -1.0", () -> new Training(network, Loss.BINARY_CROSS_ENTROPY).tolerance(-1));
    }

    private static void refused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
