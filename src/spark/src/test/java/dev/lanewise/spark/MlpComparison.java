// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.IOException;
import java.util.Locale;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Seconds for a pass over the data in local[2], in double: this library's classifier against Spark's own multilayer perceptron,
 * with the same layers. The time of a pass is the difference of two trainings of different length, so that reading and starting
 * do not count. Spark's optimiser may pass over the data more than once in an iteration; it is told to do gradient descent, which
 * passes once.
 */
final class MlpComparison {
    private MlpComparison() {}

    /** With the numbers of rows and columns, or with {@code digits}. */
    public static void main(String[] args) throws IOException {
        boolean digits = args.length > 0 && args[0].equals("digits");
        int columns = digits ? 64 : args.length > 1 ? Integer.parseInt(args[1]) : 100;
        int[] hidden = {64};
        SparkSession spark = Cluster.session("local[2]").getOrCreate();
        Dataset<Row> data = digits
                ? DigitsOnSpark.data(spark).persist(StorageLevel.MEMORY_ONLY())
                : data(spark, args.length > 0 ? Integer.parseInt(args[0]) : 200_000, columns);
        long rows = data.count();
        int more = digits ? 400 : 60;
        for (int round = 0; round < 3; round++) {
            double own = pass(
                    more,
                    few -> new NetworkClassifier()
                            .setHiddenLayers(hidden)
                            .setOptimizer("descent")
                            .setMaxIter(few)
                            .fit(data));
            int[] layers = {columns, hidden[0], 10};
            double other = pass(
                    digits ? more : 8,
                    few -> new MultilayerPerceptronClassifier()
                            .setLayers(layers)
                            .setSolver("gd")
                            .setTol(1e-12)
                            .setMaxIter(few)
                            .fit(data));
            System.out.printf(
                    Locale.ROOT,
                    "%d rows x %d, %d-%d-10: a pass takes %.4f s, Spark's own %.4f s: %.1f times%n",
                    rows,
                    columns,
                    columns,
                    hidden[0],
                    own,
                    other,
                    other / own);
        }
        spark.stop();
    }

    /** Rows of features between -1 and 1 and ten classes, in memory in two partitions. */
    static Dataset<Row> data(SparkSession spark, int rows, int columns) {
        spark.udf().register("features", (UDF1<Long, Vector>) id -> features(id, columns), SQLDataTypes.VectorType());
        return spark.range(rows)
                .withColumn("features", functions.callUDF("features", functions.col("id")))
                .withColumn(
                        "label",
                        functions
                                .pmod(functions.hash(functions.col("id")), functions.lit(10))
                                .cast(DataTypes.DoubleType))
                .repartition(2)
                .persist(StorageLevel.MEMORY_ONLY());
    }

    private interface Fitting {
        Object fit(int iterations);
    }

    private static double pass(int more, Fitting fitting) {
        fitting.fit(2);
        long start = System.nanoTime();
        fitting.fit(2);
        long middle = System.nanoTime();
        fitting.fit(2 + more);
        long end = System.nanoTime();
        return ((end - middle) - (middle - start)) / (double) more / 1e9;
    }

    private static Vector features(long id, int columns) {
        double[] x = new double[columns];
        long state = id * 0x9e3779b97f4a7c15L + 1;
        for (int j = 0; j < columns; j++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            x[j] = (state >> 40) * 0x1p-23;
        }
        return Vectors.dense(x);
    }
}
