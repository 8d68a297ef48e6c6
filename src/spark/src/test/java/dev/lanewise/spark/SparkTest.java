// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The estimators on two threads of this JVM. */
class SparkTest {
    private static final int ROWS = 256 * 40 + 100;

    private static SparkSession spark;
    private static final Steps steps = new Steps();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2,4]")
                .appName("lanewise")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        spark.sparkContext().addSparkListener(steps);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static NetworkClassifier classifier() {
        return new NetworkClassifier()
                .setHiddenLayers(new int[] {6})
                .setActivation("tanh")
                .setStepSize(0.05)
                .setMaxIter(8)
                .setOrderCol("id")
                .setSeed(5);
    }

    private static Network network(Precision precision) {
        return Network.sequential(4)
                .dense(6, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .softmax()
                .build(5, precision);
    }

    /** The same weights, bit for bit, however the rows are spread, and as on one machine without Spark. */
    @Test
    void theWeightsDoNotDependOnThePartitions() {
        List<Row> rows = Rows.list(ROWS, true);
        for (int blocks : new int[] {0, 3}) {
            for (Precision precision : Precision.values()) {
                Network local = network(precision);
                Training training = new Training(local, Loss.SOFTMAX_CROSS_ENTROPY)
                        .optimizer(new Optimizer.Adam(AdamRates.USUAL, 0.001))
                        .rate(0.05)
                        .epochs(3);
                if (blocks > 0) {
                    training.batchOfBlocks(blocks, 5);
                }
                training.run(Rows.local(rows, precision, 3));
                for (int partitions : new int[] {1, 2, 7, 32}) {
                    NetworkClassificationModel model = classifier()
                            .setPrecision(precision.name().toLowerCase(java.util.Locale.ROOT))
                            .setBatchBlocks(blocks)
                            .setNumPartitions(partitions)
                            .setMaxIter(3)
                            .setRegParam(0.001)
                            .fit(Rows.spread(spark, rows, partitions));
                    System.out.printf(
                            "%-6s batches of %d blocks, %2d partitions: %s%n",
                            precision, blocks, partitions, Rows.hash(model.trained()));
                    assertThat(model.trained().parameters().hasSameElements(local.parameters()))
                            .as("%d partitions", partitions)
                            .isTrue();
                    assertThat(steps.tasksOfTheLast()).isEqualTo(partitions);
                }
            }
        }
    }

    /** 41 blocks: four tasks have 10 or 11 neighbours each, of which so many complete subtrees are left. */
    @Test
    void aStepSendsWhatTheFormulaSays() {
        Dataset<Row> data = Rows.spread(spark, Rows.list(ROWS, true), 3);
        NetworkSummary summary = classifier()
                .setNumPartitions(4)
                .setMaxIter(2)
                .fit(data)
                .summary()
                .orElseThrow();
        int parameters = 4 * 6 + 6 + 6 * 3 + 3;
        assertThat(summary.steps()).isEqualTo(2);
        assertThat(summary.bytesToEachExecutor()).isEqualTo(parameters * 8 + 41 * 4);
        int subtrees = 0;
        for (int task = 0; task < 4; task++) {
            // Blocks whose number times 4 / 41 is the task's: from and to, cut at powers of two.
            int from = (41 * task + 3) / 4;
            int to = (41 * (task + 1) + 3) / 4;
            while (from < to) {
                int size = from == 0 ? 64 : Integer.lowestOneBit(from);
                while (from + size > to) {
                    size /= 2;
                }
                from += size;
                subtrees++;
            }
        }
        assertThat(summary.bytesToTheDriver()).isEqualTo(subtrees * (parameters * 8 + 8));
        assertThat(summary.secondsComputing()).isBetween(0.0, summary.secondsPerStep());
    }

    /** Every task of the first job fails once; later the blocks are dropped, and made again while tasks end in any order. */
    @Test
    void theWeightsDoNotDependOnTasksThatFailNorOnRowsReadAgain() {
        List<Row> rows = Rows.list(ROWS, true);
        NetworkClassifier classifier = classifier().setNumPartitions(7).setMaxIter(6);
        Network undisturbed = classifier.fit(Rows.spread(spark, rows, 3)).trained();
        spark.udf().register("flaky", (UDF1<Vector, Vector>) SparkTest::flaky, SQLDataTypes.VectorType());
        Dataset<Row> flaky = Rows.spread(spark, rows, 3)
                .withColumn("features", functions.callUDF("flaky", functions.col("features")));
        steps.forget();
        steps.dropBlocksAt(3);
        Network trained = classifier.fit(flaky).trained();
        assertThat(trained.parameters().hasSameElements(undisturbed.parameters()))
                .isTrue();
        assertThat(steps.failures()).isPositive();
        assertThat(steps.drops()).isEqualTo(1);
    }

    private static Vector flaky(Vector features) {
        TaskContext task = TaskContext.get();
        if (task.attemptNumber() == 0) {
            throw new IllegalStateException("as the test wants it");
        }
        return features;
    }

    /** What a failed training kept would stay for as long as the session. */
    @Test
    void aTrainingThatFailsLeavesNothingBehind() {
        List<Row> rows = new ArrayList<>(Rows.list(300, true));
        rows.set(9, row(9, Vectors.dense(1, 2, 3, Double.NaN), 1));
        assertThatThrownBy(() -> classifier().fit(spark.createDataFrame(rows, Rows.SCHEMA)))
                .hasMessageContaining("row 9: feature 3 is NaN");
        spark.udf().register("broken", (UDF1<Vector, Vector>) SparkTest::broken, SQLDataTypes.VectorType());
        Dataset<Row> broken = Rows.spread(spark, Rows.list(300, true), 2)
                .withColumn("features", functions.callUDF("broken", functions.col("features")));
        assertThatThrownBy(() -> classifier().fit(broken)).rootCause().hasMessageContaining("never works");
        assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    }

    private static Vector broken(Vector features) {
        throw new IllegalStateException("never works");
    }

    /** Rows without an order that a second reading finds in another one must not be learned from twice. */
    @Test
    void aBlockThatChangesWhenItIsReadAgainIsRefused() {
        RowBlock before = new RowBlock(0, Matrix.ofRows(new float[] {1, 2}), Matrix.ofRows(new float[] {1}));
        RowBlock after = new RowBlock(0, Matrix.ofRows(new float[] {1, 3}), Matrix.ofRows(new float[] {1}));
        Network network = Network.sequential(2).dense(1, Activation.SIGMOID).build(1);
        Sent.Start start = new Sent.Start(NetworkBytes.of(network), new int[] {before.checksum()});
        Sent.Task task = new Sent.Task(network.parameters(), new int[] {0}, 1);
        assertThat(Replica.compute(List.of(before).iterator(), "one", start, Loss.BINARY_CROSS_ENTROPY, task, true))
                .extracting(answer -> answer.parts.size())
                .isEqualTo(1);
        assertThatThrownBy(() ->
                        Replica.compute(List.of(after).iterator(), "one", start, Loss.BINARY_CROSS_ENTROPY, task, true))
                .hasMessageContaining("block 0 of 256 rows was read again and holds others");
    }

    @Test
    void aModelAnswersAsTheNetworkDoesAndKeepsItsHistory() {
        List<Row> rows = Rows.list(ROWS, true);
        Dataset<Row> data = Rows.spread(spark, rows, 2);
        NetworkClassificationModel model = classifier().setMaxIter(30).fit(data);
        NetworkSummary summary = model.summary().orElseThrow();
        assertThat(summary.totalIterations()).isEqualTo(30);
        assertThat(summary.objectiveHistory()[29]).isLessThan(summary.objectiveHistory()[0]);
        assertThat(summary.ending()).isEqualTo(Training.Ending.ALL_EPOCHS);
        assertThat(model.numClasses()).isEqualTo(3);
        assertThat(model.numFeatures()).isEqualTo(4);
        Row answer = model.transform(data).first();
        Vector features = answer.getAs("features");
        Vector probability = answer.getAs("probability");
        assertThat(probability.toArray()).isEqualTo(model.trained().predict(features.toArray()));
        assertThat(answer.<Double>getAs("prediction")).isEqualTo((double) probability.argmax());
        assertThat(new MulticlassClassificationEvaluator()
                        .setMetricName("accuracy")
                        .evaluate(model.transform(data)))
                .isGreaterThan(0.85);
    }

    @Test
    void earlyStoppingUsesTheRowsOfTheIndicator() {
        Dataset<Row> data = Rows.spread(spark, Rows.list(3000, true), 3);
        NetworkClassificationModel model = classifier()
                .setMaxIter(200)
                .setStepSize(0.3)
                .setValidationIndicatorCol("held")
                .setPatience(3)
                .fit(data);
        NetworkSummary summary = model.summary().orElseThrow();
        assertThat(summary.ending()).isEqualTo(Training.Ending.STOPPED_EARLY);
        double[] validation = summary.validationHistory();
        double least = Arrays.stream(validation).min().orElseThrow();
        assertThat(validation[validation.length - 4]).isEqualTo(least);
    }

    @Test
    void aRegressionByAnyGraphIsSavedAndLoaded() throws Exception {
        Dataset<Row> data = Rows.spread(spark, Rows.list(1500, false), 3);
        Network graph = Network.builder()
                .input("x", 4)
                .dense("h", "x", 8, Activation.TANH)
                .dense("k", "h", 8, Activation.TANH)
                .add("sum", "h", "k")
                .dense("out", "sum", 1, Activation.IDENTITY)
                .build(2, Precision.DOUBLE);
        NetworkRegressionModel model = new NetworkRegressor()
                .setNetwork(graph)
                .setStepSize(0.05)
                .setSchedule("cosine")
                .setBatchBlocks(1)
                .setMaxIter(120)
                .setOrderCol("id")
                .fit(data);
        double error = new RegressionEvaluator().setMetricName("rmse").evaluate(model.transform(data));
        assertThat(error).isLessThan(0.1);
        assertThat(model.isDefined(model.network())).isFalse();
        String path = folder.resolve("model").toString();
        model.save(path);
        NetworkRegressionModel loaded = NetworkRegressionModel.load(path);
        assertThat(loaded.trained().parameters().hasSameElements(model.trained().parameters()))
                .isTrue();
        assertThat(loaded.getMaxIter()).isEqualTo(120);
        assertThat(loaded.transform(data).select("prediction").collectAsList())
                .isEqualTo(model.transform(data).select("prediction").collectAsList());
    }

    @Test
    void pipelinesAndCrossValidationTakeIt() throws Exception {
        Dataset<Row> data = Rows.spread(spark, Rows.list(600, true), 2);
        NetworkClassifier classifier = classifier().setMaxIter(15).setFeaturesCol("scaled");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StandardScaler().setWithMean(true).setInputCol("features").setOutputCol("scaled"), classifier
        });
        PipelineModel model = pipeline.fit(data);
        String path = folder.resolve("pipeline").toString();
        model.save(path);
        assertThat(PipelineModel.load(path).transform(data).select("prediction").collectAsList())
                .isEqualTo(model.transform(data).select("prediction").collectAsList());
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.stepSize(), new double[] {1e-6, 0.1})
                .build();
        CrossValidatorModel best = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new MulticlassClassificationEvaluator())
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setParallelism(2)
                .setSeed(3)
                .fit(data);
        assertThat(best.avgMetrics()[1]).isGreaterThan(best.avgMetrics()[0]);
    }

    @Test
    void digitsAreLearned() throws Exception {
        assertThat(DigitsOnSpark.run(spark, 15, false)).isGreaterThan(0.93);
    }

    @Test
    void rowsThatCannotBeLearnedFromAreNamed() {
        refused(
                "row 3: feature 1 is NaN; expected a finite number in DOUBLE",
                3,
                row(3, Vectors.dense(1, Double.NaN, 0, 0), 1));
        refused("row 5: there are 2 features; expected 4 as in row 0", 5, row(5, Vectors.dense(1, 2), 1));
        refused("row 7: the features are null; expected a vector", 7, row(7, null, 1));
        refused("row 8: the label is -1.0; expected a class of 0 to 2", 8, row(8, Vectors.dense(1, 2, 3, 4), -1));
        refused("row 9: the label is 0.5; expected a class of 0 to 2", 9, row(9, Vectors.dense(1, 2, 3, 4), 0.5));
        refused("row 2: the label is NaN", 2, row(2, Vectors.dense(1, 2, 3, 4), Double.NaN));
        refused("row 4: the label is null", 4, RowFactory.create(4L, Vectors.dense(1, 2, 3, 4), null, false));
    }

    private static Row row(long id, Vector features, double label) {
        return RowFactory.create(id, features, label, false);
    }

    private static void refused(String message, int place, Row row) {
        List<Row> rows = new ArrayList<>(Rows.list(300, true));
        rows.set(place, row);
        Dataset<Row> data = spark.createDataFrame(rows, Rows.SCHEMA);
        assertThatThrownBy(() -> classifier().fit(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        Dataset<Row> data = Rows.spread(spark, Rows.list(300, true), 2);
        assertThatThrownBy(() -> classifier().setFeaturesCol("nothing").fit(data))
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> classifier().setOptimizer("newton")).hasMessageContaining("newton");
        assertThatThrownBy(() -> classifier()
                        .setNetwork(Network.sequential(9)
                                .dense(3, Activation.IDENTITY)
                                .softmax()
                                .build(1, Precision.DOUBLE))
                        .fit(data))
                .hasMessageContaining("network has 9 inputs and 3 outputs; expected 4 and 3");
        assertThatThrownBy(
                        () -> classifier().setNetwork(network(Precision.SINGLE)).fit(data))
                .hasMessageContaining("network is in precision SINGLE; expected DOUBLE");
        assertThatThrownBy(() -> classifier().fit(data.filter("id < 0")))
                .hasMessageContaining("the data set has no rows; expected at least one");
    }
}
