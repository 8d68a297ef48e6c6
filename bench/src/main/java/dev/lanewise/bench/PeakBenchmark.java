// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Precision;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Tiling;
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

/** The roof of this machine: multiply-adds that never leave the registers, and a copy that only moves memory. */
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeakBenchmark {
    private static final int STEPS = 10_000;

    @Param({"65536", "16777216"})
    public int size;

    private float[] from;
    private float[] to;
    /** The loop that the self-check times too. */
    private final Leaves leaves = new Leaves32();

    private final float[] chains =
            new float[(Tiling.ROOF_CHAINS + 2) * leaves.tiling().lanes()];

    @Setup(Level.Trial)
    public void setUp() {
        from = Samples.uniform(1, size, Precision.SINGLE).floats();
        to = new float[size];
    }

    /** 2 · chains · lanes · steps floating-point operations. */
    public static double flops(int laneBits) {
        return 2.0 * Tiling.ROOF_CHAINS * laneBits / Float.SIZE * STEPS;
    }

    @Benchmark
    public float[] fma() {
        leaves.roof(chains, STEPS);
        return chains;
    }

    @Benchmark
    public float[] copy() {
        System.arraycopy(from, 0, to, 0, size);
        return to;
    }
}
