// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a step takes on one executor and on two, each a JVM with one core, and what follows from that for more:
 *
 * <pre>
 * T(E) = c·⌈B/E⌉ + a + b·E + P·s·(1 + log₂E)/w + 2·max(½, log₂(B/E))·E·P·s/w
 * </pre>
 *
 * with B blocks in the batch, c the time of a block, a + b·E what Spark itself takes, P·s the bytes of the parameters and w those
 * that a network carries in a second. c, a and b come from steps over all blocks; the steps over few are foretold by them, and measured too.
 */
final class Scaling {
    private static final double NETWORK_BYTES = 1.25e9;
    private static final int COLUMNS = 100;
    private static final int FEW = 16;
    private static final int PARAMETERS = 100 * 64 + 64 + 64 * 10 + 10;

    private final double secondsPerBlock;
    private final double fixed;
    private final double perExecutor;

    private Scaling(int blocks, NetworkSummary one, NetworkSummary two) {
        secondsPerBlock = one.secondsComputing() / blocks;
        perExecutor = Math.max(0, overhead(two) - overhead(one));
        fixed = Math.max(0, overhead(one) - perExecutor);
    }

    private static double overhead(NetworkSummary summary) {
        return summary.secondsPerStep() - summary.secondsComputing();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        int blocks = Math.ceilDiv(rows, 256);
        Path folder = Files.createDirectories(Path.of("target", "cluster"));
        NetworkSummary[][] found = new NetworkSummary[2][];
        for (int executors = 1; executors <= 2; executors++) {
            Path run = Files.createTempDirectory(folder, "run").toAbsolutePath();
            try (Cluster cluster = new Cluster(run, executors)) {
                SparkSession spark = cluster.session(executors);
                Dataset<Row> data = MlpComparison.data(spark, rows, COLUMNS);
                found[executors - 1] = new NetworkSummary[] {fit(data, 0, executors, 40), fit(data, FEW, executors, 1)};
                spark.stop();
            }
        }
        Scaling model = new Scaling(blocks, found[0][0], found[1][0]);
        for (int executors = 1; executors <= 2; executors++) {
            print(executors, blocks, found[executors - 1][0], model.seconds(blocks, executors, 0));
            print(executors, FEW, found[executors - 1][1], model.seconds(FEW, executors, 0));
        }
        System.out.printf(
                Locale.ROOT,
                "a block takes %.3f ms, Spark %.1f ms and %.1f more for each executor%n",
                1e3 * model.secondsPerBlock,
                1e3 * model.fixed,
                1e3 * model.perExecutor);
        model.foretell(8L * PARAMETERS);
        model.foretell(8L * 1_000_000);
    }

    /** The second time, when everything is compiled. */
    private static NetworkSummary fit(Dataset<Row> data, int batch, int tasks, int epochs) {
        NetworkClassifier classifier = new NetworkClassifier()
                .setHiddenLayers(new int[] {64})
                .setOptimizer("descent")
                .setBatchBlocks(batch)
                .setNumPartitions(tasks)
                .setMaxIter(epochs);
        classifier.fit(data);
        return classifier.fit(data).summary().orElseThrow();
    }

    /** A step over so many blocks with parameters of so many bytes; on one machine nothing is sent over a network. */
    private double seconds(long blocks, int executors, long bytes) {
        double computing = secondsPerBlock * Math.ceilDiv(blocks, (long) executors);
        double out = bytes * (1 + log2(executors)) / NETWORK_BYTES;
        double back = 2 * Math.max(0.5, log2((double) blocks / executors)) * executors * bytes / NETWORK_BYTES;
        return computing + fixed + perExecutor * executors + out + back;
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private void foretell(long bytes) {
        for (long rows : new long[] {1_000_000, 10_000_000, 100_000_000}) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%,d rows, parameters of %,d bytes: times as fast on", rows, bytes));
            for (int executors : new int[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
                double scale = bytes / (8.0 * PARAMETERS);
                double one = step(rows / 256, 1, bytes, scale);
                line.append(String.format(
                        Locale.ROOT, " %d: %.3g", executors, one / step(rows / 256, executors, bytes, scale)));
            }
            System.out.println(line);
        }
    }

    /** A larger network takes longer for each block, as its parameters are more. */
    private double step(long blocks, int executors, long bytes, double scale) {
        return seconds(blocks, executors, bytes)
                + (scale - 1) * secondsPerBlock * Math.ceilDiv(blocks, (long) executors);
    }

    private static void print(int executors, int blocks, NetworkSummary summary, double foretold) {
        System.out.printf(
                Locale.ROOT,
                "%d executors, %d blocks a step: %.1f ms a step, foretold %.1f, of which the slowest task computes %.1f;"
                        + " %.0f bytes to each executor, %.0f to the driver%n",
                executors,
                blocks,
                1e3 * summary.secondsPerStep(),
                1e3 * foretold,
                1e3 * summary.secondsComputing(),
                summary.bytesToEachExecutor(),
                summary.bytesToTheDriver());
    }
}
