// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.tck.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictorTest {
    private static Network network(Precision precision) {
        return Network.builder()
                .input("a", 3)
                .input("b", 2)
                .dense("h", "a", 7, Activation.TANH)
                .concatenate("both", "h", "b")
                .dense("out", "both", 4, Activation.SIGMOID)
                .build(3, precision);
    }

    private static Matrix samples(int rows, Precision precision) {
        SplittableRandom random = new SplittableRandom(rows);
        Matrix x = Matrix.zeros(rows, 5, precision);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 5; j++) {
                x.set(i, j, random.nextDouble(-2, 2));
            }
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theAnswersAreThoseOfTheReferenceForAnyNumberOfRows(Precision precision) {
        Network network = network(precision);
        Predictor reference = network.predictor(Backends.scalar());
        try (Backend seven = Backends.open("vector", 7)) {
            Predictor predictor = network.predictor(seven);
            for (int rows : new int[] {0, 1, 5, 256, 257, 1000, 3}) {
                Matrix x = samples(rows, precision);
                Matrix expected = Matrix.zeros(rows, 4, precision);
                Matrix answers = Matrix.zeros(4, rows, precision).t();
                reference.predict(x, expected);
                predictor.predict(x, answers);
                assertThat(answers.hasSameElements(expected)).isTrue();
                assertThat(network.predict(x).hasSameElements(expected)).isTrue();
            }
        }
    }

    @Test
    void arraysAreAnsweredIntoArrays() {
        Predictor single = network(Precision.SINGLE).predictor(Backends.vector());
        Matrix x = samples(6, Precision.SINGLE);
        float[] answers = new float[24];
        single.predict(x.floats(), answers);
        assertThat(Matrix.of(answers, 6, 4)
                        .hasSameElements(network(Precision.SINGLE).predict(x)))
                .isTrue();
        Predictor binary64 = network(Precision.DOUBLE).predictor(Backends.vector());
        Matrix y = samples(1, Precision.DOUBLE);
        double[] answer = new double[4];
        binary64.predict(y.doubles(), answer);
        assertThat(Matrix.of(answer, 1, 4)
                        .hasSameElements(network(Precision.DOUBLE).predict(y)))
                .isTrue();
        assertThatThrownBy(() -> single.predict(new double[5], new double[4]))
                .hasMessage("x is in precision DOUBLE; expected SINGLE, that of the network");
        assertThatThrownBy(() -> single.predict(new float[6], new float[4]))
                .hasMessage("x has 6 elements; expected 5 for each of at most 256 samples");
        assertThatThrownBy(() -> single.predict(new float[10], new float[4]))
                .hasMessage("answers has 4 elements; expected 4 for each of 2 samples");
        assertThatThrownBy(() -> single.predict(x, Matrix.zeros(6, 3))).hasMessageContaining("answers is 6x3");
        assertThatThrownBy(() -> single.predict((float[]) null, new float[4])).hasMessageContaining("x is null");
        assertThatThrownBy(() -> single.predict(new float[5], null)).hasMessageContaining("answers is null");
    }

    @Test
    void asManySamplesAsABlockHasRowsFitIntoArrays() {
        Predictor predictor = network(Precision.SINGLE).predictor(Backends.vector());
        Matrix x = samples(257, Precision.SINGLE);
        float[] answers = new float[1024];
        predictor.predict(x.rows(0, 256).copy().floats(), answers);
        assertThat(Matrix.of(answers, 256, 4)
                        .hasSameElements(network(Precision.SINGLE).predict(x.rows(0, 256))))
                .isTrue();
        assertThatThrownBy(() -> predictor.predict(x.floats(), new float[1028]))
                .hasMessage("x has 1285 elements; expected 5 for each of at most 256 samples");
    }

    @Test
    void matricesThatDoNotFitAreRefusedByName() {
        Predictor predictor = network(Precision.SINGLE).predictor(Backends.vector());
        Matrix x = samples(6, Precision.SINGLE);
        Matrix answers = Matrix.zeros(6, 4);
        assertThatThrownBy(() -> predictor.predict(x.to(Precision.DOUBLE), answers))
                .hasMessageContaining("x is in precision DOUBLE; expected SINGLE");
        assertThatThrownBy(() -> predictor.predict(x, Matrix.zeros(6, 4, Precision.DOUBLE)))
                .hasMessageContaining("answers is in precision DOUBLE; expected SINGLE");
        assertThatThrownBy(() -> predictor.predict(x.cols(0, 4), answers))
                .hasMessageContaining("x is 6x4; expected 6x5");
        assertThatThrownBy(() -> predictor.predict(x, answers.rows(0, 5)))
                .hasMessageContaining("answers is 5x4; expected 6x4");
        assertThatThrownBy(() -> predictor.predict(x, Matrix.of(new float[4], 0, 6, 4, 0, 1)))
                .hasMessageContaining("answers");
        assertThatThrownBy(() -> predictor.predict(x, Matrix.of(x.floats(), 0, 6, 4, 5, 1)))
                .hasMessageContaining("answers")
                .hasMessageContaining("overlaps x");
        assertThatThrownBy(() -> Predictor.load(java.nio.file.Path.of("none"), null))
                .hasMessageContaining("backend is null");
    }

    @Test
    void changedWeightsAreAnsweredByAtOnce() {
        Network network = network(Precision.SINGLE);
        Predictor predictor = network.predictor(Backends.vector());
        Matrix x = samples(2, Precision.SINGLE);
        Matrix before = Matrix.zeros(2, 4);
        predictor.predict(x, before);
        Backends.scalar().scale(0.5, network.parameters(), network.parameters());
        Matrix after = Matrix.zeros(2, 4);
        predictor.predict(x, after);
        assertThat(after.hasSameElements(before)).isFalse();
        assertThat(after.hasSameElements(network.predict(Backends.scalar(), x))).isTrue();
    }

    @Test
    void aFrozenPredictorKeepsItsWeights() {
        for (Precision precision : Precision.values()) {
            Network network = network(precision);
            Matrix x = samples(300, precision);
            Matrix before = network.predict(Backends.scalar(), x);
            Predictor frozen = network.freeze(Backends.vector());
            Backends.scalar().scale(0.5, network.parameters(), network.parameters());
            Matrix after = Matrix.zeros(300, 4, precision);
            frozen.predict(x, after);
            assertThat(after.hasSameElements(before)).isTrue();
        }
    }

    @Test
    void aWideFrozenNetworkGivesTheBitsOfTheReference() {
        Network network = Network.sequential(300)
                .dense(200, Activation.RELU)
                .dense(90, Activation.TANH)
                .dense(10, Activation.IDENTITY)
                .softmax()
                .build(4);
        SplittableRandom random = new SplittableRandom(5);
        try (Backend three = Backends.open("vector", 3)) {
            for (Backend backend : List.of(Backends.scalar(), Backends.best(), three)) {
                Predictor frozen = network.freeze(backend);
                for (int rows : new int[] {1, 4, 9, 60, 300}) {
                    Matrix x = Matrix.zeros(rows, 300);
                    for (int e = 0; e < x.floats().length; e++) {
                        x.floats()[e] = random.nextFloat() - 0.5f;
                    }
                    Matrix answers = Matrix.zeros(rows, 10);
                    frozen.predict(x, answers);
                    assertThat(answers.hasSameElements(network.predict(Backends.scalar(), x)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void anyNumberOfThreadsMayAskAtOnce() throws Exception {
        Network network = network(Precision.SINGLE);
        Predictor predictor = network.predictor(Backends.vector());
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int t = 0; t < 32; t++) {
            Matrix x = samples(1 + t * 37 % 600, Precision.SINGLE);
            Matrix expected = network.predict(Backends.scalar(), x);
            calls.add(() -> {
                boolean same = true;
                Matrix answers = Matrix.zeros(x.rows(), 4);
                for (int round = 0; round < 200; round++) {
                    predictor.predict(x, answers);
                    same &= answers.hasSameElements(expected);
                }
                return same;
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> same : pool.invokeAll(calls)) {
                assertThat(same.get()).isTrue();
            }
        }
    }

    @Tag("allocation")
    @Test
    void aWarmCallAllocatesNothing() {
        for (Backend backend : List.of(Backends.vector(), Backends.best())) {
            for (int[] sizes : new int[][] {{30, 16}, {2, 3}}) {
                Predictor frozen = Network.sequential(sizes[0])
                        .dense(sizes[1], Activation.SIGMOID)
                        .dense(1, Activation.SIGMOID)
                        .build(1)
                        .freeze(backend);
                allocatesNothing(frozen, new float[sizes[0]]);
            }
        }
    }

    /** A service does not choose its batches: after one call with each number of rows nothing is allocated, in whatever order they come. */
    @Tag("allocation")
    @Test
    void batchesOfAnySizesInAnyOrderAllocateNothing() {
        Network network = Network.sequential(5)
                .dense(20, Activation.TANH)
                .dense(4, Activation.SIGMOID)
                .build(6);
        Predictor predictor = network.freeze(Backends.vector());
        SplittableRandom random = new SplittableRandom(3);
        Matrix all = samples(256, Precision.SINGLE);
        Matrix answers = Matrix.zeros(256, 4);
        Matrix[] x = new Matrix[257];
        Matrix[] y = new Matrix[257];
        for (int rows = 0; rows <= 256; rows++) {
            x[rows] = all.rows(0, rows);
            y[rows] = answers.rows(0, rows);
            predictor.predict(x[rows], y[rows]);
        }
        long allocated = Allocation.ofWarmCalls(() -> {
            int rows = random.nextInt(257);
            predictor.predict(x[rows], y[rows]);
        });
        assertThat(answers.hasSameElements(network.predict(Backends.scalar(), all)))
                .isTrue();
        assertThat(allocated).isLessThanOrEqualTo(1000);
    }

    @Test
    void noRowsHaveNoAnswersInAGraphToo() {
        Network network = Network.builder()
                .input("a", 2)
                .input("b", 3)
                .concatenate("both", "a", "b")
                .dense("y", "both", 1, Activation.SIGMOID)
                .build(1);
        float[] y = {7};
        network.predictor(Backends.scalar()).predict(new float[0], new float[0]);
        network.predictor(Backends.scalar()).predict(new float[] {1, 2, 3, 4, 5}, y);
        assertThat(y[0]).isBetween(0f, 1f);
    }

    private static void allocatesNothing(Predictor predictor, float[] x) {
        float[] y = new float[1];
        long allocated = Allocation.ofWarmCalls(() -> predictor.predict(x, y));
        assertThat(allocated).isLessThanOrEqualTo(1000);
    }
}
