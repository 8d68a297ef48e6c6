// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Schedule;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The settings that the estimators share, as parameters of Spark ML; the usual values are the defaults. */
public interface NetworkParams extends Params {
    /** The parameters themselves. */
    final class Settings implements Serializable {
        private static final long serialVersionUID = 1;

        private final IntArrayParam hiddenLayers;
        private final Param<String> activation;
        private final Param<String> network;
        private final Param<String> optimizer;
        private final DoubleParam stepSize;
        private final Param<String> schedule;
        private final DoubleParam momentum;
        private final DoubleParam regParam;
        private final IntParam maxIter;
        private final DoubleParam tol;
        private final IntParam batchBlocks;
        private final IntParam numPartitions;
        private final LongParam seed;
        private final Param<String> precision;
        private final Param<String> orderCol;
        private final Param<String> validationIndicatorCol;
        private final IntParam patience;
        private final BooleanParam verbose;

        Settings(NetworkParams owner) {
            hiddenLayers = new IntArrayParam(owner, "hiddenLayers", "sizes of the hidden layers");
            activation = choice(owner, "activation", "of the hidden layers", Activation.values());
            network = new Param<>(owner, "network", "a network of any graph, in place of hiddenLayers");
            optimizer =
                    new Param<>(owner, "optimizer", "descent, momentum or adam", ParamValidators.inArray(new Object[] {
                        "descent", "momentum", "adam"
                    }));
            stepSize = new DoubleParam(owner, "stepSize", "the learning rate (> 0)", ParamValidators.gt(0));
            schedule = new Param<>(
                    owner,
                    "schedule",
                    "of the learning rate: constant, or cosine down to 0 over all epochs",
                    ParamValidators.inArray(new Object[] {"constant", "cosine"}));
            momentum = new DoubleParam(
                    owner,
                    "momentum",
                    "of the optimizer momentum, in [0, 1)",
                    ParamValidators.inRange(0, 1, true, false));
            regParam = new DoubleParam(owner, "regParam", "the L2 penalty (>= 0)", ParamValidators.gtEq(0));
            maxIter = new IntParam(owner, "maxIter", "the most epochs (> 0)", ParamValidators.gt(0));
            tol = new DoubleParam(owner, "tol", "ends when the objective changes by no more; negative: never");
            batchBlocks = new IntParam(
                    owner,
                    "batchBlocks",
                    "row blocks of 256 rows in a mini-batch; 0 for all rows at once",
                    ParamValidators.gtEq(0));
            numPartitions = new IntParam(
                    owner,
                    "numPartitions",
                    "tasks that share a step; 0 for as many as processors, or parts that the rows come in if they are more",
                    ParamValidators.gtEq(0));
            seed = new LongParam(owner, "seed", "of the first weights and of the order of mini-batches");
            precision = choice(owner, "precision", "of the network", Precision.values());
            orderCol = new Param<>(owner, "orderCol", "the column that orders the rows; without it, as they are read");
            validationIndicatorCol = new Param<>(
                    owner, "validationIndicatorCol", "a column that is true for rows that only decide when to stop");
            patience = new IntParam(
                    owner,
                    "patience",
                    "epochs without a lower validation loss before the end (> 0)",
                    ParamValidators.gt(0));
            verbose = new BooleanParam(owner, "verbose", "a line for each epoch on the driver's standard output");
            owner.setDefault(hiddenLayers, new int[0]);
            owner.setDefault(activation, "sigmoid");
            owner.setDefault(optimizer, "adam");
            owner.setDefault(stepSize, 0.01);
            owner.setDefault(schedule, "constant");
            owner.setDefault(momentum, 0.9);
            owner.setDefault(regParam, 0.0);
            owner.setDefault(maxIter, 100);
            owner.setDefault(tol, -1.0);
            owner.setDefault(batchBlocks, 0);
            owner.setDefault(numPartitions, 0);
            owner.setDefault(seed, 1L);
            owner.setDefault(precision, "double");
            owner.setDefault(patience, 10);
            owner.setDefault(verbose, false);
        }

        /** The names of an enumeration, in lower case. */
        private static Param<String> choice(NetworkParams owner, String name, String doc, Enum<?>[] values) {
            Object[] names = Arrays.stream(values)
                    .map(value -> value.name().toLowerCase(Locale.ROOT))
                    .toArray();
            return new Param<>(owner, name, doc + ": one of " + Arrays.toString(names), ParamValidators.inArray(names));
        }
    }

    Settings settings();

    default IntArrayParam hiddenLayers() {
        return settings().hiddenLayers;
    }

    default Param<String> activation() {
        return settings().activation;
    }

    default Param<String> network() {
        return settings().network;
    }

    default Param<String> optimizer() {
        return settings().optimizer;
    }

    default DoubleParam stepSize() {
        return settings().stepSize;
    }

    default Param<String> schedule() {
        return settings().schedule;
    }

    default DoubleParam momentum() {
        return settings().momentum;
    }

    default DoubleParam regParam() {
        return settings().regParam;
    }

    default IntParam maxIter() {
        return settings().maxIter;
    }

    default DoubleParam tol() {
        return settings().tol;
    }

    default IntParam batchBlocks() {
        return settings().batchBlocks;
    }

    default IntParam numPartitions() {
        return settings().numPartitions;
    }

    default LongParam seed() {
        return settings().seed;
    }

    default Param<String> precision() {
        return settings().precision;
    }

    default Param<String> orderCol() {
        return settings().orderCol;
    }

    default Param<String> validationIndicatorCol() {
        return settings().validationIndicatorCol;
    }

    default IntParam patience() {
        return settings().patience;
    }

    default BooleanParam verbose() {
        return settings().verbose;
    }

    default int[] getHiddenLayers() {
        return getOrDefault(hiddenLayers());
    }

    default int getMaxIter() {
        return (Integer) getOrDefault(maxIter());
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    default Precision getPrecision() {
        return Precision.valueOf(getOrDefault(precision()).toUpperCase(Locale.ROOT));
    }

    /** The activation of the hidden layers. */
    default Activation getActivation() {
        return Activation.valueOf(getOrDefault(activation()).toUpperCase(Locale.ROOT));
    }

    /** The network that was given, fresh, or null. */
    default Network getNetwork() {
        return isDefined(network()) ? NetworkBytes.read(NetworkBytes.ofText(getOrDefault(network()))) : null;
    }

    /** The optimiser by name, with momentum and L2 penalty. */
    default Optimizer getOptimizer() {
        double decay = (Double) getOrDefault(regParam());
        return switch (getOrDefault(optimizer())) {
            case "descent" -> new Optimizer.Descent(decay);
            case "momentum" -> new Optimizer.Momentum((Double) getOrDefault(momentum()), decay);
            default -> new Optimizer.Adam(AdamRates.USUAL, decay);
        };
    }

    /** The learning rate from epoch to epoch. */
    default Schedule getSchedule() {
        double rate = (Double) getOrDefault(stepSize());
        return getOrDefault(schedule()).equals("cosine")
                ? Schedule.cosine(rate, 0, getMaxIter())
                : Schedule.constant(rate);
    }
}
