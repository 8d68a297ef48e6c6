// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.nn.Epoch;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import dev.lanewise.nn.Node;
import dev.lanewise.nn.Training;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What classifier and regressor do alike: from parameters and a data set to a trained network. */
final class Fit {
    /** The trained network, and how it came about. */
    record Result(Network network, NetworkSummary summary) {}

    private final NetworkParams params;
    private final String features;
    private final String label;

    Fit(NetworkParams params, String features, String label) {
        this.params = params;
        this.features = features;
        this.label = label;
    }

    /** {@code classes} is 0 for a regression. */
    Result run(Dataset<?> dataset, int classes) {
        String indicator = params.isDefined(params.validationIndicatorCol())
                ? params.getOrDefault(params.validationIndicatorCol())
                : null;
        if (indicator != null
                && !dataset.filter(functions.col(indicator).isNull()).isEmpty()) {
            throw new IllegalArgumentException(
                    "validationIndicatorCol \"" + indicator + "\" is null in a row; expected true or false in each");
        }
        Dataset<?> learned = indicator == null ? dataset : dataset.filter(functions.not(functions.col(indicator)));
        JavaRDD<Row> rows = inOrder(learned);
        ClusterRows.Shape shape = new ClusterRows.Shape(ClusterRows.inputs(rows), classes, params.getPrecision());
        Network network = network(shape);
        Loss loss = loss(network, classes);
        int outputs = network.outputSize();
        int partitions = (Integer) params.getOrDefault(params.numPartitions());
        List<Epoch> epochs = new ArrayList<>();
        Training training = new Training(network, loss)
                .optimizer(params.getOptimizer())
                .rate(params.getSchedule())
                .epochs(params.getMaxIter())
                .listener(epoch -> tell(epochs, epoch));
        int batch = (Integer) params.getOrDefault(params.batchBlocks());
        if (batch > 0) {
            training.batchOfBlocks(batch, params.getSeed());
        }
        double tolerance = (Double) params.getOrDefault(params.tol());
        if (tolerance >= 0) {
            training.tolerance(tolerance);
        }
        try (ClusterRows data = ClusterRows.of(rows, shape, outputs, partitions, network, loss)) {
            if (indicator == null) {
                return result(network, epochs, training, data);
            }
            JavaRDD<Row> held = inOrder(dataset.filter(functions.col(indicator)));
            ClusterRows.inputs(held);
            try (ClusterRows validation = ClusterRows.of(held, shape, outputs, partitions, network, loss)) {
                training.stopEarly(validation, (Integer) params.getOrDefault(params.patience()));
                return result(network, epochs, training, data);
            }
        }
    }

    private static Result result(Network network, List<Epoch> epochs, Training training, ClusterRows data) {
        Training.Ending ending = training.run(data).ending();
        return new Result(network, new NetworkSummary(epochs, ending, data.traffic()));
    }

    private JavaRDD<Row> inOrder(Dataset<?> dataset) {
        String order = params.isDefined(params.orderCol()) ? params.getOrDefault(params.orderCol()) : null;
        return ClusterRows.inOrder(dataset, features, label, order);
    }

    private void tell(List<Epoch> epochs, Epoch epoch) {
        epochs.add(epoch);
        if ((Boolean) params.getOrDefault(params.verbose())) {
            System.out.printf("epoch %4d  loss %.6f%n", epoch.number(), epoch.loss());
        }
    }

    private Network network(ClusterRows.Shape shape) {
        Network given = params.getNetwork();
        if (given != null) {
            boolean binary = shape.classes == 2 && given.outputSize() == 1;
            if (given.inputSize() != shape.inputs || given.outputSize() != shape.outputs() && !binary) {
                throw new IllegalArgumentException("network has " + given.inputSize() + " inputs and "
                        + given.outputSize() + " outputs; expected " + shape.inputs + " and " + shape.outputs());
            }
            if (given.precision() != shape.precision) {
                throw new IllegalArgumentException("network is in precision " + given.precision() + "; expected "
                        + shape.precision + ", that of the estimator");
            }
            return given;
        }
        NetworkBuilder builder = Network.sequential(shape.inputs);
        for (int size : params.getHiddenLayers()) {
            builder.dense(size, params.getActivation());
        }
        builder.dense(shape.outputs(), Activation.IDENTITY);
        if (shape.classes > 0) {
            builder.softmax();
        }
        return builder.build(params.getSeed(), shape.precision);
    }

    /** The loss that suits what the network ends with. */
    private static Loss loss(Network network, int classes) {
        if (classes == 0) {
            return Loss.MEAN_SQUARED_ERROR;
        }
        Node last = network.nodes().getLast();
        boolean sigmoid = last instanceof Node.Dense dense && dense.activation() == Activation.SIGMOID
                || last instanceof Node.Activate end && end.activation() == Activation.SIGMOID;
        if (network.outputSize() == 1 && sigmoid) {
            return Loss.BINARY_CROSS_ENTROPY;
        }
        if (last instanceof Node.Softmax) {
            return Loss.SOFTMAX_CROSS_ENTROPY;
        }
        throw new IllegalArgumentException("network ends with " + last + "; expected a softmax over the classes, or one"
                + " SIGMOID column for two of them");
    }
}
