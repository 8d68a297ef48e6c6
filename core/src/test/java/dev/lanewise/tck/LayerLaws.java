// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static dev.lanewise.tck.Laws.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import dev.lanewise.Precision;
import org.junit.jupiter.api.Test;

/** What holds for rows, sums, losses, updates and whole layers. */
interface LayerLaws extends Laws {
    @Test
    default void rowOperationsAndSumsHaveTheBitsOfTheReference() {
        Samples samples = samples(12);
        for (int cols : new int[] {0, 1, 2, 10, 16, 17, 40, 1100}) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                rowOperations(samples, 6, cols, layout);
            }
            softmaxBackwardOfUnderflow(cols);
        }
        // More rows than are computed together, and so many that threads share them.
        for (int layout = 0; layout < 2; layout++) {
            rowOperations(samples, 300, 2, layout);
            rowOperations(samples, 300, 10, layout);
            rowOperations(samples, 700, 100, layout);
        }
    }

    private void rowOperations(Samples samples, int rows, int cols, int layout) {
        Matrix z = samples.uniform(rows, cols, layout, -30, 30);
        Matrix t = samples.uniform(rows, cols, (layout + 1) % Samples.LAYOUTS, 0, 1);
        Matrix y = samples.uniform(rows, cols, (layout + 2) % Samples.LAYOUTS, 0, 1);
        compare("softmax", (kernels, out) -> kernels.softmax(z, out[0]), y);
        compare("softmaxBackward", (kernels, out) -> kernels.softmaxBackward(z, t, out[0]), y);
        compare("columnSums", (kernels, out) -> kernels.columnSums(z, out[0]), samples.uniform(1, cols));
        assertEquals(reference().sum(z), backend().sum(z), "sum");
        for (Loss loss : Loss.values()) {
            Matrix p = loss == Loss.BINARY_CROSS_ENTROPY ? t : z;
            compare("gradient of " + loss, (kernels, out) -> kernels.loss(loss, p, t, out[0]), y);
            double value = reference().loss(loss, p, t, Samples.copy(y));
            assertEquals(value, backend().loss(loss, p, t, Samples.copy(y)), "value of " + loss);
            compare("part of " + loss, (kernels, out) -> kernels.lossSum(loss, p, t, 1001, out[0]), y);
            double part = reference().lossSum(loss, p, t, 1001, Samples.copy(y));
            assertEquals(part, backend().lossSum(loss, p, t, 1001, Samples.copy(y)), "part of " + loss);
        }
    }

    /** Products so small that they are −0: what fills a row up must not make +0 of their sum. */
    private void softmaxBackwardOfUnderflow(int cols) {
        double tiny = precision() == Precision.SINGLE ? 1e-30 : 1e-200;
        Matrix p = zeros(3, cols);
        Matrix dp = zeros(3, cols);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < cols; j++) {
                p.set(i, j, tiny);
                dp.set(i, j, j == 0 ? -0.0 : -tiny);
            }
        }
        compare("softmaxBackward", (kernels, out) -> kernels.softmaxBackward(dp, p, out[0]), zeros(3, cols));
    }

    /** Magnitudes far apart make every order of additions show. */
    @Test
    default void sumsKeepTheirOrder() {
        Samples samples = samples(20);
        for (int cols : new int[] {3, 17, 50, 1000}) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                Matrix x = samples.uniform(5, cols, layout, -1, 1);
                for (int i = 0; i < 5; i++) {
                    for (int j = 0; j < cols; j++) {
                        x.set(i, j, Math.scalb(x.get(i, j), samples.below(120) - 60));
                    }
                }
                assertEquals(reference().sum(x), backend().sum(x), "sum of " + x);
                compare("columnSums", (kernels, out) -> kernels.columnSums(x, out[0]), samples.uniform(1, cols));
            }
        }
    }

    @Test
    default void lossesOfExtremeLogitsAreNeverNan() {
        boolean single = precision() == Precision.SINGLE;
        double most = single ? Float.MAX_VALUE : Double.MAX_VALUE;
        double least = single ? Float.MIN_VALUE : Double.MIN_VALUE;
        double[] extremes = {0, -0.0, 1, -1, 100, -100, most, -most, least};
        for (double z : extremes) {
            for (double other : extremes) {
                for (double target : new double[] {0, 1}) {
                    Matrix p = samples(0).row(z, other);
                    Matrix t = samples(0).row(target, 1 - target);
                    for (Loss loss : new Loss[] {Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, Loss.SOFTMAX_CROSS_ENTROPY}) {
                        Matrix g = zeros(1, 2);
                        String what = loss + " of " + z + ", " + other + ", target " + target;
                        assertEquals(false, Double.isNaN(backend().loss(loss, p, t, g)), what);
                        assertEquals(false, Double.isNaN(g.get(0, 0)) || Double.isNaN(g.get(0, 1)), what);
                    }
                }
            }
        }
    }

    @Test
    default void updatesHaveTheBitsOfTheReference() {
        Samples samples = samples(13);
        for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
            Matrix g = samples.uniform(3, 45, layout, -1, 1);
            Matrix theta = samples.uniform(3, 45, (layout + 1) % Samples.LAYOUTS, -1, 1);
            Matrix m = samples.uniform(3, 45, (layout + 2) % Samples.LAYOUTS, -1, 1);
            Matrix v = samples.uniform(3, 45, (layout + 3) % Samples.LAYOUTS, 0, 1);
            compare("descend", (kernels, o) -> kernels.descend(o[0], g, 0.1, 0.01), theta);
            compare("momentum", (kernels, o) -> kernels.descendMomentum(o[0], o[1], g, 0.1, 0.9, 0.01), theta, m);
            compare(
                    "adam",
                    (kernels, o) -> kernels.descendAdam(o[0], o[1], o[2], g, AdamRates.USUAL, 7, 0.1, 0.01),
                    theta,
                    m,
                    v);
        }
    }

    @Test
    default void denseLayersAreTheirComposites() {
        Samples samples = samples(14);
        for (int round = 0; round < 60; round++) {
            layer(samples, samples.below(30), samples.below(40), samples.below(70), Activation.values()[round % 4]);
        }
        // One input and many outputs; more than a block of k and than a block of columns.
        layer(samples, 20, 1, 600, Activation.TANH);
        layer(samples, 60, 340, 530, Activation.SIGMOID);
        // Short rows, more than bias is added to at once.
        layer(samples, 300, 20, 10, Activation.RELU);
    }

    private void layer(Samples samples, int batch, int in, int out, Activation f) {
        Matrix x = samples.uniform(batch, in);
        Matrix w = samples.uniform(in, out);
        Matrix bias = samples.uniform(1, out);
        compare("denseForward", (kernels, o) -> kernels.denseForward(x, w, bias, f, o[0]), samples.uniform(batch, out));
        Matrix y = samples.uniform(batch, out);
        compare(
                "denseBackward",
                (kernels, o) -> kernels.denseBackward(x, w, f, y, o[0], o[1], o[2], o[3]),
                samples.uniform(batch, out),
                samples.uniform(in, out),
                samples.uniform(1, out),
                samples.uniform(batch, in));
    }

    @Test
    default void layersOfOneNeuronAreTheirComposites() {
        Samples samples = samples(21);
        for (int batch : new int[] {1, 7, 9, 50}) {
            for (int in : new int[] {0, 1, 9, 700}) {
                for (Activation f : Activation.values()) {
                    for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                        Matrix x = samples.uniform(batch, in, layout == 1 ? 0 : layout, -1, 1);
                        Matrix w = samples.uniform(in, 1);
                        Matrix bias = samples.uniform(1, 1);
                        compare(
                                "denseForward of " + x,
                                (kernels, o) -> kernels.denseForward(x, w, bias, f, o[0]),
                                samples.uniform(batch, 1, layout, -1, 1));
                    }
                }
            }
        }
    }

    /**
     * Batches that meet every kernel over packed B, sizes around a micropanel's, and depths of one block of k, of a little more,
     * and of several.
     */
    @Test
    default void packedWeightsGiveTheBitsOfTheWeights() {
        Samples samples = samples(23);
        int round = 0;
        for (int batch : new int[] {0, 1, 3, 4, 7, 9, 16, 50}) {
            for (int in : new int[] {0, 1, 40, 258, 323, 700}) {
                for (int out : new int[] {1, 10, 16, 17, 33, 47, 64, 100, 150}) {
                    round++;
                    Matrix x = samples.uniform(batch, in);
                    Matrix w = samples.uniform(in, out);
                    boolean biased = round % 3 != 0;
                    Matrix bias = biased ? samples.uniform(1, out) : zeros(0, 0);
                    Activation f = Activation.values()[round % Activation.values().length];
                    PackedMatrix packed = backend().pack(w);
                    Matrix expected = samples.uniform(batch, out);
                    Matrix found = Samples.copy(expected);
                    reference().denseForward(x, w, bias, f, expected);
                    backend().denseForward(x, packed, bias, f, found);
                    assertSameBits(expected, found, "packed " + x + " times " + w);
                }
            }
        }
        largePackedWeights(samples);
    }

    /** So long that as many rows of a transposed X as fit fill the room for them. */
    @Test
    default void longTransposedRowsTimesPackedWeightsHaveTheBitsOfTheReference() {
        Samples samples = samples(24);
        for (int[] size : new int[][] {{12, 5120}, {24, 2560}, {11, 4801}, {40, 1280}, {180, 300}}) {
            Matrix x = samples.exactFit(size[1], size[0], 0, 0).t();
            Matrix w = samples.uniform(size[1], 70, 0, -1, 1);
            Matrix expected = zeros(size[0], 70);
            Matrix found = zeros(size[0], 70);
            reference().denseForward(x, w, zeros(0, 0), Activation.IDENTITY, expected);
            backend().denseForward(x, backend().pack(w), zeros(0, 0), Activation.IDENTITY, found);
            assertSameBits(expected, found, "packed " + x);
        }
    }

    /** So large that threads share it, by rows and by columns; and packed weights stay what they were. */
    private void largePackedWeights(Samples samples) {
        for (int[] size : new int[][] {{300, 200, 90}, {2, 1700, 1300}, {700, 37, 400}, {13, 70, 9000}}) {
            Matrix x = samples.uniform(size[0], size[2], 0, -1, 1);
            Matrix w = samples.uniform(size[2], size[1], 0, -1, 1);
            PackedMatrix packed = backend().pack(w);
            Matrix expected = zeros(size[0], size[1]);
            reference().denseForward(x, w, zeros(0, 0), Activation.RELU, expected);
            w.set(0, 0, 99);
            Matrix found = zeros(size[0], size[1]);
            backend().denseForward(x, packed, zeros(0, 0), Activation.RELU, found);
            assertSameBits(expected, found, "packed " + x);
        }
    }

    @Test
    default void weightsThatNobodyHerePackedAreRefused() {
        PackedMatrix foreign = new PackedMatrix() {
            @Override
            public int rows() {
                return 2;
            }

            @Override
            public int cols() {
                return 2;
            }

            @Override
            public Precision precision() {
                return LayerLaws.this.precision();
            }

            @Override
            public String backend() {
                return "another";
            }
        };
        Matrix y = zeros(2, 2);
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> backend().denseForward(zeros(2, 2), foreign, zeros(0, 0), Activation.RELU, y));
        assertTrue(refusal.getMessage().startsWith("w is packed for another; expected"), refusal.getMessage());
    }

    /** Several calls on end, so that threads are still awake from one when the next comes. */
    @Test
    default void sameBitsInCallsThatFollowClosely() {
        Samples samples = samples(22);
        Matrix a = samples.uniform(100, 110, 0, -1, 1);
        Matrix b = samples.uniform(110, 130, 0, -1, 1);
        Matrix wide = samples.uniform(1, 90_000, 0, -1, 1);
        Matrix product = zeros(100, 130);
        Matrix sum = zeros(1, 90_000);
        Matrix sigma = zeros(100, 130);
        reference().gemm(1, a, b, 0, product);
        reference().add(wide, wide, sum);
        reference().sigmoid(product, sigma);
        Matrix c = zeros(100, 130);
        Matrix d = zeros(1, 90_000);
        Matrix e = zeros(100, 130);
        Matrix large = zeros(200, 200);
        for (int round = 0; round < 20; round++) {
            backend().gemm(1, zeros(200, 200), zeros(200, 200), 0, large);
            backend().gemm(1, a, b, 0, c);
            backend().add(wide, wide, d);
            backend().sigmoid(c, e);
            assertSameBits(product, c, "product");
            assertSameBits(sum, d, "sum");
            assertSameBits(sigma, e, "sigmoid");
        }
    }
}
