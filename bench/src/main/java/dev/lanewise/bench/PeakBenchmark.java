// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Precision;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
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
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = FLOATS.length();
    /** Chains at a time: more than latency times units, few enough for 16 registers. */
    static final int CHAINS = 12;

    static final int STEPS = 10_000;

    @Param({"65536", "16777216"})
    public int size;

    private float[] from;
    private float[] to;
    private final float[] chains = new float[(CHAINS + 2) * COUNT];

    @Setup(Level.Trial)
    public void setUp() {
        from = Samples.uniform(1, size, Precision.SINGLE).floats();
        to = new float[size];
    }

    /** 2 · CHAINS · lanes · STEPS floating-point operations. */
    public static double flops(int laneBits) {
        return 2.0 * CHAINS * laneBits / Float.SIZE * STEPS;
    }

    // spotless:off
    @Benchmark
    public float[] fma() {
        FloatVector c0 = FloatVector.fromArray(FLOATS, chains, 0 * COUNT);
        FloatVector c1 = FloatVector.fromArray(FLOATS, chains, 1 * COUNT);
        FloatVector c2 = FloatVector.fromArray(FLOATS, chains, 2 * COUNT);
        FloatVector c3 = FloatVector.fromArray(FLOATS, chains, 3 * COUNT);
        FloatVector c4 = FloatVector.fromArray(FLOATS, chains, 4 * COUNT);
        FloatVector c5 = FloatVector.fromArray(FLOATS, chains, 5 * COUNT);
        FloatVector c6 = FloatVector.fromArray(FLOATS, chains, 6 * COUNT);
        FloatVector c7 = FloatVector.fromArray(FLOATS, chains, 7 * COUNT);
        FloatVector c8 = FloatVector.fromArray(FLOATS, chains, 8 * COUNT);
        FloatVector c9 = FloatVector.fromArray(FLOATS, chains, 9 * COUNT);
        FloatVector c10 = FloatVector.fromArray(FLOATS, chains, 10 * COUNT);
        FloatVector c11 = FloatVector.fromArray(FLOATS, chains, 11 * COUNT);
        FloatVector x = FloatVector.fromArray(FLOATS, chains, 12 * COUNT);
        FloatVector y = FloatVector.fromArray(FLOATS, chains, 13 * COUNT);
        for (int p = 0; p < STEPS; p++) {
            c0 = x.fma(y, c0);
            c1 = x.fma(y, c1);
            c2 = x.fma(y, c2);
            c3 = x.fma(y, c3);
            c4 = x.fma(y, c4);
            c5 = x.fma(y, c5);
            c6 = x.fma(y, c6);
            c7 = x.fma(y, c7);
            c8 = x.fma(y, c8);
            c9 = x.fma(y, c9);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
        }
        c0.intoArray(chains, 0 * COUNT);
        c1.intoArray(chains, 1 * COUNT);
        c2.intoArray(chains, 2 * COUNT);
        c3.intoArray(chains, 3 * COUNT);
        c4.intoArray(chains, 4 * COUNT);
        c5.intoArray(chains, 5 * COUNT);
        c6.intoArray(chains, 6 * COUNT);
        c7.intoArray(chains, 7 * COUNT);
        c8.intoArray(chains, 8 * COUNT);
        c9.intoArray(chains, 9 * COUNT);
        c10.intoArray(chains, 10 * COUNT);
        c11.intoArray(chains, 11 * COUNT);
        return chains;
    }
    // spotless:on

    @Benchmark
    public float[] copy() {
        System.arraycopy(from, 0, to, 0, size);
        return to;
    }
}
