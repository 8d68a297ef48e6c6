// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** The forward pass of a network in binary64, written from the formulas alone: the oracle for gradients. */
final class DoubleNetwork {
    private static final double STEP = 6e-6;

    private final Graph graph;
    private final Parameters layout;
    private final double[] parameters;
    private final Loss loss;

    DoubleNetwork(Network network, Loss loss) {
        graph = network.topology();
        layout = network.weightsAndBiases();
        this.loss = loss;
        parameters = network.parameters().to(Precision.DOUBLE).doubles();
    }

    /** The central difference of the loss by one parameter. */
    double derivative(Matrix x, Matrix target, int parameter) {
        double kept = parameters[parameter];
        parameters[parameter] = kept + STEP;
        double above = loss(x, target);
        parameters[parameter] = kept - STEP;
        double below = loss(x, target);
        parameters[parameter] = kept;
        return (above - below) / (2 * STEP);
    }

    double loss(Matrix x, Matrix target) {
        double sum = 0;
        for (int row = 0; row < x.rows(); row++) {
            double[] y = forward(x, row);
            double[] share = softmax(y);
            boolean probabilities = graph.node(graph.count() - 1) instanceof Node.Softmax;
            for (int j = 0; j < y.length; j++) {
                double t = target.get(row, j);
                sum += switch (loss) {
                    case MEAN_SQUARED_ERROR -> (y[j] - t) * (y[j] - t);
                    case BINARY_CROSS_ENTROPY -> -(t * Math.log(y[j]) + (1 - t) * Math.log(1 - y[j]));
                    case BINARY_CROSS_ENTROPY_FROM_LOGITS -> {
                        double p = 1 / (1 + Math.exp(-y[j]));
                        yield -(t * Math.log(p) + (1 - t) * Math.log(1 - p));
                    }
                    case SOFTMAX_CROSS_ENTROPY -> -t * Math.log(probabilities ? y[j] : share[j]);
                };
            }
        }
        return sum / (loss == Loss.SOFTMAX_CROSS_ENTROPY ? x.rows() : x.rows() * target.cols());
    }

    private double[] forward(Matrix x, int row) {
        double[][] values = new double[graph.count()][];
        int column = 0;
        for (int i = 0; i < values.length; i++) {
            Node node = graph.node(i);
            int[] inputs = graph.inputs(i);
            values[i] = new double[graph.size(i)];
            if (node instanceof Node.Input input) {
                for (int j = 0; j < input.size(); j++) {
                    values[i][j] = x.get(row, column++);
                }
            } else if (node instanceof Node.Dense dense) {
                dense(i, dense, values[inputs[0]], values[i]);
            } else if (node instanceof Node.Activate activate) {
                for (int j = 0; j < values[i].length; j++) {
                    values[i][j] = apply(activate.activation(), values[inputs[0]][j]);
                }
            } else if (node instanceof Node.Softmax) {
                values[i] = softmax(values[inputs[0]]);
            } else if (node instanceof Node.Add) {
                for (int input : inputs) {
                    for (int j = 0; j < values[i].length; j++) {
                        values[i][j] += values[input][j];
                    }
                }
            } else {
                int at = 0;
                for (int input : inputs) {
                    System.arraycopy(values[input], 0, values[i], at, values[input].length);
                    at += values[input].length;
                }
            }
        }
        return values[values.length - 1];
    }

    private void dense(int i, Node.Dense dense, double[] x, double[] y) {
        Matrix w = layout.weights(i);
        Matrix b = layout.biases(i);
        for (int j = 0; j < y.length; j++) {
            double sum = dense.bias() ? parameters[b.offset() + j] : 0;
            for (int p = 0; p < x.length; p++) {
                sum += x[p] * parameters[w.offset() + p * w.rowStride() + j];
            }
            y[j] = apply(dense.activation(), sum);
        }
    }

    private static double apply(Activation f, double z) {
        return switch (f) {
            case IDENTITY -> z;
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            case TANH -> Math.tanh(z);
            case RELU -> Math.max(z, 0);
        };
    }

    private static double[] softmax(double[] z) {
        double[] p = new double[z.length];
        double sum = 0;
        for (int j = 0; j < z.length; j++) {
            p[j] = Math.exp(z[j]);
            sum += p[j];
        }
        for (int j = 0; j < z.length; j++) {
            p[j] /= sum;
        }
        return p;
    }
}
