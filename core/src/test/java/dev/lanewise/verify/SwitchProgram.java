// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Training;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** In a fresh JVM, four threads use the best backend while it switches from plain loops to vectors, and compare every result. */
final class SwitchProgram {
    private static final int ROUNDS = 1500;

    private SwitchProgram() {}

    public static void main(String[] args) throws Exception {
        Backend best = Backends.best();
        try (var pool = Executors.newFixedThreadPool(4)) {
            Stream<Callable<Void>> calls = Stream.of(
                            Precision.SINGLE, Precision.DOUBLE, Precision.SINGLE, Precision.DOUBLE)
                    .map(precision -> () -> rounds(best, precision));
            for (Future<Void> done : pool.invokeAll(calls.toList())) {
                done.get();
            }
        }
        if (!Arrays.equals(trained(best), trained(Backends.scalar()))) {
            throw new IllegalStateException("a training during which loops were switched has other weights");
        }
        String digest = Survey.digest(Survey.of(best));
        boolean switched = Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("lanewise-warmer"));
        System.out.println("digest " + digest + (switched ? ", warmed" : ", not warmed"));
    }

    /** The weights of a training that is long enough for its loops to be compiled on the way. */
    private static float[] trained(Backend backend) {
        Network network = Network.sequential(30)
                .dense(16, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .build(1);
        Matrix x = filled(150, 30, Precision.SINGLE);
        int[] labels = new int[150];
        Arrays.setAll(labels, i -> i % 3);
        new Training(network, Loss.SOFTMAX_CROSS_ENTROPY)
                .backend(backend)
                .optimizer(Optimizer.adam())
                .rate(0.01)
                .epochs(600)
                .tolerance(0)
                .run(Dataset.classes(x, labels, 3));
        return network.parameters().floats().clone();
    }

    private static Void rounds(Backend best, Precision precision) {
        Matrix a = filled(64, 96, precision);
        Matrix b = filled(96, 80, precision);
        Matrix expected = Matrix.zeros(64, 80, precision);
        Matrix found = Matrix.zeros(64, 80, precision);
        calls(Backends.scalar(), a, b, expected);
        for (int round = 0; round < ROUNDS; round++) {
            calls(best, a, b, found);
            for (int i = 0; i < found.rows(); i++) {
                for (int j = 0; j < found.cols(); j++) {
                    if (found.get(i, j) != expected.get(i, j)) {
                        throw new IllegalStateException("round " + round + " differs at " + i + ", " + j);
                    }
                }
            }
        }
        return null;
    }

    private static void calls(Backend backend, Matrix a, Matrix b, Matrix c) {
        backend.gemm(1, a, b, 0, c);
        backend.activate(Activation.TANH, c, c);
        backend.softmax(c, c);
        backend.sigmoid(c, c);
    }

    private static Matrix filled(int rows, int cols, Precision precision) {
        Matrix matrix = Matrix.zeros(rows, cols, precision);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                matrix.set(i, j, Math.sin(31 * i + j));
            }
        }
        return matrix;
    }
}
