// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Network;
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
        implements NetworkParams, DefaultParamsWritable {
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

    /** Sizes of the hidden layers; by default none. */
    public NetworkRegressor setHiddenLayers(int[] sizes) {
        set(hiddenLayers(), sizes);
        return this;
    }

    /** The activation of the hidden layers: identity, sigmoid (the default), tanh or relu. */
    public NetworkRegressor setActivation(String name) {
        set(activation(), name);
        return this;
    }

    /** descent, momentum or adam (the default). */
    public NetworkRegressor setOptimizer(String name) {
        set(optimizer(), name);
        return this;
    }

    /** The learning rate; by default 0.01. */
    public NetworkRegressor setStepSize(double rate) {
        set(stepSize(), rate);
        return this;
    }

    /** constant (the default), or cosine down to 0 over all epochs. */
    public NetworkRegressor setSchedule(String name) {
        set(schedule(), name);
        return this;
    }

    /** Of the optimizer momentum; by default 0.9. */
    public NetworkRegressor setMomentum(double momentum) {
        set(momentum(), momentum);
        return this;
    }

    /** The L2 penalty; by default 0. */
    public NetworkRegressor setRegParam(double penalty) {
        set(regParam(), penalty);
        return this;
    }

    /** The most epochs; by default 100. */
    public NetworkRegressor setMaxIter(int epochs) {
        set(maxIter(), epochs);
        return this;
    }

    /** Ends when the objective changes by no more; by default never. */
    public NetworkRegressor setTol(double tolerance) {
        set(tol(), tolerance);
        return this;
    }

    /** Row blocks of 256 rows in a mini-batch; by default 0, for all rows at once. */
    public NetworkRegressor setBatchBlocks(int blocks) {
        set(batchBlocks(), blocks);
        return this;
    }

    /** Of the first weights and of the order of mini-batches; by default 1. */
    public NetworkRegressor setSeed(long seed) {
        set(seed(), seed);
        return this;
    }

    /** single, or double (the default). */
    public NetworkRegressor setPrecision(String name) {
        set(precision(), name);
        return this;
    }

    /** The column that orders the rows: with one whose values are unique the model does not depend on how they are spread. */
    public NetworkRegressor setOrderCol(String column) {
        set(orderCol(), column);
        return this;
    }

    /** A column that is true for rows that only decide when to stop. */
    public NetworkRegressor setValidationIndicatorCol(String column) {
        set(validationIndicatorCol(), column);
        return this;
    }

    /** Epochs without a lower validation loss before the end; by default 10. */
    public NetworkRegressor setPatience(int epochs) {
        set(patience(), epochs);
        return this;
    }

    /** A line for each epoch on the driver's standard output; by default none. */
    public NetworkRegressor setVerbose(boolean verbose) {
        set(verbose(), verbose);
        return this;
    }

    /** A network of any graph, whose weights are the first ones; its precision must be that of the estimator. */
    public NetworkRegressor setNetwork(Network network) {
        set(network(), NetworkBytes.text(NetworkBytes.of(network)));
        return this;
    }

    @Override
    public NetworkRegressionModel train(Dataset<?> dataset) {
        Fit.Result result = new Fit(this, getFeaturesCol(), getLabelCol()).run(dataset, 0);
        byte[] network = NetworkBytes.of(result.network());
        return new NetworkRegressionModel(uid, new Answers(network)).withSummary(result.summary());
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
