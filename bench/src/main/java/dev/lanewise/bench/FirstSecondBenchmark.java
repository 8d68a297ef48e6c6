// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Precision;
import dev.lanewise.nn.Predictor;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * How long a fresh JVM takes for each answer of its first second, one row at a time; the first answer is counted from the first use of the
 * library on.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class FirstSecondBenchmark {
    private static final long SECOND = 1_000_000_000;
    private static final int MOST = 4_000_000;

    @Param({"scalar", "vector", "best"})
    public String backend;

    @Param("784-128-10")
    public String network;

    /** In nanoseconds, but for the number of answers. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Latency {
        public double first;
        public double median;
        public double slowestOfHundred;
        public double answers;
    }

    @Benchmark
    public Object answers(Latency latency) {
        double[] nanos = new double[MOST];
        long start = System.nanoTime();
        Backend kernels = backend.equals("best") ? Backends.best() : Backends.named(backend);
        int[] sizes = TrainStepBenchmark.sizes(network + "@");
        Predictor predictor = TrainStepBenchmark.build(sizes, Precision.SINGLE).predictor(kernels);
        float[] x = new float[sizes[0]];
        float[] y = new float[sizes[sizes.length - 1]];
        int count = 0;
        for (long last = start, now; last - start < SECOND && count < MOST; last = now) {
            x[count % x.length] = 1;
            predictor.predict(x, y);
            now = System.nanoTime();
            nanos[count] = now - last;
            count++;
        }
        latency.first = nanos[0];
        latency.answers = count;
        Arrays.sort(nanos, 0, count);
        latency.median = nanos[count / 2];
        latency.slowestOfHundred = nanos[(int) (count * 0.99)];
        return y;
    }
}
