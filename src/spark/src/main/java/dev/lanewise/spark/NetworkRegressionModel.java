// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Network;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What {@link NetworkRegressor} makes: it answers for many rows at a time, on any number of threads, with one network in each JVM. */
@SuppressWarnings("this-escape")
public class NetworkRegressionModel extends RegressionModel<Vector, NetworkRegressionModel>
        implements NetworkParams, MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Answers answers;
    private final Settings settings;
    private transient NetworkSummary summary;

    NetworkRegressionModel(String uid, Answers answers) {
        // Spark's constructor already asks for it.
        this.uid = uid;
        this.answers = answers;
        super();
        settings = new Settings(this);
    }

    NetworkRegressionModel withSummary(NetworkSummary summary) {
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
    public double predict(Vector features) {
        return answers.of(features)[0];
    }

    /** Adds the column of the answers; the network answers for many rows at a time. */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType promised = transformSchema(dataset.schema());
        if (getPredictionCol().isEmpty()) {
            return dataset.toDF();
        }
        StructField added = promised.apply(getPredictionCol());
        return AnsweredRows.of(dataset, getFeaturesCol(), answers, added, answer -> answer[0]);
    }

    @Override
    public NetworkRegressionModel copy(ParamMap extra) {
        NetworkRegressionModel copy = new NetworkRegressionModel(uid, answers).withSummary(summary);
        return copyValues(copy, extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new Writer(this);
    }

    /** Reads saved models; found by Spark, by its name. */
    public static MLReader<NetworkRegressionModel> read() {
        return new Reader();
    }

    /** Reads a model that was saved in this folder. */
    public static NetworkRegressionModel load(String path) {
        return read().load(path);
    }

    private static final class Writer extends MLWriter {
        private final NetworkRegressionModel model;

        Writer(NetworkRegressionModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter.saveMetadata(model, path, sparkSession());
            ModelFiles.write(path, sc(), model.answers.bytes());
        }
    }

    private static final class Reader extends MLReader<NetworkRegressionModel> {
        @Override
        public NetworkRegressionModel load(String path) {
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader.loadMetadata(path, sparkSession(), NetworkRegressionModel.class.getName());
            Answers answers = new Answers(ModelFiles.read(path, sc()));
            NetworkRegressionModel model = new NetworkRegressionModel(metadata.uid(), answers);
            metadata.getAndSetParams(model, scala.Option.empty());
            return model;
        }
    }
}
