// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** C ← A·B, each operand as it is or transposed. β is 0, so that nothing has to be reset between calls. */
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GemmBenchmark {
    @Param({"scalar", "vector"})
    public String backend;

    @Param({"64x64x64", "127x127x127", "512x512x512", "64x128x784"})
    public String shape;

    /** Which operand is stored transposed: NN, NT, TN or TT. */
    @Param("NN")
    public String form;

    @Param("SINGLE")
    public Precision precision;

    @Param("1")
    public int threads;

    private Backend kernels;
    private Matrix a;
    private Matrix b;
    private Matrix c;

    @Setup(Level.Trial)
    public void setUp() {
        kernels = Backends.open(backend, threads);
        Shape sizes = Shape.parse(shape);
        a = stored(sizes.m(), sizes.k(), form.charAt(0));
        b = stored(sizes.k(), sizes.n(), form.charAt(1));
        c = Matrix.zeros(sizes.m(), sizes.n(), precision);
    }

    private Matrix stored(int rows, int cols, char form) {
        return form == 'T' ? Samples.uniform(cols, rows, precision).t() : Samples.uniform(rows, cols, precision);
    }

    /**
     * What the last call left, against the reference, on the first rows: the whole would take longer than the measurement. Afterwards, as the
     * first calls of a JVM are measured too.
     */
    private void check() {
        int rows = Math.min(c.rows(), 1 + 20_000_000 / Math.max(1, c.cols() * a.cols()));
        Matrix expected = Matrix.zeros(rows, c.cols(), precision);
        Backends.scalar().gemm(1, a.rows(0, rows), b, 0, expected);
        Samples.requireSameBits("gemm " + shape + " " + form, c.rows(0, rows), expected);
    }

    @Benchmark
    public Matrix multiply() {
        kernels.gemm(1, a, b, 0, c);
        return c;
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        check();
        kernels.close();
    }
}
