// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Trainer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ThreadLocalRandom;
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

/**
 * What an operation on arrays of one precision costs in a JVM in which the same operation has also been called with other
 * operands, turn and turn about, until all of it was compiled: an optimising compiler that has seen two kinds might serve both badly.
 */
@State(Scope.Benchmark)
@Fork(20)
@Warmup(iterations = 1, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CompanyBenchmark {
    private static final int SIZE = 4096;
    private static final long TURNS_NANOS = 800_000_000L;

    /** What else was called: nothing, the same with off-heap operands, the same in the other precision. */
    @Param({"NOTHING", "SEGMENTS", "OTHER_PRECISION"})
    public String company;

    @Param({"product of 64", "product of 512", "sigmoid", "step of 64-32-10"})
    public String operation;

    @Param({"SINGLE", "DOUBLE"})
    public Precision precision;

    private Backend kernels;
    private Runnable call;
    /** Lies between operands. */
    private Matrix gap;

    @Setup(Level.Trial)
    public void setUp() {
        kernels = Backends.open("vector", 1);
        call = call(precision, false);
        Runnable other = switch (company) {
            case "SEGMENTS" -> call(precision, true);
            case "OTHER_PRECISION" -> call(precision == Precision.SINGLE ? Precision.DOUBLE : Precision.SINGLE, false);
            default -> call;
        };
        long start = System.nanoTime();
        while (System.nanoTime() - start < TURNS_NANOS) {
            call.run();
            other.run();
        }
        Settling.settle(operation, call);
    }

    /** Where arrays begin is worth some percent, so each iteration has its own in another place. */
    @Setup(Level.Iteration)
    public void elsewhere() {
        call = call(precision, false);
    }

    private Runnable call(Precision precision, boolean offHeap) {
        return switch (operation) {
            case "product of 64" -> product(64, precision, offHeap);
            case "product of 512" -> product(512, precision, offHeap);
            case "sigmoid" -> {
                Matrix z = input(Samples.logits(SIZE, precision), offHeap);
                Matrix a = Matrix.zeros(1, SIZE, precision);
                yield () -> kernels.sigmoid(z, a);
            }
            default -> {
                Matrix x = input(Samples.uniform(64, 64, precision), offHeap);
                Matrix targets = Matrix.zeros(64, 10, precision);
                Network network = TrainStepBenchmark.build(new int[] {64, 32, 10}, precision);
                Trainer trainer = new Trainer(network, kernels, Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
                yield () -> trainer.step(x, targets, 0.01);
            }
        };
    }

    private Runnable product(int n, Precision precision, boolean offHeap) {
        Matrix a = input(Samples.uniform(n, n, precision), offHeap);
        Matrix b = input(Samples.uniform(n, n, precision), offHeap);
        Matrix c = Matrix.zeros(n, n, precision);
        return () -> kernels.gemm(1, a, b, 0, c);
    }

    /** The matrix as it is, or a view of native memory with the same elements. */
    private Matrix input(Matrix matrix, boolean offHeap) {
        if (!offHeap) {
            gap = Matrix.zeros(1, ThreadLocalRandom.current().nextInt(SIZE), precision);
            return matrix;
        }
        boolean single = matrix.precision() == Precision.SINGLE;
        int size = matrix.rows() * matrix.cols();
        MemorySegment segment = Arena.ofAuto().allocate((long) size * Double.BYTES, 64);
        for (int i = 0; i < size; i++) {
            double element = matrix.get(i / matrix.cols(), i % matrix.cols());
            if (single) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) element);
            } else {
                segment.setAtIndex(ValueLayout.JAVA_DOUBLE, i, element);
            }
        }
        int bytes = size * (single ? Float.BYTES : Double.BYTES);
        return Matrix.of(segment.asSlice(0, bytes), matrix.precision(), matrix.rows(), matrix.cols());
    }

    @Benchmark
    public void call() {
        call.run();
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        kernels.close();
    }
}
