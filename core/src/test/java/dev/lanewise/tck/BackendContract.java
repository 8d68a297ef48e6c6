// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What any backend must pass, ours or yours: extend it, say how yours is opened, run it with JUnit 5. The scalar
 * reference judges bit by bit; it is itself judged by an oracle in higher precision.
 */
public abstract class BackendContract {
    private static final int MOST_ROWS = 2 * 12 + 1;
    private static final int MOST_COLS = 2 * 32 + 1;

    /** The judge of all others. */
    protected final Backend reference = Backends.scalar();

    private Backend backend;

    /** A new backend, closed after each law. */
    protected abstract Backend open();

    /** Whether warm calls allocate nothing; only a reference may say no. */
    protected boolean allocatesNothing() {
        return true;
    }

    @BeforeEach
    void openBackend() {
        backend = open();
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    private static void assertSameBits(Matrix expected, Matrix found, String what) {
        assertArrayEquals(bits(expected), bits(found), what + " " + found);
    }

    /** All bits of the array, so that a write outside the view shows as well; all NaN are one. */
    private static int[] bits(Matrix x) {
        int[] bits = new int[x.array().length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(x.array()[i]);
        }
        return bits;
    }

    /** Runs a call on the reference and on the backend, each writing to a copy of the outputs, and compares them. */
    private void compare(String what, Call call, Matrix... outputs) {
        Matrix[] expected = copies(outputs);
        Matrix[] found = copies(outputs);
        call.on(reference, expected);
        call.on(backend, found);
        for (int o = 0; o < outputs.length; o++) {
            assertSameBits(expected[o], found[o], what);
        }
    }

    private static Matrix[] copies(Matrix[] outputs) {
        Matrix[] copies = new Matrix[outputs.length];
        for (int o = 0; o < copies.length; o++) {
            copies[o] = Samples.copy(outputs[o]);
        }
        return copies;
    }

    private interface Call {
        void on(Backend backend, Matrix[] outputs);
    }

    // ---------------------------------------------------------------------------------------------- multiply

    @Test
    void everyShapeUpToTwoTilesHasTheBitsOfTheReference() {
        Samples samples = new Samples(1);
        float[] factors = {0, 1, -0.7f};
        for (int m = 0; m <= MOST_ROWS; m++) {
            for (int n = 0; n <= MOST_COLS; n++) {
                for (int k : new int[] {0, 1, 2, 3, 8, 17}) {
                    float alpha = factors[(m + n + k) % 3];
                    float beta = factors[(m + 2 * n) % 3];
                    gemm(samples, m, n, k, alpha, beta);
                }
            }
        }
    }

    @Test
    void longAndLargeProductsHaveTheBitsOfTheReference() {
        Samples samples = new Samples(2);
        int[][] shapes = {{3, 5, 1500}, {60, 300, 400}, {130, 70, 900}, {1, 600, 800}, {300, 1, 700}, {49, 33, 1025}};
        for (int[] shape : shapes) {
            for (int round = 0; round < 4; round++) {
                gemm(samples, shape[0], shape[1], shape[2], 1, round % 2);
            }
            gemm(samples, shape[0], shape[1], shape[2], 0.3f, -2);
        }
    }

    private void gemm(Samples samples, int m, int n, int k, float alpha, float beta) {
        Matrix a = samples.uniform(m, k);
        Matrix b = samples.uniform(k, n);
        String what = "gemm " + m + "x" + n + "x" + k + " of " + a + " and " + b + ", α " + alpha + ", β " + beta;
        compare(what, (kernels, c) -> kernels.gemm(alpha, a, b, beta, c[0]), samples.uniform(m, n));
    }

    @Test
    void integersMultiplyExactly() {
        Samples samples = new Samples(3);
        for (int round = 0; round < 60; round++) {
            int m = 1 + samples.below(40);
            int n = 1 + samples.below(80);
            int k = 1 + samples.below(300);
            Matrix a = samples.integers(m, k, round % Samples.LAYOUTS);
            Matrix b = samples.integers(k, n, round / 2 % Samples.LAYOUTS);
            Matrix c = samples.integers(m, n, round / 3 % Samples.LAYOUTS);
            Matrix before = Samples.copy(c);
            backend.gemm(2, a, b, -1, c);
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
    void theBlasAcceptanceGridStaysWithinItsErrorBound() {
        int[] sizes = {0, 1, 2, 3, 5, 9};
        float[] alphas = {0, 1, 0.7f};
        float[] betas = {0, 1, 1.3f};
        BlasGrid grid = new BlasGrid();
        for (int m : sizes) {
            for (int n : sizes) {
                for (int k : sizes) {
                    for (float alpha : alphas) {
                        for (float beta : betas) {
                            for (int forms = 0; forms < 9; forms++) {
                                grid.check(backend, m, n, k, alpha, beta, forms);
                            }
                        }
                    }
                }
            }
        }
        assertEquals(17_496, grid.calls());
    }

    @Test
    void longChainsStayWithinTheirErrorBound() {
        Samples samples = new Samples(4);
        for (int k : new int[] {10, 500, 3000}) {
            Matrix a = samples.uniform(13, k, 0, -1, 1);
            Matrix b = samples.uniform(k, 35, 0, -1, 1);
            Matrix c = Matrix.zeros(13, 35);
            backend.gemm(1, a, b, 0, c);
            double worst = 0;
            for (int i = 0; i < 13; i++) {
                for (int j = 0; j < 35; j++) {
                    worst = Math.max(worst, Oracle.gemmError(1, a, b, 0, Matrix.zeros(13, 35), c, i, j));
                }
            }
            assertTrue(worst <= k + 2, "the bound of Higham, §3.5: " + worst + " units for k = " + k);
            assertTrue(worst <= 8 * Math.sqrt(k), "what random data should give: " + worst + " units for k = " + k);
        }
    }

    @Test
    void betaZeroNeverReadsC() {
        Samples samples = new Samples(5);
        for (int m : new int[] {1, 12, 14, 50}) {
            for (int n : new int[] {1, 16, 37, 64}) {
                Matrix a = samples.uniform(m, 20);
                Matrix b = samples.uniform(20, n);
                Matrix c = samples.uniform(m, n);
                backend.gemm(1, a, b, 0, c);
                Matrix poisoned = Samples.copy(c);
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        poisoned.set(i, j, (i + j) % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
                    }
                }
                backend.gemm(1, a, b, 0, poisoned);
                assertSameBits(c, poisoned, "C held NaN and infinities");
            }
        }
    }

    @Test
    void alphaZeroNeverReadsAOrB() {
        Samples samples = new Samples(6);
        Matrix a = samples.anyBits(13, 7, 0);
        Matrix b = samples.anyBits(7, 33, 1);
        a.set(0, 0, Float.NaN);
        b.set(0, 0, Float.POSITIVE_INFINITY);
        Matrix c = samples.integers(13, 33, 2);
        Matrix expected = Samples.copy(c);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 33; j++) {
                expected.set(i, j, 2 * expected.get(i, j) + 0f);
            }
        }
        backend.gemm(0, a, b, 2, c);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 33; j++) {
                assertEquals(expected.get(i, j), c.get(i, j) + 0f, "2·C");
            }
        }
    }

    @Test
    void aPlantedNanPoisonsExactlyItsRow() {
        Samples samples = new Samples(7);
        for (int row : new int[] {0, 11, 12, 29}) {
            Matrix a = samples.uniform(30, 18, 0, 1, 2);
            Matrix b = samples.uniform(18, 45, 0, 1, 2);
            a.set(row, 9, Float.NaN);
            b.set(9, 3, 0);
            Matrix c = Matrix.zeros(30, 45);
            backend.gemm(1, a, b, 0, c);
            for (int i = 0; i < 30; i++) {
                for (int j = 0; j < 45; j++) {
                    assertEquals(i == row, Float.isNaN(c.get(i, j)), "NaN at " + i + ", " + j);
                }
            }
        }
    }

    @Test
    void specialValuesPropagateAsInTheReference() {
        Samples samples = new Samples(8);
        for (int round = 0; round < 40; round++) {
            Matrix a = samples.anyBits(14, 9, round % Samples.LAYOUTS);
            Matrix b = samples.anyBits(9, 35, round / 2 % Samples.LAYOUTS);
            float beta = round % 3;
            compare(
                    "gemm of any bits",
                    (kernels, c) -> kernels.gemm(1, a, b, beta, c[0]),
                    samples.anyBits(14, 35, round / 3 % Samples.LAYOUTS));
        }
    }

    @Test
    void repeatedRowsAndColumnsMultiplyLikeCopies() {
        Samples samples = new Samples(21);
        for (int size : new int[] {5, 13, 100}) {
            Matrix row = samples.uniform(1, size, 0, -1, 1);
            Matrix rows = row.repeated(70);
            Matrix w = samples.uniform(size, 90);
            Matrix v = samples.uniform(70, 90);
            compare("repeated rows", (kernels, c) -> kernels.gemm(0.5f, rows, w, 1, c[0]), samples.uniform(70, 90));
            compare(
                    "repeated columns",
                    (kernels, c) -> kernels.gemm(1, rows.t(), v, 0.5f, c[0]),
                    samples.uniform(size, 90));
            compare("repeated B", (kernels, c) -> kernels.gemm(1, v.t(), rows, 0, c[0]), samples.uniform(90, size));
            compare("repeated B", (kernels, c) -> kernels.gemm(1, w.t(), rows.t(), 0, c[0]), samples.uniform(90, 70));
        }
    }

    /** More elements than one thread takes: contiguous and strided. */
    @Test
    void sharedElementwiseCallsHaveTheBitsOfTheReference() {
        Samples samples = new Samples(22);
        for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
            Matrix z = samples.uniform(700, 450, layout, -9, 9);
            Matrix t = samples.uniform(700, 450, (layout + 1) % Samples.LAYOUTS, 0, 1);
            Matrix y = samples.uniform(700, 450, (layout + 2) % Samples.LAYOUTS, 0, 1);
            compare("sigmoid", (kernels, o) -> kernels.sigmoid(z, o[0]), y);
            compare("add", (kernels, o) -> kernels.add(z, t, o[0]), y);
            compare("descend", (kernels, o) -> kernels.descend(o[0], z, 0.1f, 0), y);
            compare("loss", (kernels, o) -> kernels.loss(Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, z, t, o[0]), y);
        }
    }

    @Test
    void transposingAProductSwapsItsFactors() {
        Samples samples = new Samples(9);
        Matrix a = samples.uniform(27, 40);
        Matrix b = samples.uniform(40, 51);
        Matrix c = Matrix.zeros(27, 51);
        Matrix ct = Matrix.zeros(51, 27);
        backend.gemm(1, a, b, 0, c);
        backend.gemm(1, b.t(), a.t(), 0, ct);
        for (int i = 0; i < 27; i++) {
            for (int j = 0; j < 51; j++) {
                assertEquals(c.get(i, j), ct.get(j, i));
            }
        }
    }

    // ------------------------------------------------------------------------------------------- elementwise

    @Test
    void elementwiseOperationsHaveTheBitsOfTheReference() {
        Samples samples = new Samples(10);
        for (int size : new int[] {0, 1, 2, 15, 16, 17, 31, 33, 100, 1023, 1025}) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                int rows = size % 3 == 0 ? 3 : 1;
                Matrix z = samples.uniform(rows, size, layout, -20, 20);
                Matrix a = samples.anyBits(rows, size, (layout + 1) % Samples.LAYOUTS);
                Matrix y = samples.uniform(rows, size, (layout + 2) % Samples.LAYOUTS, 0, 1);
                elementwise(z, a, y);
                elementwise(a, z, y);
            }
        }
    }

    private void elementwise(Matrix z, Matrix a, Matrix y) {
        for (Activation f : Activation.values()) {
            compare("activate " + f, (kernels, out) -> kernels.activate(f, z, out[0]), y);
            compare("derivative " + f, (kernels, out) -> kernels.derivative(f, z, out[0]), y);
            compare("fromOutput " + f, (kernels, out) -> kernels.derivativeFromOutput(f, a, out[0]), y);
            compare("backward " + f, (kernels, out) -> kernels.activationBackward(f, z, a, out[0]), y);
        }
        compare("exp", (kernels, out) -> kernels.exp(z, out[0]), y);
        compare("log", (kernels, out) -> kernels.log(z, out[0]), y);
        compare("add", (kernels, out) -> kernels.add(z, a, out[0]), y);
        compare("multiply", (kernels, out) -> kernels.multiply(z, a, out[0]), y);
        compare("scale", (kernels, out) -> kernels.scale(1.5f, z, out[0]), y);
    }

    @Test
    void inPlaceGivesTheSameBits() {
        Samples samples = new Samples(11);
        for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
            Matrix x = samples.uniform(5, 37, layout, -9, 9);
            Matrix other = samples.uniform(5, 37, 0, -1, 1);
            for (Activation f : Activation.values()) {
                compare("activate " + f, (kernels, o) -> kernels.activate(f, o[0], o[0]), x);
                compare("backward " + f, (kernels, o) -> kernels.activationBackward(f, o[0], other, o[0]), x);
                compare("backward " + f, (kernels, o) -> kernels.activationBackward(f, other, o[0], o[0]), x);
            }
            compare("add", (kernels, o) -> kernels.add(o[0], o[0], o[0]), x);
            compare("softmax", (kernels, o) -> kernels.softmax(o[0], o[0]), x);
            for (Loss loss : Loss.values()) {
                compare("loss", (kernels, o) -> kernels.loss(loss, o[0], other, o[0]), x);
            }
        }
    }

    @Test
    void rowOperationsAndSumsHaveTheBitsOfTheReference() {
        Samples samples = new Samples(12);
        for (int cols : new int[] {0, 1, 2, 10, 16, 17, 40, 1100}) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                Matrix z = samples.uniform(6, cols, layout, -30, 30);
                Matrix t = samples.uniform(6, cols, (layout + 1) % Samples.LAYOUTS, 0, 1);
                Matrix y = samples.uniform(6, cols, (layout + 2) % Samples.LAYOUTS, 0, 1);
                compare("softmax", (kernels, out) -> kernels.softmax(z, out[0]), y);
                compare("softmaxBackward", (kernels, out) -> kernels.softmaxBackward(z, t, out[0]), y);
                compare("columnSums", (kernels, out) -> kernels.columnSums(z, out[0]), samples.uniform(1, cols));
                assertEquals(reference.sum(z), backend.sum(z), "sum");
                for (Loss loss : Loss.values()) {
                    Matrix p = loss == Loss.BINARY_CROSS_ENTROPY ? t : z;
                    compare("gradient of " + loss, (kernels, out) -> kernels.loss(loss, p, t, out[0]), y);
                    double value = reference.loss(loss, p, t, Samples.copy(y));
                    assertEquals(value, backend.loss(loss, p, t, Samples.copy(y)), "value of " + loss);
                }
            }
        }
    }

    /** Magnitudes far apart make every order of additions show. */
    @Test
    void sumsKeepTheirOrder() {
        Samples samples = new Samples(20);
        for (int cols : new int[] {3, 17, 50, 1000}) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                Matrix x = samples.uniform(5, cols, layout, -1, 1);
                for (int i = 0; i < 5; i++) {
                    for (int j = 0; j < cols; j++) {
                        x.set(i, j, Math.scalb(x.get(i, j), samples.below(120) - 60));
                    }
                }
                assertEquals(reference.sum(x), backend.sum(x), "sum of " + x);
                compare("columnSums", (kernels, out) -> kernels.columnSums(x, out[0]), samples.uniform(1, cols));
            }
        }
    }

    @Test
    void lossesOfExtremeLogitsAreNeverNan() {
        float[] extremes = {0, -0f, 1, -1, 100, -100, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE};
        for (float z : extremes) {
            for (float other : extremes) {
                for (float target : new float[] {0, 1}) {
                    Matrix p = Matrix.ofRows(new float[] {z, other});
                    Matrix t = Matrix.ofRows(new float[] {target, 1 - target});
                    for (Loss loss : new Loss[] {Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, Loss.SOFTMAX_CROSS_ENTROPY}) {
                        Matrix g = Matrix.zeros(1, 2);
                        String what = loss + " of " + z + ", " + other + ", target " + target;
                        assertEquals(false, Double.isNaN(backend.loss(loss, p, t, g)), what);
                        assertEquals(false, Float.isNaN(g.get(0, 0)) || Float.isNaN(g.get(0, 1)), what);
                    }
                }
            }
        }
    }

    @Test
    void updatesHaveTheBitsOfTheReference() {
        Samples samples = new Samples(13);
        for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
            Matrix g = samples.uniform(3, 45, layout, -1, 1);
            Matrix theta = samples.uniform(3, 45, (layout + 1) % Samples.LAYOUTS, -1, 1);
            Matrix m = samples.uniform(3, 45, (layout + 2) % Samples.LAYOUTS, -1, 1);
            Matrix v = samples.uniform(3, 45, (layout + 3) % Samples.LAYOUTS, 0, 1);
            compare("descend", (kernels, o) -> kernels.descend(o[0], g, 0.1f, 0.01f), theta);
            compare("momentum", (kernels, o) -> kernels.descendMomentum(o[0], o[1], g, 0.1f, 0.9f, 0.01f), theta, m);
            compare(
                    "adam",
                    (kernels, o) -> kernels.descendAdam(o[0], o[1], o[2], g, Backend.AdamRates.USUAL, 7, 0.1f, 0.01f),
                    theta,
                    m,
                    v);
        }
    }

    @Test
    void denseLayersAreTheirComposites() {
        Samples samples = new Samples(14);
        for (int round = 0; round < 60; round++) {
            int batch = samples.below(30);
            int in = samples.below(40);
            int out = samples.below(70);
            Activation f = Activation.values()[round % 4];
            Matrix x = samples.uniform(batch, in);
            Matrix w = samples.uniform(in, out);
            Matrix bias = samples.uniform(1, out);
            compare(
                    "denseForward",
                    (kernels, o) -> kernels.denseForward(x, w, bias, f, o[0]),
                    samples.uniform(batch, out));
            Matrix y = samples.uniform(batch, out);
            Matrix dy = samples.uniform(batch, out);
            compare(
                    "denseBackward",
                    (kernels, o) -> kernels.denseBackward(x, w, f, y, dy, o[0], o[1], o[2], o[3]),
                    samples.uniform(batch, out),
                    samples.uniform(in, out),
                    samples.uniform(1, out),
                    samples.uniform(batch, in));
        }
    }

    // ----------------------------------------------------------------------------------------------- conduct

    @Test
    void windowsOfOneArrayMayLieSideBySide() {
        Samples samples = new Samples(15);
        Matrix whole = samples.uniform(20, 60, 0, -1, 1);
        Matrix other = Samples.copy(whole);
        reference.gemm(1, whole.window(0, 0, 20, 10), whole.window(0, 10, 10, 25), 0, whole.window(0, 35, 20, 25));
        backend.gemm(1, other.window(0, 0, 20, 10), other.window(0, 10, 10, 25), 0, other.window(0, 35, 20, 25));
        assertSameBits(whole, other, "windows of one matrix");
    }

    @Test
    void aRefusedCallNamesItsArgumentAndWritesNothing() {
        Samples samples = new Samples(16);
        Matrix x = samples.uniform(4, 6, 0, -1, 1);
        Matrix y = samples.uniform(4, 6, 0, -1, 1);
        Matrix c = samples.uniform(4, 4, 0, -1, 1);
        Matrix wrong = samples.uniform(3, 6, 0, -1, 1);
        Matrix broadcast = Matrix.of(y.array(), 0, 4, 6, 0, 1);
        Matrix shifted = Matrix.of(y.array(), 1, 2, 5, 6, 1);
        Matrix base = Matrix.of(y.array(), 0, 2, 5, 6, 1);
        Activation f = Activation.SIGMOID;
        List<Matrix> untouched = List.of(x, y, c, wrong);
        refuse(untouched, "a", b -> b.gemm(1, null, x, 0, c));
        refuse(untouched, "c", b -> b.gemm(1, x, x.t(), 0, null));
        refuse(untouched, "b", b -> b.gemm(1, x, y, 0, c));
        refuse(untouched, "c", b -> b.gemm(1, x, y.t(), 0, wrong));
        refuse(untouched, "c", b -> b.gemm(1, c, c, 0, c));
        refuse(untouched, "a", b -> b.activate(f, x, broadcast));
        refuse(untouched, "f", b -> b.activate(null, x, y));
        refuse(untouched, "a", b -> b.activate(f, base, shifted));
        refuse(untouched, "a", b -> b.activate(f, x, wrong));
        refuse(untouched, "d", b -> b.derivative(f, x, wrong));
        refuse(untouched, "d", b -> b.derivativeFromOutput(f, x, wrong));
        refuse(untouched, "dz", b -> b.activationBackward(f, x, x, wrong));
        refuse(untouched, "dz", b -> b.activationBackward(f, wrong, x, y));
        refuse(untouched, "y", b -> b.exp(x, wrong));
        refuse(untouched, "y", b -> b.log(x, null));
        refuse(untouched, "z", b -> b.add(x, wrong, y));
        refuse(untouched, "z", b -> b.multiply(wrong, x, y));
        refuse(untouched, "y", b -> b.scale(2, x, wrong));
        refuse(untouched, "s", b -> b.columnSums(x, y));
        refuse(untouched, "x", b -> b.sum(null));
        refuse(untouched, "p", b -> b.softmax(x, wrong));
        refuse(untouched, "dz", b -> b.softmaxBackward(x, x, wrong));
        refuse(untouched, "loss", b -> b.loss(null, x, x, y));
        refuse(untouched, "target", b -> b.loss(Loss.MEAN_SQUARED_ERROR, x, wrong, y));
        refuse(untouched, "gradient", b -> b.loss(Loss.MEAN_SQUARED_ERROR, x, y, y));
        refuse(untouched, "gradient", b -> b.descend(y, wrong, 0.1f, 0));
        refuse(untouched, "rate", b -> b.descend(y, x, Float.NaN, 0));
        refuse(untouched, "decay", b -> b.descend(y, x, 0.1f, -1));
        refuse(untouched, "momentum", b -> b.descendMomentum(y, Samples.copy(y), x, 0.1f, 1, 0));
        refuse(untouched, "velocity", b -> b.descendMomentum(y, y, x, 0.1f, 0.5f, 0));
        refuse(
                untouched,
                "step",
                b -> b.descendAdam(y, Samples.copy(y), Samples.copy(y), x, Backend.AdamRates.USUAL, 0, 0.1f, 0));
        refuse(untouched, "bias", b -> b.denseForward(x, y.t(), wrong, f, c));
        refuse(
                untouched,
                "dw",
                b -> b.denseBackward(
                        x,
                        y.t(),
                        f,
                        c,
                        Samples.copy(c),
                        Samples.copy(c),
                        wrong,
                        Matrix.zeros(1, 4),
                        Matrix.zeros(0, 0)));
    }

    private void refuse(List<Matrix> untouched, String argument, Consumer<Backend> call) {
        List<int[]> before = untouched.stream().map(BackendContract::bits).toList();
        RuntimeException refusal = assertThrows(RuntimeException.class, () -> call.accept(backend));
        assertTrue(
                refusal instanceof IllegalArgumentException || refusal instanceof NullPointerException,
                "type of " + refusal);
        assertTrue(
                String.valueOf(refusal.getMessage()).matches("(?s).*\\b" + argument + "\\b.*expected.*"),
                "\"" + refusal.getMessage() + "\" should name " + argument + " and what was expected");
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i), bits(untouched.get(i)), "written before: " + refusal.getMessage());
        }
    }

    @Test
    void sameBitsFromManyThreadsAtOnce() throws Exception {
        Samples samples = new Samples(17);
        Matrix a = samples.uniform(90, 120, 0, -1, 1);
        Matrix b = samples.uniform(120, 110, 0, -1, 1);
        Matrix expected = Matrix.zeros(90, 110);
        reference.gemm(1, a, b, 0, expected);
        reference.sigmoid(expected, expected);
        List<Callable<Void>> calls = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            calls.add(() -> {
                Matrix c = Matrix.zeros(90, 110);
                for (int round = 0; round < 10; round++) {
                    backend.gemm(1, a, b, 0, c);
                    backend.sigmoid(c, c);
                    assertSameBits(expected, c, "shared by threads");
                }
                return null;
            });
        }
        for (ExecutorService pool :
                List.of(Executors.newFixedThreadPool(8), Executors.newVirtualThreadPerTaskExecutor())) {
            try (pool) {
                for (Future<Void> done : pool.invokeAll(calls)) {
                    done.get();
                }
            }
        }
    }

    @Test
    void anInterruptIsPreserved() {
        Matrix x = new Samples(18).uniform(50, 50, 0, -1, 1);
        Matrix c = Matrix.zeros(50, 50);
        Thread.currentThread().interrupt();
        backend.gemm(1, x, x, 0, c);
        assertTrue(Thread.interrupted(), "the interrupt of the calling thread");
    }

    @Test
    void aClosedBackendRefusesFurtherCalls() {
        Matrix x = Matrix.zeros(2, 2);
        Matrix y = Matrix.zeros(2, 2);
        backend.close();
        backend.close();
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> backend.sigmoid(x, y));
        assertTrue(refusal.getMessage().contains("closed"), refusal.getMessage());
        assertThrows(IllegalStateException.class, () -> backend.gemm(1, x, x, 0, y));
        assertThrows(IllegalStateException.class, () -> backend.sum(x));
    }

    @Test
    void warmCallsAllocateNothing() {
        if (!allocatesNothing()) {
            return;
        }
        Samples samples = new Samples(19);
        Matrix a = samples.uniform(30, 40, 0, -1, 1);
        Matrix b = samples.uniform(40, 50, 0, -1, 1);
        Matrix bt = samples.uniform(50, 40, 0, -1, 1).t();
        Matrix c = Matrix.zeros(30, 50);
        Matrix t = Matrix.zeros(30, 50);
        Matrix g = Matrix.zeros(30, 50);
        Matrix row = Matrix.zeros(1, 50);
        Activation[] activations = Activation.values();
        Loss[] losses = Loss.values();
        Matrix dw = Matrix.zeros(40, 50);
        Matrix dx = Matrix.zeros(30, 40);
        Runnable calls = () -> {
            backend.gemm(1, a, b, 0, c);
            backend.gemm(1, a, bt, 1, c);
            backend.denseForward(a, b, row, Activation.TANH, c);
            for (Activation f : activations) {
                backend.activate(f, c, g);
                backend.derivative(f, c, g);
                backend.derivativeFromOutput(f, c, g);
                backend.activationBackward(f, c, t, g);
            }
            backend.exp(c, g);
            backend.softmax(c, g);
            backend.columnSums(c, row);
            for (Loss loss : losses) {
                backend.loss(loss, c, t, g);
            }
            backend.denseBackward(a, b, Activation.RELU, c, t, t, dw, row, dx);
            backend.descend(c, g, 0.1f, 0);
        };
        for (int warm = 0; warm < 15_000; warm++) {
            calls.run();
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < 100; call++) {
                calls.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        if (least > 100) {
            fail("100 rounds of warm calls allocated " + least + " bytes; expected none");
        }
    }
}
