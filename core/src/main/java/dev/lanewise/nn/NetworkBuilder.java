// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Precision;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a network node by node. A node may be named before it is described, so the order is free, but the last node
 * described is the output. The methods without an input name take the node described before.
 */
public final class NetworkBuilder {
    private final List<Node> nodes = new ArrayList<>();

    NetworkBuilder() {}

    /** An input of {@code size} columns. Several inputs share the columns that the network is given, in this order. */
    public NetworkBuilder input(String name, int size) {
        return node(new Node.Input(name, size));
    }

    /** Y = f(X·W + b) of the node before, named dense1, dense2 …. */
    public NetworkBuilder dense(int size, Activation activation) {
        return dense(nextName("dense"), previous(), size, activation);
    }

    /** Y = f(X·W + b), initialised as suits the activation. */
    public NetworkBuilder dense(String name, String input, int size, Activation activation) {
        Arguments.present("activation", activation);
        return node(new Node.Dense(name, input, size, activation, true, Initialization.suiting(activation)));
    }

    /** Y = f(X) of the node before. */
    public NetworkBuilder activate(Activation activation) {
        return node(new Node.Activate(nextName("activate"), previous(), activation));
    }

    /** Y = softmax(X) of the node before. */
    public NetworkBuilder softmax() {
        return node(new Node.Softmax(nextName("softmax"), previous()));
    }

    /** Y = X₁ + X₂ + …. */
    public NetworkBuilder add(String name, String... inputs) {
        return node(new Node.Add(name, List.of(inputs)));
    }

    /** Y = [X₁ X₂ …]. */
    public NetworkBuilder concatenate(String name, String... inputs) {
        return node(new Node.Concatenate(name, List.of(inputs)));
    }

    /** Any node. */
    public NetworkBuilder node(Node node) {
        nodes.add(Arguments.present("node", node));
        return this;
    }

    /** The network in single precision: {@code build(seed, SINGLE)}. */
    public Network build(long seed) {
        return build(seed, Precision.SINGLE);
    }

    /**
     * The network, its weights drawn from the seed, its biases zero. The same weights in either precision, rounded to it.
     *
     * @throws IllegalArgumentException if the nodes form a cycle, one is unknown, unused or named twice, or sizes do not
     *     fit; the message names the nodes
     */
    public Network build(long seed, Precision precision) {
        return new Network(topology(), seed, Arguments.present("precision", precision));
    }

    /**
     * Answers by this network with the weights and biases of a file, found as {@link Network#loadParameters(Path, ParameterNames)} finds them. The weights are packed
     * from where they lie in the file, if they are of the precision asked for, and nothing else keeps them; others are converted first.
     *
     * @throws IOException if the file cannot be read, is damaged, or does not fit; the message says where and why
     */
    public Predictor freeze(Path file, ParameterNames names, Precision precision, Backend backend) throws IOException {
        Arguments.present("names", names);
        Arguments.present("precision", precision);
        Arguments.present("backend", backend);
        Graph graph = topology();
        try (TensorFile content = TensorFile.open(file)) {
            Frozen frozen = StoredParameters.freeze(content, names, graph, precision, backend);
            return new Predictor(graph, frozen, backend);
        }
    }

    Graph topology() {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("the network has no nodes; expected at least an input");
        }
        return new Graph(nodes);
    }

    private String previous() {
        if (nodes.isEmpty()) {
            throw new IllegalStateException("there is no node before this one; expected an input first");
        }
        return nodes.get(nodes.size() - 1).name();
    }

    private String nextName(String kind) {
        for (int number = 1; ; number++) {
            String name = kind + number;
            if (!isTaken(name)) {
                return name;
            }
        }
    }

    private boolean isTaken(String name) {
        for (Node node : nodes) {
            if (node.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
