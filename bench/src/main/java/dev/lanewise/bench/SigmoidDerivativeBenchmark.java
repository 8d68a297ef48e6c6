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

/** Both derivatives of the sigmoid, and the backward step that uses the second. */
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SigmoidDerivativeBenchmark {
    @Param({"scalar", "vector"})
    public String backend;

    @Param({"1024", "65536", "1048576"})
    public int size;

    @Param("SINGLE")
    public Precision precision;

    @Param("1")
    public int threads;

    private Backend kernels;
    private Matrix z;
    private Matrix result;
    private Matrix a;
    private Matrix da;

    @Setup(Level.Trial)
    public void setUp() {
        kernels = Backends.open(backend, threads);
        z = Samples.logits(size, precision);
        a = Matrix.zeros(1, size, precision);
        Backends.scalar().sigmoid(z, a);
        da = Samples.uniform(1, size, precision);
        result = Matrix.zeros(1, size, precision);
        Matrix expected = Matrix.zeros(1, size, precision);
        Backends.scalar().sigmoidDerivative(z, expected);
        Samples.requireSameBits("derivative from the input", fromInput(), expected);
        Backends.scalar().sigmoidDerivativeFromOutput(a, expected);
        Samples.requireSameBits("derivative from the output", fromOutput(), expected);
        Backends.scalar().sigmoidBackward(da, a, expected);
        Samples.requireSameBits("backward", backward(), expected);
    }

    @Benchmark
    public Matrix fromInput() {
        kernels.sigmoidDerivative(z, result);
        return result;
    }

    @Benchmark
    public Matrix fromOutput() {
        kernels.sigmoidDerivativeFromOutput(a, result);
        return result;
    }

    @Benchmark
    public Matrix backward() {
        kernels.sigmoidBackward(da, a, result);
        return result;
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        kernels.close();
    }
}
