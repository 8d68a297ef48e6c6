// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import dev.lanewise.Precision;

/** The weights and biases of the dense nodes as they were when they were taken, the weights packed by a backend. */
final class Frozen implements Weights {
    private final Precision precision;
    private final Backend backend;
    private final PackedMatrix[] weights;
    private final Matrix[] biases;

    /** Without any yet. */
    Frozen(Graph graph, Precision precision, Backend backend) {
        this.precision = precision;
        this.backend = backend;
        weights = new PackedMatrix[graph.count()];
        biases = new Matrix[graph.count()];
    }

    /** A network's parameters as they are now. */
    static Frozen of(Graph graph, Parameters parameters, Backend backend) {
        Frozen frozen = new Frozen(graph, parameters.precision(), backend);
        for (int node : graph.dense()) {
            frozen.take(node, parameters.weights(node), parameters.biases(node));
        }
        return frozen;
    }

    /** Those of a dense node; its biases are empty if it has none. */
    void take(int node, Matrix weights, Matrix biases) {
        this.weights[node] = backend.pack(weights);
        this.biases[node] = biases.copy();
    }

    @Override
    public Precision precision() {
        return precision;
    }

    /** Of a dense node. */
    PackedMatrix weights(int node) {
        return weights[node];
    }

    /** Of a dense node; empty for one without. */
    Matrix biases(int node) {
        return biases[node];
    }
}
