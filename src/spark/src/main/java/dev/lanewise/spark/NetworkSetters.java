// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Network;

/**
 * How the settings of an estimator are set, one after the other.
 *
 * @param <E> the estimator
 */
public interface NetworkSetters<E> extends NetworkParams {
    /** This estimator. */
    E self();

    /** Sizes of the hidden layers; by default none. */
    default E setHiddenLayers(int[] sizes) {
        set(hiddenLayers(), sizes);
        return self();
    }

    /** The activation of the hidden layers: identity, sigmoid (the default), tanh or relu. */
    default E setActivation(String name) {
        set(activation(), name);
        return self();
    }

    /** descent, momentum or adam (the default). */
    default E setOptimizer(String name) {
        set(optimizer(), name);
        return self();
    }

    /** The learning rate; by default 0.01. */
    default E setStepSize(double rate) {
        set(stepSize(), rate);
        return self();
    }

    /** constant (the default), or cosine down to 0 over all epochs. */
    default E setSchedule(String name) {
        set(schedule(), name);
        return self();
    }

    /** Of the optimizer momentum; by default 0.9. */
    default E setMomentum(double momentum) {
        set(momentum(), momentum);
        return self();
    }

    /** The L2 penalty; by default 0. */
    default E setRegParam(double penalty) {
        set(regParam(), penalty);
        return self();
    }

    /** The most epochs; by default 100. */
    default E setMaxIter(int epochs) {
        set(maxIter(), epochs);
        return self();
    }

    /** Ends when the objective changes by no more; by default never. */
    default E setTol(double tolerance) {
        set(tol(), tolerance);
        return self();
    }

    /** Row blocks of 256 rows in a mini-batch; by default 0, for all rows at once. */
    default E setBatchBlocks(int blocks) {
        set(batchBlocks(), blocks);
        return self();
    }

    /** Tasks that share a step; by default 0, for as many as processors, or parts that the rows come in if they are more. No bit depends on it. */
    default E setNumPartitions(int count) {
        set(numPartitions(), count);
        return self();
    }

    /** Of the first weights and of the order of mini-batches; by default 1. */
    default E setSeed(long seed) {
        set(seed(), seed);
        return self();
    }

    /** single, or double (the default). */
    default E setPrecision(String name) {
        set(precision(), name);
        return self();
    }

    /** The column that orders the rows: with one whose values are unique the model does not depend on how they are spread. */
    default E setOrderCol(String column) {
        set(orderCol(), column);
        return self();
    }

    /** A column that is true for rows that only decide when to stop. */
    default E setValidationIndicatorCol(String column) {
        set(validationIndicatorCol(), column);
        return self();
    }

    /** Epochs without a lower validation loss before the end; by default 10. */
    default E setPatience(int epochs) {
        set(patience(), epochs);
        return self();
    }

    /** A line for each epoch on the driver's standard output; by default none. */
    default E setVerbose(boolean verbose) {
        set(verbose(), verbose);
        return self();
    }

    /** A network of any graph, whose weights are the first ones; its precision must be that of the estimator. */
    default E setNetwork(Network network) {
        set(network(), NetworkBytes.text(NetworkBytes.of(network)));
        return self();
    }
}
