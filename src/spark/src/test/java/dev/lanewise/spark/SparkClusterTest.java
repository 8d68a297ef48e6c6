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
import org.apache.spark.TaskContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** A real cluster on this machine: executors in JVMs of their own, one of which is killed while it works. */
class SparkClusterTest {
    private static final int ROWS = 256 * 40 + 9;
    private static final int EPOCHS = 20;

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
                .batchOfBlocks(12, 5)
                .run(Rows.local(rows, Precision.DOUBLE, 3));
        System.out.println("one machine, no Spark               " + Rows.hash(alone));
        NetworkClassifier classifier = new NetworkClassifier()
                .setHiddenLayers(new int[] {6})
                .setActivation("tanh")
                .setStepSize(0.05)
                .setMaxIter(EPOCHS)
                .setBatchBlocks(12)
                .setOrderCol("id")
                .setSeed(5);
        Path folder = Files.createDirectories(Path.of("target", "cluster"));
        try (Cluster cluster =
                new Cluster(Files.createTempDirectory(folder, "run").toAbsolutePath(), 2)) {
            SparkSession spark = cluster.session(2);
            Steps steps = new Steps();
            spark.sparkContext().addSparkListener(steps);
            try {
                for (int partitions : new int[] {1, 2, 7, 32}) {
                    Network trained = classifier
                            .setNumPartitions(partitions)
                            .fit(Rows.spread(spark, rows, 3))
                            .trained();
                    System.out.printf("two executors, %2d partitions        %s%n", partitions, Rows.hash(trained));
                    assertThat(trained.parameters().hasSameElements(alone.parameters()))
                            .isTrue();
                    assertThat(steps.tasksOfTheLast()).isEqualTo(partitions);
                }
                assertThat(steps.executors()).hasSize(2);
                classifier.setNumPartitions(7);
                speculates(spark, steps, classifier, rows, alone);
                losesAnExecutor(cluster, spark, steps, classifier, rows, alone);
            } finally {
                spark.stop();
            }
        }
    }

    /** One task hangs when it first runs; another executor overtakes it. */
    private static void speculates(
            SparkSession spark, Steps steps, NetworkClassifier classifier, List<Row> rows, Network alone) {
        spark.udf().register("hanging", (UDF1<Vector, Vector>) SparkClusterTest::hanging, SQLDataTypes.VectorType());
        Dataset<Row> hanging = Rows.spread(spark, rows, 7)
                .withColumn("features", functions.callUDF("hanging", functions.col("features")));
        steps.forget();
        Network trained = classifier.fit(hanging).trained();
        System.out.printf("tasks run twice: %d                  %s%n", steps.speculative(), Rows.hash(trained));
        assertThat(steps.speculative()).isPositive();
        assertThat(trained.parameters().hasSameElements(alone.parameters())).isTrue();
    }

    private static Vector hanging(Vector features) throws InterruptedException {
        TaskContext task = TaskContext.get();
        if (task.partitionId() == 0 && task.attemptNumber() == 0) {
            Thread.sleep(20_000);
        }
        return features;
    }

    /** The executor of a task that has just begun, in the middle of the training. */
    private static void losesAnExecutor(
            Cluster cluster,
            SparkSession spark,
            Steps steps,
            NetworkClassifier classifier,
            List<Row> rows,
            Network alone) {
        steps.forget();
        steps.disturbAt(20, cluster::kill);
        Network trained = classifier.fit(Rows.spread(spark, rows, 7)).trained();
        System.out.printf(
                "executors killed in training: %d, of %d steps  %s%n",
                steps.removed(), steps.count(), Rows.hash(trained));
        assertThat(steps.removed()).isPositive();
        assertThat(steps.failures()).isPositive();
        assertThat(steps.count()).isGreaterThan(25);
        assertThat(trained.parameters().hasSameElements(alone.parameters())).isTrue();
    }
}
