// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Trainer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs every operation of a backend on fixed inputs, and digests the bits of the results: odd sizes, every stride layout,
 * NaN, infinities, signed zeros and subnormals among them. All NaN count as equal.
 */
public final class Survey {
    /** Rows and columns of a matrix times a vector. */
    private static final int[][] VECTOR_SHAPES = {{1, 1}, {5, 0}, {7, 16}, {16, 17}, {49, 100}, {50, 700}, {3, 5000}};

    private static final int[][] SHAPES = {
        {1, 1, 1}, {7, 5, 3}, {12, 32, 8}, {13, 33, 17}, {3, 70, 40}, {50, 1, 9}, {61, 47, 401}
    };
    private static final double[] SPECIALS = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -103.97,
        88.7,
        -87.4,
        17.3,
        1e-30,
        0.5,
        -744.9,
        709.7
    };

    /** Each decides for another way or kernel, at one lane width or another. */
    private static final int[][] WAYS = {
        {1, 300, 64},
        {300, 1, 70},
        {13, 531, 1},
        {50, 66, 650},
        {1, 143, 40},
        {9, 16, 70},
        {64, 8, 65},
        {30, 40, 50},
        {100, 4, 20}
    };

    private final Backend backend;
    private final Precision precision;
    private final Map<String, Long> digests = new LinkedHashMap<>();
    private final Inputs inputs;

    private Survey(Backend backend, Precision precision) {
        this.backend = backend;
        this.precision = precision;
        inputs = new Inputs(precision);
    }

    /** The shapes m, n, k of products that between them take every way. */
    public static List<int[]> ways() {
        return List.of(WAYS);
    }

    /** The digest of each operation's results, by name. */
    public static Map<String, String> of(Backend backend) {
        return of(backend, EnumSet.allOf(Precision.class));
    }

    /** The same, in these precisions alone. */
    static Map<String, String> of(Backend backend, Set<Precision> precisions) {
        Map<String, String> result = new LinkedHashMap<>();
        for (Precision precision : precisions) {
            Survey survey = new Survey(backend, precision);
            survey.products();
            survey.functions();
            survey.rows();
            survey.updates();
            survey.large();
            survey.productsOfEveryWay();
            survey.training();
            survey.vectors();
            survey.digests.forEach((name, digest) ->
                    result.put(precision + " " + name, HexFormat.of().toHexDigits(digest)));
        }
        return result;
    }

    /** One line for all operations together. */
    public static String digest(Map<String, String> survey) {
        long digest = 0;
        for (String operation : survey.values()) {
            digest = mixed(digest, Long.parseUnsignedLong(operation, 16));
        }
        return HexFormat.of().toHexDigits(digest);
    }

    /** The SHA-256 of the weights of a trained network, single precision's before double's, in little endian. */
    public static String weights(Backend backend) {
        ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        for (Precision precision : Precision.values()) {
            Matrix weights = new Survey(backend, precision).trained();
            for (int e = 0; e < weights.cols(); e++) {
                if (precision == Precision.SINGLE) {
                    bytes.putFloat((float) weights.get(0, e));
                } else {
                    bytes.putDouble(weights.get(0, e));
                }
            }
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes.flip());
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A 4-6-3 network after twenty steps of Adam on three row blocks. */
    private Matrix trained() {
        Matrix x = random(700, 4, 0, 2);
        Matrix t = random(700, 3, 0, 1);
        backend.sigmoid(t, t);
        Network network = classifier();
        Trainer trainer = new Trainer(network, backend, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam());
        for (int step = 0; step < 20; step++) {
            trainer.step(x, t, 0.1);
        }
        return network.parameters();
    }

    private Network classifier() {
        return Network.sequential(4)
                .dense(6, Activation.SIGMOID)
                .dense(3, Activation.IDENTITY)
                .softmax()
                .build(2, precision);
    }

    /** Takes one more value into a digest: the finaliser of SplitMix64 over their sum. */
    private static long mixed(long digest, long value) {
        long z = digest * 31 + value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private void record(String name, Matrix result) {
        long digest = digests.getOrDefault(name, 0L);
        if (precision == Precision.SINGLE) {
            for (float value : result.floats()) {
                digest = mixed(digest, Float.floatToIntBits(value));
            }
        } else {
            for (double value : result.doubles()) {
                digest = mixed(digest, Double.doubleToLongBits(value));
            }
        }
        digests.put(name, digest);
    }

    private void record(String name, double value) {
        digests.merge(name, Double.doubleToLongBits(value), Survey::mixed);
    }

    private Matrix random(int rows, int cols, int layout, double range) {
        return inputs.random(rows, cols, layout, range);
    }

    private Matrix zeros(int rows, int cols) {
        return inputs.zeros(rows, cols);
    }

    private void products() {
        double[][] factors = {{1, 0}, {1, 1}, {-0.7, 1.3}, {0, 0.5}};
        int layout = 0;
        for (int[] shape : SHAPES) {
            for (double[] factor : factors) {
                int m = shape[0];
                int n = shape[1];
                int k = shape[2];
                Matrix a = random(m, k, layout++, 1);
                Matrix b = random(k, n, layout / 2, 1);
                Matrix c = random(m, n, layout / 3, 1);
                backend.gemm(factor[0], a, b, factor[1], c);
                record("gemm", c);
                Activation f = Activation.values()[layout % Activation.values().length];
                Matrix y = random(m, n, layout / 5, 1);
                backend.denseForward(a, b, random(1, n, layout, 1), f, y);
                record("denseForward", y);
                denseBackward(a, b, f, y);
            }
        }
    }

    private void denseBackward(Matrix x, Matrix w, Activation f, Matrix y) {
        Matrix dy = random(y.rows(), y.cols(), 0, 1);
        Matrix dw = zeros(w.rows(), w.cols());
        Matrix db = zeros(1, w.cols());
        Matrix dx = zeros(x.rows(), x.cols());
        backend.denseBackward(x, w, f, y, dy, dw, db, dx);
        for (Matrix result : new Matrix[] {dy, dw, db, dx}) {
            record("denseBackward", result);
        }
    }

    private void functions() {
        for (int layout = 0; layout < 4; layout++) {
            Matrix z = random(37, 29, layout, 20);
            Matrix a = random(37, 29, layout + 1, 1);
            for (int e = 0; e < SPECIALS.length; e++) {
                z.set(e, 3, SPECIALS[e]);
                a.set(2 * e, 5, SPECIALS[e]);
            }
            Matrix y = random(37, 29, layout + 2, 1);
            for (Activation f : Activation.values()) {
                backend.activate(f, z, y);
                record("activate " + f, y);
                backend.derivative(f, z, y);
                record("derivative " + f, y);
                backend.derivativeFromOutput(f, a, y);
                record("derivativeFromOutput " + f, y);
                backend.activationBackward(f, z, a, y);
                record("activationBackward " + f, y);
            }
            backend.exp(z, y);
            record("exp", y);
            backend.log(z, y);
            record("log", y);
            backend.add(z, a, y);
            record("add", y);
            backend.hadamard(z, a, y);
            record("hadamard", y);
            backend.scale(-1.7, z, y);
            record("scale", y);
        }
    }

    private void rows() {
        for (int cols : new int[] {1, 3, 10, 16, 33, 100}) {
            Matrix z = random(11, cols, cols, 9);
            Matrix t = random(11, cols, cols + 1, 1);
            Matrix y = random(11, cols, cols + 2, 1);
            Matrix p = zeros(11, cols);
            backend.softmax(z, p);
            record("softmax", p);
            backend.softmaxBackward(t, p, y);
            record("softmaxBackward", y);
            Matrix s = random(1, cols, cols, 1);
            backend.columnSums(z, s);
            record("columnSums", s);
            record("sum", backend.sum(z));
            for (Loss loss : Loss.values()) {
                record("loss " + loss, backend.loss(loss, loss == Loss.BINARY_CROSS_ENTROPY ? p : z, t, y));
                record("loss " + loss, y);
            }
        }
    }

    /** Shapes that take every way a product can take, in all four forms. */
    private void productsOfEveryWay() {
        for (int[] shape : WAYS) {
            for (int form = 0; form < 4; form++) {
                Matrix a = random(shape[0], shape[2], form & 1, 1);
                Matrix b = random(shape[2], shape[1], form >> 1, 1);
                Matrix c = random(shape[0], shape[1], 0, 1);
                backend.gemm(1, a, b, form % 2, c);
                record("gemm, every way", c);
            }
        }
    }

    /** Large enough that several threads take part. */
    private void large() {
        Matrix a = random(150, 120, 0, 1);
        Matrix b = random(120, 130, 1, 1);
        Matrix c = random(150, 130, 2, 1);
        backend.gemm(1, a, b, 1, c);
        record("gemm, shared", c);
        for (int layout : new int[] {0, 2, 3}) {
            Matrix z = random(600, 500, layout, 9);
            Matrix t = random(600, 500, 0, 1);
            Matrix y = random(600, 500, layout, 1);
            backend.sigmoid(z, y);
            record("sigmoid, shared", y);
            backend.add(z, t, y);
            record("add, shared", y);
            backend.descend(y, t, 0.1, 0.01);
            record("descend, shared", y);
            record("loss, shared", backend.loss(Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, z, t, y));
            record("loss, shared", y);
        }
    }

    /** Whole steps of training: losses and parameters. */
    private void training() {
        Matrix x = random(21, 5, 0, 2);
        Matrix t = random(21, 3, 0, 1);
        backend.sigmoid(t, t);
        for (Optimizer optimizer : List.of(Optimizer.descent(), Optimizer.momentum(0.9), Optimizer.adam())) {
            Network network = Network.sequential(5)
                    .dense(19, Activation.TANH)
                    .dense(3, Activation.SIGMOID)
                    .build(1, precision);
            Trainer trainer = new Trainer(network, backend, Loss.BINARY_CROSS_ENTROPY, optimizer);
            for (int step = 0; step < 10; step++) {
                record("training", trainer.step(x, t, 0.1));
            }
            record("training", network.parameters());
        }
        trainingInBlocks();
    }

    /** Batches of several row blocks. */
    private void trainingInBlocks() {
        Matrix x = random(520, 4, 0, 2);
        Matrix t = random(520, 3, 0, 1);
        backend.sigmoid(t, t);
        Network network = classifier();
        Trainer trainer = new Trainer(network, backend, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.momentum(0.5));
        for (int step = 0; step < 2; step++) {
            record("training in blocks", trainer.step(x, t, 0.1));
        }
        record("training in blocks", network.parameters());
    }

    /** A matrix times a vector, and a network whose last layer is one. */
    private void vectors() {
        double[][] factors = {{1, 0}, {-0.7, 1.3}, {0, 1}};
        int layout = 0;
        for (int[] shape : VECTOR_SHAPES) {
            for (double[] factor : factors) {
                Matrix a = random(shape[0], shape[1], layout++, 1);
                Matrix x = random(shape[1], 1, layout / 2, 1);
                Matrix y = random(shape[0], 1, layout / 3, 1);
                backend.gemv(factor[0], a, x, factor[1], y);
                record("gemv", y);
            }
        }
        for (int rows : new int[] {1, 4, 13, 60}) {
            Matrix x = random(rows, 400, 0, 1);
            Matrix w = random(400, 150, rows, 1);
            Matrix y = zeros(rows, 150);
            backend.denseForward(x, backend.pack(w), random(1, 150, 0, 1), Activation.TANH, y);
            record("denseForward, packed", y);
        }
        Matrix x = random(21, 5, 0, 2);
        Matrix t = random(21, 1, 0, 1);
        backend.sigmoid(t, t);
        Network network = Network.sequential(5)
                .dense(19, Activation.TANH)
                .dense(1, Activation.SIGMOID)
                .build(3, precision);
        Trainer trainer = new Trainer(network, backend, Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
        for (int step = 0; step < 5; step++) {
            record("training, one output", trainer.step(x, t, 0.1));
        }
        record("training, one output", network.parameters());
    }

    private void updates() {
        for (int layout = 0; layout < 4; layout++) {
            Matrix theta = random(9, 21, layout, 1);
            Matrix v = random(9, 21, layout + 1, 1);
            Matrix m = random(9, 21, layout + 2, 1);
            Matrix g = random(9, 21, layout + 3, 1);
            backend.hadamard(v, v, v);
            backend.descend(theta, g, 0.1, 0.01);
            record("descend", theta);
            backend.descendMomentum(theta, m, g, 0.1, 0.9, 0.01);
            record("descendMomentum", theta);
            record("descendMomentum", m);
            backend.descendAdam(theta, m, v, g, AdamRates.USUAL, 3, 0.1, 0.01);
            record("descendAdam", theta);
            record("descendAdam", m);
            record("descendAdam", v);
        }
    }
}
