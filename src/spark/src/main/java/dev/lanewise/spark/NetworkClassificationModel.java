// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Network;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** What {@link NetworkClassifier} makes: it answers for many rows at a time, on any number of threads, with one network in each JVM. */
@SuppressWarnings("this-escape")
public class NetworkClassificationModel extends ProbabilisticClassificationModel<Vector, NetworkClassificationModel>
        implements NetworkParams, MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Answers answers;
    private final Settings settings;
    private transient NetworkSummary summary;

    /** Whether what it is given as features are answers already. */
    private boolean answered;

    NetworkClassificationModel(String uid, Answers answers) {
        // Spark's constructor already asks for it.
        this.uid = uid;
        this.answers = answers;
        super();
        settings = new Settings(this);
    }

    NetworkClassificationModel withSummary(NetworkSummary summary) {
        this.summary = summary;
        return this;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    /** The trained network: a copy. */
    public Network trained() {
        return answers.network();
    }

    /** How the training went; empty for a model that was loaded. */
    public Optional<NetworkSummary> summary() {
        return Optional.ofNullable(summary);
    }

    @Override
    public int numFeatures() {
        return answers.inputs();
    }

    @Override
    public int numClasses() {
        return Math.max(2, answers.outputs());
    }

    /** The probabilities of the classes. */
    @Override
    public Vector predictRaw(Vector features) {
        return answered ? features : probabilities(answers.of(features));
    }

    private static Vector probabilities(double[] answer) {
        return Vectors.dense(answer.length == 1 ? new double[] {1 - answer[0], answer[0]} : answer);
    }

    /** Adds the columns of the answers; the network answers for many rows at a time. */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        if (getRawPredictionCol().isEmpty()
                && getProbabilityCol().isEmpty()
                && getPredictionCol().isEmpty()) {
            return dataset.toDF();
        }
        String column = "answers";
        // Spark tells columns apart without regard to case, unless it is told otherwise.
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(Arrays.asList(dataset.columns()));
        while (taken.contains(column)) {
            column += "_";
        }
        StructField added = new StructField(column, SQLDataTypes.VectorType(), true, Metadata.empty());
        Dataset<Row> given =
                AnsweredRows.of(dataset, getFeaturesCol(), answers, added, NetworkClassificationModel::probabilities);
        NetworkClassificationModel rest = copy(ParamMap.empty());
        rest.answered = true;
        rest.setFeaturesCol(column);
        return rest.transformAnswered(given).drop(column);
    }

    private Dataset<Row> transformAnswered(Dataset<Row> given) {
        return super.transform(given);
    }

    /** They are probabilities already. */
    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        return raw;
    }

    /** javac refuses the class without it: two inherited methods differ only in how their types are erased. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    @Override
    public scala.Tuple3 findSummaryModel() {
        return super.findSummaryModel();
    }

    @Override
    public NetworkClassificationModel copy(ParamMap extra) {
        NetworkClassificationModel copy = new NetworkClassificationModel(uid, answers).withSummary(summary);
        return copyValues(copy, extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new Writer(this);
    }

    /** Reads saved models; found by Spark, by its name. */
    public static MLReader<NetworkClassificationModel> read() {
        return new Reader();
    }

    /** Reads a model that was saved in this folder. */
    public static NetworkClassificationModel load(String path) {
        return read().load(path);
    }

    private static final class Writer extends MLWriter {
        private final NetworkClassificationModel model;

        Writer(NetworkClassificationModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter.saveMetadata(model, path, sparkSession());
            ModelFiles.write(path, sc(), model.answers.bytes());
        }
    }

    private static final class Reader extends MLReader<NetworkClassificationModel> {
        @Override
        public NetworkClassificationModel load(String path) {
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader.loadMetadata(path, sparkSession(), NetworkClassificationModel.class.getName());
            Answers answers = new Answers(ModelFiles.read(path, sc()));
            NetworkClassificationModel model = new NetworkClassificationModel(metadata.uid(), answers);
            metadata.getAndSetParams(model, scala.Option.empty());
            return model;
        }
    }
}
