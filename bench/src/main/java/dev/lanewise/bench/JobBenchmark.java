// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Predictor;
import dev.lanewise.nn.Training;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whole jobs in a fresh JVM, from the first use of the library to the result. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class JobBenchmark {
    private static final int ROWS = 569;
    private static final int DIGITS = 1797;
    private static final int DIGITS_BATCH = 64;

    @Param({"scalar", "vector", "best"})
    public String backend;

    /** A network and for how many epochs to train it; a prediction and how often; a square product. */
    @Param({
        "2-3-1 10 epochs",
        "2-3-1 100 epochs",
        "2-3-1 1000 epochs",
        "2-3-1 10000 epochs",
        "30-16-1 10 epochs",
        "30-16-1 100 epochs",
        "30-16-1 1000 epochs",
        "30-16-1 10000 epochs",
        "64-64-10 1 epochs",
        "64-64-10 20 epochs",
        "784-128-10 1 predictions",
        "784-128-10 1000 predictions",
        "16 product",
        "64 product",
        "256 product",
        "1024 product",
        "2048 product"
    })
    public String job;

    @Benchmark
    public Object result() {
        Backend kernels = backend.equals("best") ? Backends.best() : Backends.named(backend);
        String[] words = job.split(" ");
        return switch (words[words.length - 1]) {
            case "epochs" -> train(kernels, words[0], Integer.parseInt(words[1]));
            case "predictions" -> predict(kernels, words[0], Integer.parseInt(words[1]));
            default -> multiply(kernels, Integer.parseInt(words[0]));
        };
    }

    private static Object train(Backend kernels, String layers, int epochs) {
        int[] sizes = TrainStepBenchmark.sizes(layers + "@");
        int classes = sizes[sizes.length - 1];
        boolean digits = classes > 1;
        Dataset data = digits ? digits(sizes[0], classes) : binary(sizes[0]);
        Network network = TrainStepBenchmark.build(sizes, Precision.SINGLE);
        Training training = new Training(network, Loss.BINARY_CROSS_ENTROPY)
                .backend(kernels)
                .rate(0.5)
                .tolerance(0)
                .epochs(epochs);
        return (digits ? training.batch(DIGITS_BATCH, 1) : training).run(data);
    }

    /** As many rows as a well-known set of handwritten digits has, in as many classes, of random numbers. */
    private static Dataset digits(int cols, int classes) {
        Matrix x = Samples.uniform(DIGITS, cols, Precision.SINGLE);
        int[] labels = new int[DIGITS];
        for (int i = 0; i < DIGITS; i++) {
            labels[i] = i % classes;
        }
        return Dataset.classes(x, labels, classes);
    }

    /** Exclusive or for two columns; else random rows, told apart by their sum. */
    private static Dataset binary(int cols) {
        if (cols == 2) {
            return Dataset.binary(Matrix.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2), new int[] {0, 1, 1, 0});
        }
        Matrix x = Samples.uniform(ROWS, cols, Precision.SINGLE);
        int[] labels = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            labels[i] = Backends.scalar().sum(x.row(i)) > 0 ? 1 : 0;
        }
        return Dataset.binary(x, labels);
    }

    private static Object predict(Backend kernels, String layers, int times) {
        int[] sizes = TrainStepBenchmark.sizes(layers + "@");
        Network network = TrainStepBenchmark.build(sizes, Precision.SINGLE);
        Predictor predictor = network.predictor(kernels);
        float[] x = new float[sizes[0]];
        float[] y = new float[sizes[sizes.length - 1]];
        for (int i = 0; i < times; i++) {
            x[i % x.length] = 1;
            predictor.predict(x, y);
        }
        return y;
    }

    private static Object multiply(Backend kernels, int n) {
        Matrix a = Samples.uniform(n, n, Precision.SINGLE);
        Matrix c = Matrix.zeros(n, n);
        kernels.gemm(1, a, a, 0, c);
        return c;
    }
}
