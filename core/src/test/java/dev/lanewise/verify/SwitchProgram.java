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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * In a fresh JVM, six threads use the best backend until it has gone over from the reference to plain loops and from those to vectors, and compare
 * every result; two networks are trained meanwhile.
 */
final class SwitchProgram {
    /** Rounds after the first loop is switched, and in all. */
    private static final int AFTER = 300;

    private static final int MOST = 20_000;
    private static final int LOOK = 50;

    private SwitchProgram() {}

    public static void main(String[] args) throws Exception {
        Backend best = Backends.best();
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (Precision precision : Precision.values()) {
                calls.add(Executors.callable(() -> train(best, precision), true));
                for (int thread = 0; thread < 3; thread++) {
                    calls.add(() -> rounds(best, precision));
                }
            }
            boolean switched = true;
            for (Future<Boolean> done : pool.invokeAll(calls)) {
                switched &= done.get();
            }
            System.out.println("digest " + Survey.digest(Survey.of(best)) + (switched ? ", warmed" : ", not warmed"));
        }
    }

    private static boolean isSwitched(Backend best) {
        return best.loops().stream().anyMatch(loop -> loop.body().equals("vector"));
    }

    /** The weights of a training that is long enough for its loops to be compiled on the way. */
    private static Matrix trained(Backend backend, Precision precision) {
        Network network = Network.sequential(30)
                .dense(16, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .build(1, precision);
        Matrix x = filled(150, 30, precision);
        int[] labels = new int[150];
        Arrays.setAll(labels, i -> i % 3);
        new Training(network, Loss.SOFTMAX_CROSS_ENTROPY)
                .backend(backend)
                .optimizer(Optimizer.adam())
                .rate(0.01)
                .epochs(600)
                .tolerance(0)
                .run(Dataset.classes(x, labels, 3));
        return network.parameters();
    }

    private static void train(Backend best, Precision precision) {
        if (!trained(best, precision).hasSameElements(trained(Backends.scalar(), precision))) {
            throw new IllegalStateException("a training during which loops were switched has other weights");
        }
    }

    private static boolean rounds(Backend best, Precision precision) {
        // Kernels take their last step of an odd depth in another way.
        Matrix a = filled(64, 97, precision);
        Matrix b = filled(97, 80, precision);
        Matrix expected = Matrix.zeros(64, 80, precision);
        Matrix found = Matrix.zeros(64, 80, precision);
        calls(Backends.scalar(), a, b, expected);
        int after = 0;
        for (int round = 0; round < MOST && after < AFTER; round++) {
            after += after > 0 || round % LOOK == 0 && isSwitched(best) ? 1 : 0;
            calls(best, a, b, found);
            if (!found.hasSameElements(expected)) {
                throw new IllegalStateException("round " + round + " in " + precision + " differs");
            }
        }
        return after == AFTER;
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
