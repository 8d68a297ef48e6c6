// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Handwritten digits on two threads of Spark in this JVM: 64-64-10, a line for each epoch, then the accuracy held out. */
final class DigitsOnSpark {
    private DigitsOnSpark() {}

    public static void main(String[] args) throws IOException {
        SparkSession spark = Cluster.session("local[2]").getOrCreate();
        System.out.printf("accuracy on the samples held out: %.4f%n", run(spark, 60, true));
        spark.stop();
    }

    /** All samples, with their number, in two partitions. */
    static Dataset<Row> data(SparkSession spark) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                DigitsOnSpark.class.getResourceAsStream("/dev/lanewise/examples/digits.csv"),
                StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                double[] numbers = Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                double[] pixels =
                        Arrays.stream(numbers).limit(64).map(grey -> grey / 16).toArray();
                rows.add(RowFactory.create((long) rows.size(), Vectors.dense(pixels), numbers[64], false));
            }
        }
        return Rows.spread(spark, rows, 2);
    }

    static double run(SparkSession spark, int epochs, boolean verbose) throws IOException {
        Dataset<Row> data = data(spark);
        Dataset<Row> learned = data.filter("id % 5 != 0");
        Dataset<Row> held = data.filter("id % 5 = 0");
        NetworkClassificationModel model = new NetworkClassifier()
                .setHiddenLayers(new int[] {64})
                .setActivation("relu")
                .setBatchBlocks(1)
                .setMaxIter(epochs)
                .setStepSize(0.01)
                .setOrderCol("id")
                .setVerbose(verbose)
                .fit(learned);
        return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(model.transform(held));
    }
}
