// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients and losses are sums over row blocks in one order, whoever computes them. */
class RowBlocksTest {
    private static final int[] ROWS = {1, 255, 256, 257, 512, 513, 700, 1024, 1300, 2000};

    private static Network network(Precision precision) {
        return Network.sequential(5)
                .dense(7, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .softmax()
                .build(3, precision);
    }

    private static Dataset data(int rows, Precision precision) {
        Random random = new Random(rows);
        Matrix x = Matrix.zeros(rows, 5, precision);
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 5; j++) {
                x.set(i, j, random.nextGaussian());
            }
            labels[i] = random.nextInt(3);
        }
        return Dataset.classes(x, labels, 3);
    }

    private static Trainer trainer(Network network, Backend backend) {
        return new Trainer(network, backend, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.descent());
    }

    @Test
    void rowsThatNoIntCountsInBlocksAreRefused() {
        assertThatThrownBy(() -> RowBlocks.count(1L << 40))
                .hasMessageContaining("rows is 1099511627776; expected at most 2^31 - 1 blocks");
        assertThat(RowBlocks.count(549_755_813_632L)).isEqualTo(Integer.MAX_VALUE);
    }

    /** The definition, word by word: the tree over blocks computed one by one. */
    private static PartialGradient tree(Trainer trainer, Dataset data, int from, int count) {
        if (count == 1) {
            int first = from * 256;
            int last = Math.min(data.rows(), first + 256);
            return trainer.partial(
                    from, data.x().rows(first, last), data.targets().rows(first, last), data.rows());
        }
        int left = 1;
        while (2 * left < count) {
            left *= 2;
        }
        PartialGradient a = tree(trainer, data, from, left);
        PartialGradient b = tree(trainer, data, from + left, count - left);
        Backends.scalar().add(a.gradient(), b.gradient(), a.gradient());
        return PartialGradient.of(0, 0, a.lossSum() + b.lossSum(), a.gradient());
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theGradientIsTheTreeOverItsBlocks(Precision precision) {
        for (int rows : ROWS) {
            Dataset data = data(rows, precision);
            PartialGradient expected =
                    tree(trainer(network(precision), Backends.scalar()), data, 0, RowBlocks.count(rows));
            for (int threads : new int[] {1, 2, 7}) {
                try (Backend backend = Backends.open("vector", threads)) {
                    Trainer trainer = trainer(network(precision), backend);
                    for (int again = 0; again < 3; again++) {
                        double loss = trainer.gradient(data.x(), data.targets());
                        assertThat(loss).isEqualTo(expected.lossSum() / rows);
                        assertThat(trainer.gradients().hasSameElements(expected.gradient()))
                                .as("%d rows, %d threads", rows, threads)
                                .isTrue();
                        assertThat(trainer.loss(data.x(), data.targets())).isEqualTo(loss);
                    }
                }
            }
        }
    }

    @Test
    void theOrderInWhichPartsComeAndTheirPlaceDoNotMatter() {
        int rows = 256 * 13 + 5;
        Dataset data = data(rows, Precision.SINGLE);
        Trainer whole = trainer(network(Precision.SINGLE), Backends.scalar());
        double loss = whole.gradient(data.x(), data.targets());
        Random random = new Random(1);
        for (int round = 0; round < 30; round++) {
            List<Integer> blocks = new ArrayList<>();
            for (int b = 0; b < RowBlocks.count(rows); b++) {
                blocks.add(b);
            }
            Collections.shuffle(blocks, random);
            Trainer trainer = trainer(network(Precision.SINGLE), Backends.scalar());
            GradientSum driver = new GradientSum(Backends.scalar());
            int machines = 1 + random.nextInt(5);
            for (int machine = 0; machine < machines; machine++) {
                GradientSum sum = new GradientSum(Backends.vector());
                for (int i = machine; i < blocks.size(); i += machines) {
                    int first = blocks.get(i) * 256;
                    int last = Math.min(rows, first + 256);
                    sum.add(trainer.partial(
                            blocks.get(i),
                            data.x().rows(first, last),
                            data.targets().rows(first, last),
                            rows));
                }
                for (PartialGradient part : sum.parts()) {
                    driver.add(PartialGradient.of(part.level(), part.index(), part.lossSum(), part.gradient()));
                }
            }
            assertThat(trainer.gradient(driver, rows)).isEqualTo(loss);
            assertThat(trainer.gradients().hasSameElements(whole.gradients())).isTrue();
        }
    }

    @Test
    void consecutiveBlocksAreSentAsFewSubtrees() {
        GradientSum sum = new GradientSum(Backends.scalar());
        for (int b = 3; b < 64; b++) {
            sum.add(PartialGradient.of(0, b, 1, Matrix.zeros(1, 1)));
        }
        assertThat(sum.parts()).extracting(PartialGradient::level).containsExactly(0, 2, 3, 4, 5);
        assertThat(sum.parts()).extracting(PartialGradient::lossSum).containsExactly(1.0, 4.0, 8.0, 16.0, 32.0);
    }

    @Test
    void subtreesAreSentInOrderHoweverTheirBlocksCame() {
        GradientSum sum = new GradientSum(Backends.scalar());
        for (int b : new int[] {9, 2, 12, 6, 7, 4, 5}) {
            sum.add(PartialGradient.of(0, b, b, Matrix.zeros(1, 1)));
        }
        assertThat(sum.parts()).extracting(PartialGradient::first).containsExactly(2L, 4L, 9L, 12L);
        assertThat(sum.parts()).extracting(PartialGradient::end).containsExactly(3L, 8L, 10L, 13L);
        assertThat(sum.parts()).extracting(PartialGradient::lossSum).containsExactly(2.0, 22.0, 9.0, 12.0);
    }

    @Test
    void aTotalGivesTheBuffersOfItsPartsBack() {
        Trainer trainer = trainer(network(Precision.SINGLE), Backends.vector());
        Dataset data = data(40, Precision.SINGLE);
        GradientSum sum = new GradientSum(Backends.vector());
        Set<Object> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int step = 0; step < 4; step++) {
            for (int b = 2; b >= 0; b--) {
                PartialGradient part = trainer.partial(b, data.x(), data.targets(), 600);
                buffers.add(part.gradient().array());
                sum.add(part);
            }
            trainer.gradient(sum, 600);
            assertThat(sum.parts()).isEmpty();
        }
        assertThat(buffers).hasSize(3);
    }

    /** What a machine keeps of its blocks grows with the height of the tree, not with their number. */
    @Test
    void mergedPartsGiveTheirBuffersBack() {
        Trainer trainer = trainer(network(Precision.SINGLE), Backends.vector());
        Dataset data = data(256, Precision.SINGLE);
        GradientSum sum = new GradientSum(Backends.vector());
        Set<Object> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int step = 0; step < 3; step++) {
            for (int b = 0; b < 64; b++) {
                PartialGradient part = trainer.partial(b, data.x(), data.targets(), 64 * 256);
                buffers.add(part.gradient().array());
                sum.add(part);
            }
            assertThat(sum.parts()).hasSize(1);
            sum.clear();
        }
        assertThat(buffers).hasSizeLessThanOrEqualTo(8);
    }

    /** Nothing is added, lost or written by a call that is refused. */
    @Test
    void aRefusedPartOrTotalLeavesTheSumAsItWas() {
        GradientSum sum = new GradientSum(Backends.scalar());
        for (int b : new int[] {0, 1, 5}) {
            sum.add(PartialGradient.of(0, b, 1, Matrix.zeros(1, 2)));
        }
        assertThatThrownBy(() -> sum.total(2, Matrix.zeros(1, 2)))
                .hasMessage("block 5 is one too many; expected 2 blocks");
        assertThatThrownBy(() -> sum.add(PartialGradient.of(0, 4, 1, Matrix.zeros(1, 1))))
                .hasMessageContaining("part is 1x1; expected 1x2");
        sum.add(PartialGradient.of(1, 1, 1, Matrix.zeros(1, 2)));
        sum.add(PartialGradient.of(0, 4, 1, Matrix.zeros(1, 2)));
        assertThatThrownBy(() -> sum.total(6, Matrix.zeros(1, 1))).hasMessageContaining("gradient is 1x1");
        assertThat(sum.total(6, Matrix.zeros(1, 2))).isEqualTo(5);
        GradientSum other = new GradientSum(Backends.scalar());
        other.add(PartialGradient.of(1, 1, 1, Matrix.zeros(1, 2)));
        other.add(PartialGradient.of(0, 1, 1, Matrix.zeros(1, 2)));
        assertThatThrownBy(() -> other.add(PartialGradient.of(1, 0, 1, Matrix.zeros(1, 2))))
                .hasMessageContaining("expected others than those that were added: 1 to 1");
        assertThat(other.parts()).extracting(PartialGradient::first).containsExactly(1L, 2L);
    }

    @Test
    void missingAndRepeatedBlocksAreRefused() {
        GradientSum sum = new GradientSum(Backends.scalar());
        sum.add(PartialGradient.of(1, 1, 0, Matrix.zeros(1, 1)));
        assertThatThrownBy(() -> sum.total(4, Matrix.zeros(1, 1))).hasMessage("block 0 is missing; expected 4 blocks");
        assertThatThrownBy(() -> sum.add(PartialGradient.of(0, 3, 0, Matrix.zeros(1, 1))))
                .hasMessage("part has the blocks 3 to 3; expected others than those that were added: 2 to 3");
        assertThatThrownBy(() -> PartialGradient.of(62, 2, 0, Matrix.zeros(1, 1)))
                .hasMessageContaining("index is 2 at level 62");
        Trainer trainer = trainer(network(Precision.SINGLE), Backends.scalar());
        assertThatThrownBy(() -> trainer.partial(0, Matrix.zeros(257, 5), Matrix.zeros(257, 3), 1000))
                .hasMessage("rows of x is 257; expected 1 to 256");
        assertThatThrownBy(() -> trainer.partial(0, Matrix.zeros(9, 5), Matrix.zeros(9, 3), 8))
                .hasMessage("rows is 8; expected at least the 9 of the prediction");
    }

    @Test
    void batchesOfBlocksAreTheSameOnAnyBackend() {
        Dataset data = data(256 * 7 + 100, Precision.SINGLE);
        List<Matrix> trained = new ArrayList<>();
        for (Backend backend : List.of(Backends.scalar(), Backends.open("vector", 1), Backends.open("vector", 2))) {
            Network network = network(Precision.SINGLE);
            new Training(network, Loss.SOFTMAX_CROSS_ENTROPY)
                    .backend(backend)
                    .optimizer(Optimizer.adam())
                    .rate(0.01)
                    .epochs(5)
                    .batchOfBlocks(3, 9)
                    .run(data);
            trained.add(network.parameters());
            backend.close();
        }
        assertThat(trained.get(1).hasSameElements(trained.get(0))).isTrue();
        assertThat(trained.get(2).hasSameElements(trained.get(0))).isTrue();
        assertThat(trained.get(0).hasSameElements(network(Precision.SINGLE).parameters()))
                .isFalse();
    }

    /** Machines that each hold some blocks, and answer in any order. */
    private record Machines(Dataset data, int machines) implements RemoteRows {
        @Override
        public long rows() {
            return data.rows();
        }

        @Override
        public int blocks() {
            return RowBlocks.count(data.rows());
        }

        private Matrix part(Matrix all, int block) {
            return all.rows(block * 256, Math.min(all.rows(), block * 256 + 256));
        }

        @Override
        public void gradient(Matrix parameters, int[] blocks, long rows, GradientSum to) {
            for (int machine = machines - 1; machine >= 0; machine--) {
                Trainer trainer = trainer(copy(parameters), Backends.vector());
                GradientSum own = new GradientSum(Backends.vector());
                for (int i = 0; i < blocks.length; i++) {
                    if (blocks[i] % machines == machine) {
                        own.add(trainer.partial(i, part(data.x(), blocks[i]), part(data.targets(), blocks[i]), rows));
                    }
                }
                own.parts().forEach(to::add);
            }
        }

        @Override
        public void loss(Matrix parameters, GradientSum to) {
            Trainer trainer = trainer(copy(parameters), Backends.scalar());
            for (int block = blocks() - 1; block >= 0; block--) {
                to.add(trainer.partialLoss(block, part(data.x(), block), part(data.targets(), block), data.rows()));
            }
        }

        private static Network copy(Matrix parameters) {
            Network network = network(parameters.precision());
            Backends.scalar().copy(parameters, network.parameters());
            return network;
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void rowsElsewhereTrainToTheSameBits(Precision precision) {
        Dataset data = data(256 * 6 + 77, precision);
        Dataset validation = data(600, precision);
        for (int blocks : new int[] {0, 2}) {
            List<Matrix> trained = new ArrayList<>();
            for (int machines : new int[] {0, 1, 2, 5}) {
                Network network = network(precision);
                Training training = new Training(network, Loss.SOFTMAX_CROSS_ENTROPY)
                        .optimizer(Optimizer.adam())
                        .rate(0.05)
                        .epochs(12);
                if (blocks > 0) {
                    training.batchOfBlocks(blocks, 4);
                }
                if (machines == 0) {
                    training.stopEarly(validation, 2).run(data);
                } else {
                    training.stopEarly(new Machines(validation, machines), 2).run(new Machines(data, machines));
                }
                trained.add(network.parameters());
                assertThat(trained.getLast().hasSameElements(trained.getFirst()))
                        .as("%d machines, batches of %d blocks", machines, blocks)
                        .isTrue();
            }
            assertThat(trained.getFirst().hasSameElements(network(precision).parameters()))
                    .isFalse();
        }
        assertThatThrownBy(() -> new Training(network(precision), Loss.SOFTMAX_CROSS_ENTROPY)
                        .batch(32, 1)
                        .run(new Machines(data, 1)))
                .hasMessage("the batches are of 32 single rows; expected batchOfBlocks, or none");
    }

    /** A chain over a million rows loses five digits; the tree loses none that binary32 has. */
    @Test
    void aMillionRowsLoseNothingThatMatters() {
        int rows = 1_000_000;
        Matrix x = Matrix.zeros(rows, 1);
        Matrix t = Matrix.zeros(rows, 1);
        for (int i = 0; i < rows; i++) {
            x.set(i, 0, 1 + 1e-3 * (i % 7));
            t.set(i, 0, -0.5);
        }
        Network network = Network.sequential(1).dense(1, Activation.IDENTITY).build(1);
        network.weights("dense1").set(0, 0, 1);
        double dw = 0;
        double db = 0;
        for (int i = 0; i < rows; i++) {
            double error = 2 * (x.get(i, 0) - t.get(i, 0)) / rows;
            dw += error * x.get(i, 0);
            db += error;
        }
        Trainer trainer = new Trainer(network, Backends.vector(), Loss.MEAN_SQUARED_ERROR, Optimizer.descent());
        trainer.gradient(x, t);
        assertThat(trainer.gradients().get(0, 0) / dw - 1).isBetween(-1e-6, 1e-6);
        assertThat(trainer.gradients().get(0, 1) / db - 1).isBetween(-1e-6, 1e-6);
    }

    @Test
    void aStepThatFailedLeavesNothingToTheNext() {
        Dataset data = data(1000, Precision.SINGLE);
        boolean[] failing = new boolean[1];
        Backend sound = Backends.scalar();
        Backend fragile = (Backend) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    if (failing[0] && method.getName().equals("denseBackward")) {
                        failing[0] = false;
                        throw new IllegalStateException("lost");
                    }
                    return method.invoke(sound, arguments);
                });
        Trainer trainer = trainer(network(Precision.SINGLE), fragile);
        double loss = trainer.gradient(data.x(), data.targets());
        Matrix gradient = trainer.gradients().copy();
        failing[0] = true;
        assertThatThrownBy(() -> trainer.gradient(data.x(), data.targets())).hasRootCauseMessage("lost");
        assertThat(trainer.gradient(data.x(), data.targets())).isEqualTo(loss);
        assertThat(trainer.gradients().hasSameElements(gradient)).isTrue();
    }
}
