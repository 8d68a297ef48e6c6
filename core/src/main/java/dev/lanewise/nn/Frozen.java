// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;

/** The weights and biases of the dense nodes as they are now, the weights packed by a backend. */
final class Frozen {
    private final PackedMatrix[] weights;
    private final Matrix[] biases;

    Frozen(Graph graph, Parameters parameters, Backend backend) {
        weights = new PackedMatrix[graph.count()];
        biases = new Matrix[graph.count()];
        for (int node = 0; node < weights.length; node++) {
            if (graph.node(node) instanceof Node.Dense) {
                weights[node] = backend.pack(parameters.weights(node));
                biases[node] = parameters.biases(node).copy();
            }
        }
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
