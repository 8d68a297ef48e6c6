// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * A regression by a network with one output, or any such network that {@link #setNetwork} is given, trained with the mean squared
 * error on the rows of a data set, wherever they are. The trained weights have the same bits for any number of partitions and
 * executors, and those of {@link dev.lanewise.nn.Training} on one machine, if the rows have the same order.
 */
@SuppressWarnings("this-escape")
public class NetworkRegressor extends Regressor<Vector, NetworkRegressor, NetworkRegressionModel>
        implements NetworkSetters<NetworkRegressor>, DefaultParamsWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Settings settings;

    public NetworkRegressor() {
        this(Identifiable.randomUID("network"));
    }

    /** With an identity of its own, as Spark makes copies. */
    public NetworkRegressor(String uid) {
        // Spark's constructor already asks for it.
        this.uid = uid;
        super();
        settings = new Settings(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public NetworkRegressor self() {
        return this;
    }

    @Override
    public NetworkRegressionModel train(Dataset<?> dataset) {
        Fit.Result result = new Fit(this, getFeaturesCol(), getLabelCol()).run(dataset, 0);
        byte[] network = NetworkBytes.of(result.network());
        return new NetworkRegressionModel(uid, new Answers(network)).withSummary(result.summary());
    }

    /** A model has a network of its own, and no need of the one that the training began with. */
    @Override
    public NetworkRegressionModel fit(Dataset<?> dataset) {
        NetworkRegressionModel model = super.fit(dataset);
        model.clear(model.network());
        return model;
    }

    @Override
    public NetworkRegressor copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads saved settings; found by Spark, by its name. */
    public static MLReader<NetworkRegressor> read() {
        return new DefaultParamsReadable<NetworkRegressor>() {}.read();
    }

    /** Reads settings that were saved in this folder. */
    public static NetworkRegressor load(String path) {
        return read().load(path);
    }
}
