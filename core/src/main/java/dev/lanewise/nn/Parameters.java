// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/**
 * All weights and biases of a network in one array, so that an update is one call, and views of it by node. Gradients
 * and the state of an optimiser have the same layout.
 */
final class Parameters implements Weights {
    private final Matrix all;
    private final Matrix[] weights;
    private final Matrix[] biases;

    /** How many parameters the nodes have; nothing is allocated. */
    static long count(Graph graph) {
        long size = 0;
        for (int i = 0; i < graph.count(); i++) {
            if (graph.node(i) instanceof Node.Dense dense) {
                long in = graph.size(graph.inputs(i)[0]);
                long each = in + (dense.bias() ? 1 : 0);
                long room = Long.MAX_VALUE - size;
                if (each > room / dense.size()) {
                    throw new IllegalArgumentException("with node " + dense.name()
                            + " the network has more parameters than a long counts;" + " expected at most 2147483639");
                }
                size += each * dense.size();
            }
        }
        return size;
    }

    Parameters(Graph graph, Precision precision) {
        long size = count(graph);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the network has " + size + " parameters; expected at most 2147483639");
        }
        all = Matrix.zeros(1, (int) size, precision);
        weights = new Matrix[graph.count()];
        biases = new Matrix[graph.count()];
        int at = 0;
        for (int i = 0; i < graph.count(); i++) {
            weights[i] = Value.NONE;
            biases[i] = Value.NONE;
            if (graph.node(i) instanceof Node.Dense dense) {
                int in = graph.size(graph.inputs(i)[0]);
                weights[i] = part(at, in, dense.size());
                at += in * dense.size();
                if (dense.bias()) {
                    biases[i] = part(at, 1, dense.size());
                    at += dense.size();
                }
            }
        }
    }

    private Matrix part(int at, int rows, int cols) {
        return all.precision() == Precision.SINGLE
                ? Matrix.of(all.floats(), at, rows, cols, cols, 1)
                : Matrix.of(all.doubles(), at, rows, cols, cols, 1);
    }

    @Override
    public Precision precision() {
        return all.precision();
    }

    /** Everything, as one row. */
    Matrix all() {
        return all;
    }

    /** The in x out weights of a dense node; empty for others. */
    Matrix weights(int node) {
        return weights[node];
    }

    /** The biases of a dense node, as a row; empty for others and for layers without. */
    Matrix biases(int node) {
        return biases[node];
    }
}
