// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Network;
import java.util.List;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Models answer for many rows at a time, and nobody can tell. */
class TransformTest {
    private static SparkSession spark;
    private static NetworkClassificationModel classifier;
    private static NetworkRegressionModel regressor;

    @BeforeAll
    static void start() {
        spark = Cluster.session("local[2]").getOrCreate();
        classifier = new NetworkClassifier()
                .setHiddenLayers(new int[] {6})
                .setPrecision("single")
                .setMaxIter(2)
                .fit(Rows.spread(spark, Rows.list(600, true), 2));
        regressor = new NetworkRegressor()
                .setHiddenLayers(new int[] {6})
                .setMaxIter(2)
                .fit(Rows.spread(spark, Rows.list(600, false), 2));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> data(int size) {
        return Rows.spread(spark, Rows.list(size, true), 1);
    }

    /** Partitions of every length around the batch in which rows are answered, the columns in any place. */
    @Test
    void eachRowIsAnsweredAsIfItWereAlone() {
        Network network = classifier.trained();
        for (int size : new int[] {0, 1, 255, 256, 257, 513}) {
            Dataset<Row> given = data(size).select("features", "id", "label");
            List<Row> answers = classifier.transform(given).orderBy("id").collectAsList();
            List<Row> numbers = regressor.transform(given).orderBy("id").collectAsList();
            assertThat(answers).hasSize(size);
            for (int i = 0; i < size; i++) {
                Vector features = answers.get(i).getAs("features");
                Vector probability = answers.get(i).getAs("probability");
                assertThat(probability.toArray()).isEqualTo(alone(network, features));
                assertThat(answers.get(i).<Double>getAs("prediction")).isEqualTo(classifier.predict(features));
                assertThat(numbers.get(i).<Double>getAs("prediction")).isEqualTo(regressor.predict(features));
            }
        }
    }

    private static double[] alone(Network network, Vector features) {
        float[] x = new float[features.size()];
        for (int j = 0; j < x.length; j++) {
            x[j] = (float) features.apply(j);
        }
        float[] found = network.predict(x);
        double[] answer = new double[found.length];
        for (int j = 0; j < answer.length; j++) {
            answer[j] = found[j];
        }
        return answer;
    }

    @Test
    void theColumnsThatAreNamedAreAddedAndNoOthers() {
        Dataset<Row> data = data(300);
        assertThat(classifier.transform(data).columns())
                .containsExactly("id", "features", "label", "held", "rawPrediction", "probability", "prediction");
        NetworkClassificationModel silent = classifier.copy(org.apache.spark.ml.param.ParamMap.empty());
        silent.setRawPredictionCol("").setProbabilityCol("").setPredictionCol("class");
        Dataset<Row> answers = silent.transform(data);
        assertThat(answers.columns()).containsExactly("id", "features", "label", "held", "class");
        assertThat(answers.orderBy("id").select("class").collectAsList())
                .isEqualTo(classifier
                        .transform(data)
                        .orderBy("id")
                        .select("prediction")
                        .collectAsList());
        assertThatThrownBy(() -> silent.transform(answers)).hasMessageContaining("Column class already exists");
        silent.setPredictionCol("");
        assertThat(silent.transform(data).columns()).containsExactly("id", "features", "label", "held");
    }

    /** As Spark takes both for one column, rows would have one cell less than their names. */
    @Test
    void aColumnThatDiffersOnlyInCaseIsRefused() {
        Dataset<Row> data = data(3).withColumnRenamed("held", "Prediction");
        assertThatThrownBy(() -> regressor.transform(data))
                .hasMessageContaining(
                        "the column \"prediction\" is one of [id, features, label, Prediction] in other letters");
    }

    /** The names of classes and features travel with the columns. */
    @Test
    void columnsKeepTheirMetadata() {
        Metadata classes = NominalAttribute.defaultAttr()
                .withName("label")
                .withValues(new String[] {"a", "b", "c"})
                .toMetadata();
        Dataset<Row> data = data(300).withColumn("label", functions.col("label").as("label", classes));
        Dataset<Row> answers = classifier.transform(data);
        assertThat(answers.schema().apply("label").metadata()).isEqualTo(classes);
        assertThat(regressor.transform(data).schema().apply("label").metadata()).isEqualTo(classes);
        for (StructField promised : classifier.transformSchema(data.schema()).fields()) {
            assertThat(answers.schema().apply(promised.name()).metadata()).isEqualTo(promised.metadata());
        }
        assertThat(regressor.transform(data).schema()).isEqualTo(regressor.transformSchema(data.schema()));
    }

    @Test
    void featuresMayBeNestedAndNamesMayHaveDots() {
        Dataset<Row> data = data(300)
                .withColumn("in.put", functions.struct(functions.col("features")))
                .withColumn("Answers", functions.col("id"));
        NetworkClassificationModel nested = classifier.copy(org.apache.spark.ml.param.ParamMap.empty());
        nested.setFeaturesCol("`in.put`.features");
        assertThat(nested.transform(data).orderBy("id").select("prediction").collectAsList())
                .isEqualTo(classifier
                        .transform(data)
                        .orderBy("id")
                        .select("prediction")
                        .collectAsList());
    }

    @Test
    void featuresThatAreNullAreNamed() {
        spark.udf().register("none", (UDF1<Vector, Vector>) features -> null, SQLDataTypes.VectorType());
        Dataset<Row> data = data(3).withColumn("features", functions.callUDF("none", functions.col("features")));
        assertThatThrownBy(() -> classifier.transform(data).collect())
                .hasMessageContaining("are null; expected a vector");
    }
}
