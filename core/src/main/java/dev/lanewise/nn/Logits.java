// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;

/**
 * Where a loss can undo the output's activation, so that both are computed as one, from the logits: what is learned must not
 * depend on how a network is written down.
 */
final class Logits {
    private Logits() {}

    /** The nodes that end before their activation; all false where the loss has to take the output as it is. */
    static boolean[] none(Graph graph) {
        return new boolean[graph.count()];
    }

    /**
     * The sigmoid nodes from which every column of the output comes through concatenations alone; none, if a column comes
     * from elsewhere or one of the nodes is read by others too.
     */
    static boolean[] beforeSigmoid(Graph graph) {
        boolean[] nodes = none(graph);
        return collect(graph, graph.count() - 1, graph.readers(), nodes) ? nodes : none(graph);
    }

    private static boolean collect(Graph graph, int i, int[] readers, boolean[] nodes) {
        if (readers[i] > 1) {
            return false;
        }
        if (activation(graph.node(i)) == Activation.SIGMOID) {
            nodes[i] = true;
            return true;
        }
        boolean all = graph.node(i) instanceof Node.Concatenate;
        for (int k = 0; all && k < graph.inputs(i).length; k++) {
            all = collect(graph, graph.inputs(i)[k], readers, nodes);
        }
        return all;
    }

    /** The last node, if it is a softmax. */
    static boolean[] beforeSoftmax(Graph graph) {
        boolean[] nodes = none(graph);
        int last = graph.count() - 1;
        nodes[last] = graph.node(last) instanceof Node.Softmax;
        return nodes;
    }

    /** The activation that a node ends with, or null. */
    static Activation activation(Node node) {
        return switch (node) {
            case Node.Dense dense -> dense.activation();
            case Node.Activate activate -> activate.activation();
            default -> null;
        };
    }

    static boolean any(boolean[] nodes) {
        for (boolean node : nodes) {
            if (node) {
                return true;
            }
        }
        return false;
    }
}
