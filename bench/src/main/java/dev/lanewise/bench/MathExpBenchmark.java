// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The sigmoid as everyone writes it first: a loop over {@link Math#exp}. */
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MathExpBenchmark {
    @Param({"1024", "65536", "1048576"})
    public int size;

    private float[] z;
    private float[] a;

    @Setup(Level.Trial)
    public void setUp() {
        z = Samples.logits(size, Precision.SINGLE).floats();
        a = new float[size];
    }

    @Benchmark
    public float[] sigmoid() {
        for (int i = 0; i < size; i++) {
            a[i] = (float) (1 / (1 + Math.exp(-z[i])));
        }
        return a;
    }
}
