// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a step takes on one executor and on two, each a JVM with one core: computing, the rest, and what is sent. */
final class Scaling {
    private Scaling() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        Path folder = Files.createDirectories(Path.of("target", "cluster"));
        for (int executors = 1; executors <= 2; executors++) {
            Path run = Files.createTempDirectory(folder, "run").toAbsolutePath();
            try (Cluster cluster = new Cluster(run, executors)) {
                SparkSession spark = cluster.session(executors);
                Dataset<Row> data = MlpComparison.data(spark, rows, 100);
                for (int batch : new int[] {0, 16}) {
                    print(executors, rows, batch, fit(data, batch, executors));
                }
                spark.stop();
            }
        }
    }

    /** The second time, when everything is compiled. */
    private static NetworkSummary fit(Dataset<Row> data, int batch, int tasks) {
        NetworkClassifier classifier = new NetworkClassifier()
                .setHiddenLayers(new int[] {64})
                .setOptimizer("descent")
                .setBatchBlocks(batch)
                .setNumPartitions(tasks)
                .setMaxIter(batch == 0 ? 40 : 1);
        classifier.fit(data);
        return classifier.fit(data).summary().orElseThrow();
    }

    private static void print(int executors, int rows, int batch, NetworkSummary summary) {
        System.out.printf(
                Locale.ROOT,
                "%d executors, %d rows, %s: %.1f ms a step, of which the slowest task computes %.1f;"
                        + " %.0f bytes to each executor, %.0f to the driver%n",
                executors,
                rows,
                batch == 0 ? "all blocks" : batch + " blocks a step",
                1e3 * summary.secondsPerStep(),
                1e3 * summary.secondsComputing(),
                summary.bytesToEachExecutor(),
                summary.bytesToTheDriver());
    }
}
