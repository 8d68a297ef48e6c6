// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Trainer;
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

/** One full training step of a sigmoid network: forward, binary cross entropy, backward, gradient descent. */
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrainStepBenchmark {
    private static final int CHECKED_STEPS = 2;

    @Param({"scalar", "vector"})
    public String backend;

    /** Layer sizes and, after the @, the batch. */
    @Param({"2-3-1@4", "30-16-1@64", "64-32-10@64", "784-128-10@64", "784-512-256-10@128", "1024-1024-1024-1024@256"})
    public String network;

    @Param("SINGLE")
    public Precision precision;

    @Param("1")
    public int threads;

    private Backend kernels;
    private Trainer trainer;
    private Matrix x;
    private Matrix targets;

    @Setup(Level.Trial)
    public void setUp() {
        int[] sizes = sizes(network);
        int batch = batch(network);
        kernels = Backends.open(backend, threads);
        x = Samples.uniform(batch, sizes[0], precision);
        targets = Matrix.zeros(batch, sizes[sizes.length - 1], precision);
        for (int i = 0; i < batch; i++) {
            targets.set(i, i % targets.cols(), 1);
        }
        Network checked = build(sizes, precision);
        Network reference = build(sizes, precision);
        if (Work.ofStep(network) < 1e8) {
            Trainer one = new Trainer(checked, kernels, Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
            Trainer other = new Trainer(reference, Backends.scalar(), Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
            for (int step = 0; step < CHECKED_STEPS; step++) {
                one.step(x, targets, 0.01);
                other.step(x, targets, 0.01);
            }
            Samples.requireSameBits("weights after two steps", checked.parameters(), reference.parameters());
        }
        trainer = new Trainer(build(sizes, precision), kernels, Loss.BINARY_CROSS_ENTROPY, Optimizer.descent());
        if (!backend.equals("scalar")) {
            Settling.settle("a step of " + network, () -> trainer.step(x, targets, 0.01));
        }
    }

    static Network build(int[] sizes, Precision precision) {
        NetworkBuilder builder = Network.sequential(sizes[0]);
        for (int layer = 1; layer < sizes.length; layer++) {
            builder.dense(sizes[layer], Activation.SIGMOID);
        }
        return builder.build(1, precision);
    }

    static int[] sizes(String network) {
        String[] layers = network.substring(0, network.indexOf('@')).split("-");
        int[] sizes = new int[layers.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Integer.parseInt(layers[i]);
        }
        return sizes;
    }

    static int batch(String network) {
        return Integer.parseInt(network.substring(network.indexOf('@') + 1));
    }

    @Benchmark
    public double step() {
        return trainer.step(x, targets, 0.01);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        kernels.close();
    }
}
