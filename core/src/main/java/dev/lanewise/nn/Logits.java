// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import org.jspecify.annotations.Nullable;

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
     * The sigmoid nodes from which every column of the output comes through nodes that only move columns; none, if a column
     * comes from elsewhere or one of the nodes is read by others too.
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
        boolean all = moves(graph.node(i));
        for (int k = 0; all && k < graph.inputs(i).length; k++) {
            all = collect(graph, graph.inputs(i)[k], readers, nodes);
        }
        return all;
    }

    /** Whether a node gives the columns of its inputs as they are. */
    private static boolean moves(Node node) {
        return node instanceof Node.Concatenate
                || node instanceof Node.Activate activate && activate.activation() == Activation.IDENTITY;
    }

    /** The softmax that is the output, as it is or through nodes that only pass it on; none, if others read it too. */
    static boolean[] beforeSoftmax(Graph graph) {
        boolean[] nodes = none(graph);
        int[] readers = graph.readers();
        int i = graph.count() - 1;
        while (moves(graph.node(i)) && graph.inputs(i).length == 1 && readers[i] <= 1) {
            i = graph.inputs(i)[0];
        }
        nodes[i] = graph.node(i) instanceof Node.Softmax && readers[i] <= 1;
        return nodes;
    }

    /** The activation that a node ends with, or null. */
    static @Nullable Activation activation(Node node) {
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
