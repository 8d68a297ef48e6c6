// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.lanewise.Precision;
import dev.lanewise.bench.Settling;
import java.util.Locale;
import java.util.SplittableRandom;
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

/** C ← A·B by each library, in the same JVM, on the same data; checked against binary64 before it is measured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class PeerBenchmark {
    @Param({"lanewise", "openblas", "netlib", "ejml", "ojalgo", "naive"})
    public String peer;

    @Param({"64x64x64", "256x256x256", "512x512x512", "1024x1024x1024"})
    public String shape;

    @Param("NN")
    public String form;

    @Param("SINGLE")
    public Precision precision;

    @Param("1")
    public int threads;

    private Peer.Product product;

    @Setup(Level.Trial)
    public void setUp() {
        String[] sizes = shape.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        boolean ta = form.charAt(0) == 'T';
        boolean tb = form.charAt(1) == 'T';
        double[] a = random(m * k, 1);
        double[] b = random(k * n, 2);
        product = Peer.valueOf(peer.toUpperCase(Locale.ROOT)).open();
        product.prepare(new Operands(m, n, k, ta, tb, a, b, precision, threads));
        if (peer.equals("lanewise")) {
            // Others are compiled beforehand, or need less of it.
            Settling.settle(shape + " " + form, product::multiply);
        }
        product.multiply();
        double[] c = product.result();
        for (int probe = 0; probe < 200; probe++) {
            int i = probe * 31 % m;
            int j = probe * 17 % n;
            double exact = 0;
            for (int p = 0; p < k; p++) {
                exact += a[ta ? p * m + i : i * k + p] * b[tb ? j * k + p : p * n + j];
            }
            if (!(Math.abs(c[i * n + j] - exact) <= 16 * precision.unit() * (k + 10))) {
                throw new IllegalStateException(
                        peer + " is wrong at " + i + ", " + j + ": " + c[i * n + j] + ", expected " + exact);
            }
        }
    }

    private double[] random(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = precision.round(random.nextDouble(-1, 1));
        }
        return values;
    }

    @Benchmark
    public Object multiply() {
        product.multiply();
        return product;
    }
}
