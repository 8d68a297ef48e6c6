// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** A real cluster on this machine: executors in JVMs of their own, one of which is killed while it works. */
class SparkClusterTest {
    private static final int ROWS = 256 * 20 + 9;
    private static final int EPOCHS = 40;

    @Test
    void theWeightsDoNotDependOnTheClusterNorOnAKilledExecutor() throws Exception {
        List<Row> rows = Rows.list(ROWS, true);
        Network alone = Network.sequential(4)
                .dense(6, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .softmax()
                .build(5, Precision.DOUBLE);
        new Training(alone, Loss.SOFTMAX_CROSS_ENTROPY)
                .optimizer(Optimizer.adam())
                .rate(0.05)
                .epochs(EPOCHS)
                .batchOfBlocks(6, 5)
                .run(Rows.local(rows, Precision.DOUBLE, 3));
        System.out.println("one machine, no Spark              " + Rows.hash(alone));
        NetworkClassifier classifier = new NetworkClassifier()
                .setHiddenLayers(new int[] {6})
                .setActivation("tanh")
                .setStepSize(0.05)
                .setMaxIter(EPOCHS)
                .setBatchBlocks(6)
                .setOrderCol("id")
                .setSeed(5);
        Path folder = Files.createDirectories(Path.of("target", "cluster"));
        try (Cluster cluster =
                new Cluster(Files.createTempDirectory(folder, "run").toAbsolutePath(), 2)) {
            SparkSession spark = cluster.session(2);
            try {
                for (int partitions : new int[] {1, 2, 7, 32}) {
                    Network trained =
                            classifier.fit(Rows.spread(spark, rows, partitions)).trained();
                    System.out.printf("two executors, %2d partitions       %s%n", partitions, Rows.hash(trained));
                    assertThat(trained.parameters().hasSameElements(alone.parameters()))
                            .isTrue();
                }
                CompletableFuture<Integer> killed = CompletableFuture.supplyAsync(
                        () -> cluster.killExecutors(0), CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS));
                Network trained = classifier
                        .copy(new org.apache.spark.ml.param.ParamMap())
                        .fit(Rows.spread(spark, rows, 7))
                        .trained();
                System.out.printf("an executor killed (%d) in training  %s%n", killed.getNow(0), Rows.hash(trained));
                assertThat(killed.join()).isPositive();
                assertThat(trained.parameters().hasSameElements(alone.parameters()))
                        .isTrue();
            } finally {
                spark.stop();
            }
        }
    }
}
