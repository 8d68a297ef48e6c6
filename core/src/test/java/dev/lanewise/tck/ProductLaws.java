// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static dev.lanewise.tck.Laws.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import org.junit.jupiter.api.Test;

/** What holds for matrix multiply. */
interface ProductLaws extends Laws {
    int MOST_ROWS = 2 * 12 + 1;
    int MOST_COLS = 2 * 32 + 1;

    @Test
    default void everyShapeUpToTwoTilesHasTheBitsOfTheReference() {
        Samples samples = samples(1);
        double[] factors = {0, 1, -0.7};
        for (int m = 0; m <= MOST_ROWS; m++) {
            for (int n = 0; n <= MOST_COLS; n++) {
                for (int k : new int[] {0, 1, 2, 3, 8, 17}) {
                    double alpha = factors[(m + n + k) % 3];
                    double beta = factors[(m + 2 * n) % 3];
                    gemm(samples, m, n, k, alpha, beta);
                }
            }
        }
    }

    @Test
    default void longAndLargeProductsHaveTheBitsOfTheReference() {
        Samples samples = samples(2);
        int[][] shapes = {
            {3, 5, 1500},
            {60, 300, 400},
            {130, 70, 900},
            {1, 600, 800},
            {300, 1, 700},
            {49, 33, 1025},
            {60, 513, 330},
            {1, 33, 8},
            {1, 65, 8},
            {1, 129, 8},
            {1, 143, 40},
            {13, 131, 8},
            {25, 67, 9},
            {1, 300, 1},
            {5, 512, 1},
            {37, 531, 1},
            {67, 100, 130},
            {72, 515, 325},
            {1, 2000, 1100},
            {4000, 1, 600}
        };
        for (int[] shape : shapes) {
            for (int round = 0; round < 4; round++) {
                gemm(samples, shape[0], shape[1], shape[2], 1, round % 2);
            }
            Matrix a = samples.exactFit(shape[0], shape[2], 0, 0);
            Matrix b = samples.exactFit(shape[2], shape[1], 0, 0);
            Matrix c = samples.exactFit(shape[0], shape[1], 0, 0);
            compare("arrays that just fit", (kernels, out) -> kernels.gemm(1, a, b, 0, out[0]), c);
            gemm(samples, shape[0], shape[1], shape[2], 0.3, -2);
        }
    }

    @Test
    default void everyFormOfALargeProductHasTheBitsOfTheReference() {
        Samples samples = samples(10);
        int[][] shapes = {{400, 50, 350}, {205, 17, 330}, {193, 531, 33}, {200, 9, 341}};
        for (int[] shape : shapes) {
            for (int form = 0; form < 4; form++) {
                int m = shape[0];
                int n = shape[1];
                int k = shape[2];
                Matrix a = (form & 1) == 0
                        ? samples.exactFit(m, k, 0, 0)
                        : samples.exactFit(k, m, 0, 0).t();
                Matrix b = (form & 2) == 0
                        ? samples.exactFit(k, n, 0, 0)
                        : samples.exactFit(n, k, 0, 0).t();
                Matrix c = samples.exactFit(m, n, 0, 0);
                Matrix ct = samples.exactFit(n, m, 0, 0).t();
                String name = m + "x" + n + "x" + k + ", form " + form;
                compare(name, (kernels, out) -> kernels.gemm(1, a, b, 0, out[0]), c);
                compare(name + ", scaled and added", (kernels, out) -> kernels.gemm(0.3, a, b, 1, out[0]), c);
                compare(name + ", into a transpose", (kernels, out) -> kernels.gemm(1, a, b, 1, out[0]), ct);
            }
        }
    }

    /** In arrays that just fit, where a kernel that reads past the end of a row may meet the end of the array. */
    @Test
    default void everyFormHasTheBitsOfTheReferenceAroundTheSizesOfABlock() {
        Samples samples = samples(9);
        int[] sizes = {1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 50};
        int[] depths = {1, 4, 7, 8, 9, 15, 16, 17, 33, 40, 65, 71, 338};
        int round = 0;
        for (int m : sizes) {
            for (int n : sizes) {
                for (int k : depths) {
                    round++;
                    boolean turnedA = (round & 1) != 0;
                    boolean turnedB = (round & 2) != 0;
                    int gap = round % 5 == 0 ? 3 : 0;
                    Matrix a = turnedA ? samples.exactFit(k, m, 0, gap).t() : samples.exactFit(m, k, 0, gap);
                    Matrix b = turnedB ? samples.exactFit(n, k, 0, gap).t() : samples.exactFit(k, n, 0, gap);
                    Matrix c = samples.exactFit(m, n, 0, gap);
                    double beta = round % 3 == 0 ? 1 : 0;
                    String what = "gemm of " + a + " and " + b + ", β " + beta;
                    compare(what, (kernels, out) -> kernels.gemm(1, a, b, beta, out[0]), c);
                }
            }
        }
    }

    /** Rows so far apart that all of them fall into one set of a cache are no place for another order of computing. */
    @Test
    default void crowdedRowsHaveTheBitsOfTheReference() {
        Samples samples = samples(10);
        Matrix a = samples.exactFit(41, 77, 0, 1024 - 77);
        Matrix x = samples.exactFit(77, 1, 0, 0);
        Matrix strided = samples.exactFit(77, 1, 0, 2);
        for (Matrix b : new Matrix[] {x, strided}) {
            Matrix c = samples.exactFit(41, 1, 0, 0);
            compare("a column", (kernels, out) -> kernels.gemm(1, a, b, 1, out[0]), c);
            compare("a row", (kernels, out) -> kernels.gemm(1, b.t(), a.t(), 0, out[0]), zeros(1, 41));
        }
    }

    private void gemm(Samples samples, int m, int n, int k, double alpha, double beta) {
        Matrix a = samples.uniform(m, k);
        Matrix b = samples.uniform(k, n);
        String what = "gemm " + m + "x" + n + "x" + k + " of " + a + " and " + b + ", α " + alpha + ", β " + beta;
        compare(what, (kernels, c) -> kernels.gemm(alpha, a, b, beta, c[0]), samples.uniform(m, n));
    }

    @Test
    default void integersMultiplyExactly() {
        Samples samples = samples(3);
        for (int round = 0; round < 60; round++) {
            int m = 1 + samples.below(40);
            int n = 1 + samples.below(80);
            int k = 1 + samples.below(300);
            Matrix a = samples.integers(m, k, round % Samples.LAYOUTS);
            Matrix b = samples.integers(k, n, round / 2 % Samples.LAYOUTS);
            Matrix c = samples.integers(m, n, round / 3 % Samples.LAYOUTS);
            Matrix before = Samples.copy(c);
            backend().gemm(2, a, b, -1, c);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    long exact = -(long) before.get(i, j);
                    for (int p = 0; p < k; p++) {
                        exact += 2L * (long) a.get(i, p) * (long) b.get(p, j);
                    }
                    assertEquals(exact, (long) c.get(i, j), "element " + i + ", " + j);
                }
            }
        }
    }

    /** The level-3 BLAS acceptance grid: sizes, factors and transposes, judged in units of the componentwise bound. */
    @Test
    default void theBlasAcceptanceGridStaysWithinItsErrorBound() {
        int[] sizes = {0, 1, 2, 3, 5, 9};
        double[] alphas = {0, 1, 0.7};
        double[] betas = {0, 1, 1.3};
        BlasGrid grid = new BlasGrid(precision());
        for (int m : sizes) {
            for (int n : sizes) {
                for (int k : sizes) {
                    for (double alpha : alphas) {
                        for (double beta : betas) {
                            for (int forms = 0; forms < 9; forms++) {
                                grid.check(backend(), m, n, k, alpha, beta, forms);
                            }
                        }
                    }
                }
            }
        }
        assertEquals(17_496, grid.calls());
    }

    @Test
    default void longChainsStayWithinTheirErrorBound() {
        Samples samples = samples(4);
        for (int k : new int[] {10, 500, 3000}) {
            Matrix a = samples.uniform(13, k, 0, -1, 1);
            Matrix b = samples.uniform(k, 35, 0, -1, 1);
            Matrix c = zeros(13, 35);
            backend().gemm(1, a, b, 0, c);
            double worst = 0;
            for (int i = 0; i < 13; i++) {
                for (int j = 0; j < 35; j++) {
                    worst = Math.max(worst, Oracle.gemmError(1, a, b, 0, zeros(13, 35), c, i, j));
                }
            }
            assertTrue(worst <= k + 2, "the bound of Higham, §3.5: " + worst + " units for k = " + k);
            assertTrue(worst <= 8 * Math.sqrt(k), "what random data should give: " + worst + " units for k = " + k);
        }
    }

    @Test
    default void betaZeroNeverReadsC() {
        Samples samples = samples(5);
        for (int m : new int[] {1, 12, 14, 50}) {
            for (int n : new int[] {1, 16, 37, 64}) {
                Matrix a = samples.uniform(m, 20);
                Matrix b = samples.uniform(20, n);
                Matrix c = samples.uniform(m, n);
                backend().gemm(1, a, b, 0, c);
                Matrix poisoned = Samples.copy(c);
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        poisoned.set(i, j, (i + j) % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY);
                    }
                }
                backend().gemm(1, a, b, 0, poisoned);
                assertSameBits(c, poisoned, "C held NaN and infinities");
            }
        }
    }

    @Test
    default void alphaZeroNeverReadsAOrB() {
        Samples samples = samples(6);
        Matrix a = samples.anyBits(13, 7, 0);
        Matrix b = samples.anyBits(7, 33, 1);
        a.set(0, 0, Double.NaN);
        b.set(0, 0, Double.POSITIVE_INFINITY);
        Matrix c = samples.integers(13, 33, 2);
        Matrix expected = Samples.copy(c);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 33; j++) {
                expected.set(i, j, 2 * expected.get(i, j) + 0f);
            }
        }
        backend().gemm(0, a, b, 2, c);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 33; j++) {
                assertEquals(expected.get(i, j), c.get(i, j) + 0f, "2·C");
            }
        }
    }

    @Test
    default void aPlantedNanPoisonsExactlyItsRow() {
        Samples samples = samples(7);
        for (int row : new int[] {0, 11, 12, 29}) {
            Matrix a = samples.uniform(30, 18, 0, 1, 2);
            Matrix b = samples.uniform(18, 45, 0, 1, 2);
            a.set(row, 9, Double.NaN);
            b.set(9, 3, 0);
            Matrix c = zeros(30, 45);
            backend().gemm(1, a, b, 0, c);
            for (int i = 0; i < 30; i++) {
                for (int j = 0; j < 45; j++) {
                    assertEquals(i == row, Double.isNaN(c.get(i, j)), "NaN at " + i + ", " + j);
                }
            }
        }
    }

    @Test
    default void specialValuesPropagateAsInTheReference() {
        Samples samples = samples(8);
        for (int round = 0; round < 40; round++) {
            Matrix a = samples.anyBits(14, 9, round % Samples.LAYOUTS);
            Matrix b = samples.anyBits(9, 35, round / 2 % Samples.LAYOUTS);
            double beta = round % 3;
            compare(
                    "gemm of any bits",
                    (kernels, c) -> kernels.gemm(1, a, b, beta, c[0]),
                    samples.anyBits(14, 35, round / 3 % Samples.LAYOUTS));
        }
    }

    @Test
    default void repeatedRowsAndColumnsMultiplyLikeCopies() {
        Samples samples = samples(21);
        for (int size : new int[] {5, 13, 100}) {
            Matrix row = samples.uniform(1, size, 0, -1, 1);
            Matrix rows = row.repeated(70);
            Matrix w = samples.uniform(size, 90);
            Matrix v = samples.uniform(70, 90);
            compare("repeated rows", (kernels, c) -> kernels.gemm(0.5, rows, w, 1, c[0]), samples.uniform(70, 90));
            compare(
                    "repeated columns",
                    (kernels, c) -> kernels.gemm(1, rows.t(), v, 0.5, c[0]),
                    samples.uniform(size, 90));
            compare("repeated B", (kernels, c) -> kernels.gemm(1, v.t(), rows, 0, c[0]), samples.uniform(90, size));
            compare("repeated B", (kernels, c) -> kernels.gemm(1, w.t(), rows.t(), 0, c[0]), samples.uniform(90, 70));
        }
    }

    /** An array may begin at any address; sums that follow its alignment would differ. */
    @Test
    default void freshArraysGiveTheSameBits() {
        Samples samples = samples(23);
        Matrix a = samples.uniform(3, 50, 0, -1, 1);
        Matrix b = samples.uniform(50, 17, 0, -1, 1);
        Matrix z = samples.uniform(1, 50, 0, -9, 9);
        Matrix c = zeros(3, 17);
        Matrix y = zeros(1, 50);
        backend().gemm(1, a, b, 0, c);
        backend().sigmoid(z, y);
        double sum = backend().sum(z);
        for (int round = 0; round < 1000; round++) {
            Matrix again = zeros(3, 17);
            Matrix yAgain = zeros(1, 50);
            Matrix zAgain = Samples.copy(z);
            backend().gemm(1, Samples.copy(a), Samples.copy(b), 0, again);
            backend().sigmoid(zAgain, yAgain);
            assertSameBits(c, again, "round " + round);
            assertSameBits(y, yAgain, "round " + round);
            assertEquals(sum, backend().sum(zAgain), "round " + round);
        }
    }

    /** Compiled code must not differ from interpreted code. */
    @Test
    default void theFirstCallAndTheTwentyThousandthAgree() {
        Samples samples = samples(24);
        Matrix a = samples.uniform(5, 6, 0, -1, 1);
        Matrix b = samples.uniform(6, 19, 0, -1, 1);
        Matrix first = zeros(5, 19);
        Matrix later = zeros(5, 19);
        for (Activation f : Activation.values()) {
            backend().denseForward(a, b, b.window(0, 0, 1, 19), f, first);
            backend().derivative(f, first, first);
            for (int call = 0; call < 5_000; call++) {
                backend().denseForward(a, b, b.window(0, 0, 1, 19), f, later);
                backend().derivative(f, later, later);
            }
            assertSameBits(first, later, "20,000 calls later, " + f);
        }
    }

    /** Rows that overlap, as windows that slide over a signal do, and a column read as a row; longer than a block of k. */
    @Test
    default void rowsThatOverlapMultiplyLikeCopies() {
        Samples samples = samples(24);
        for (int k : new int[] {257, 321, 400, 641}) {
            for (int step : new int[] {1, k % 320, k % 256}) {
                Matrix signal = samples.uniform(1, 40 * step + k, 0, -1, 1);
                Matrix a = Samples.on(signal.array(), 0, 40, k, step, 1);
                for (int n : new int[] {1, 3, 40}) {
                    Matrix b = samples.uniform(k, n, 0, -1, 1);
                    for (double alpha : new double[] {1, 2}) {
                        compare(
                                "windows " + a + " times " + b + ", α " + alpha,
                                (kernels, o) -> kernels.gemm(alpha, a, b, 0, o[0]),
                                samples.uniform(40, n, 0, -1, 1));
                    }
                }
            }
        }
    }

    /** Every offset, and leading dimensions that just fit or leave gaps, in arrays that end with the last element. */
    @Test
    default void everyOffsetAndLeadingDimensionIsAccepted() {
        Samples samples = samples(25);
        for (int offset : new int[] {0, 1, 3}) {
            for (int gap : new int[] {0, 1, 7}) {
                for (int n : new int[] {1, 3, 16, 33, 64}) {
                    Matrix a = samples.exactFit(14, 9, offset, gap);
                    Matrix b = samples.exactFit(9, n, offset, gap);
                    compare(
                            "offset " + offset + ", gap " + gap,
                            (kernels, c) -> kernels.gemm(1, a, b, 1, c[0]),
                            samples.exactFit(14, n, offset, gap));
                }
            }
        }
    }

    @Test
    default void transposingAProductSwapsItsFactors() {
        Samples samples = samples(9);
        Matrix a = samples.uniform(27, 40);
        Matrix b = samples.uniform(40, 51);
        Matrix c = zeros(27, 51);
        Matrix ct = zeros(51, 27);
        backend().gemm(1, a, b, 0, c);
        backend().gemm(1, b.t(), a.t(), 0, ct);
        for (int i = 0; i < 27; i++) {
            for (int j = 0; j < 51; j++) {
                assertEquals(c.get(i, j), ct.get(j, i));
            }
        }
    }
}
