// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Activation;
import dev.lanewise.nn.Network;
import java.util.Locale;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;

/** Rows a second in local[2]: {@code transform}, which answers for many rows at a time, and the same network row by row. */
final class TransformComparison {
    private static final int ROUNDS = 5;

    private TransformComparison() {}

    public static void main(String[] args) {
        SparkSession spark = Cluster.session("local[2]").getOrCreate();
        for (int[] sizes : new int[][] {{30, 16}, {100, 64}, {100, 1024}, {784, 512}}) {
            int rows = 20_000_000 / sizes[0];
            Dataset<Row> data = MlpComparison.data(spark, rows, sizes[0]);
            data.count();
            Network network = Network.sequential(sizes[0])
                    .dense(sizes[1], Activation.RELU)
                    .dense(10, Activation.IDENTITY)
                    .softmax()
                    .build(1);
            NetworkClassificationModel model =
                    new NetworkClassificationModel("model", new Answers(NetworkBytes.of(network)));
            spark.udf().register("answer", (UDF1<Vector, Vector>) model::predictRaw, SQLDataTypes.VectorType());
            double whole = 0;
            double single = 0;
            for (int round = 0; round < ROUNDS; round++) {
                whole = seconds(model.transform(data));
                single = seconds(data.withColumn("answer", functions.callUDF("answer", functions.col("features"))));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d-%d-10: %.2f million rows a second, row by row %.2f%n",
                    sizes[0],
                    sizes[1],
                    rows / whole / 1e6,
                    rows / single / 1e6);
            data.unpersist(true);
        }
        spark.stop();
    }

    private static double seconds(Dataset<Row> answers) {
        long start = System.nanoTime();
        answers.write().format("noop").mode("overwrite").save();
        return (System.nanoTime() - start) / 1e9;
    }
}
