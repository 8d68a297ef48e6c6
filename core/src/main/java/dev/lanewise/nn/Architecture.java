// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import java.util.List;
import java.util.StringJoiner;

/** The nodes of a network as text, one a line: kind, name, inputs joined by '+', and what else the kind has. */
final class Architecture {
    private Architecture() {}

    static String write(List<Node> nodes) {
        StringJoiner lines = new StringJoiner("\n");
        for (Node node : nodes) {
            lines.add(line(node));
        }
        return lines.toString();
    }

    private static String line(Node node) {
        String inputs = String.join("+", node.inputs());
        return switch (node) {
            case Node.Input input -> "input " + input.name() + " " + input.size();
            case Node.Dense dense ->
                String.join(
                        " ",
                        "dense",
                        dense.name(),
                        inputs,
                        Integer.toString(dense.size()),
                        dense.activation().name(),
                        dense.bias() ? "bias" : "plain",
                        dense.weights().name());
            case Node.Activate activate ->
                "activate " + activate.name() + " " + inputs + " "
                        + activate.activation().name();
            case Node.Softmax softmax -> "softmax " + softmax.name() + " " + inputs;
            case Node.Add add -> "add " + add.name() + " " + inputs;
            case Node.Concatenate concatenate -> "concatenate " + concatenate.name() + " " + inputs;
        };
    }

    /** @throws IllegalArgumentException if a line is not of that form */
    static NetworkBuilder read(String text) {
        NetworkBuilder builder = new NetworkBuilder();
        for (String line : text.split("\n", -1)) {
            try {
                builder.node(node(line.split(" ", -1)));
            } catch (ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("line \"" + line + "\" is too short", e);
            }
        }
        return builder;
    }

    private static Node node(String[] words) {
        return switch (words[0]) {
            case "input" -> new Node.Input(words[1], Integer.parseInt(words[2]));
            case "dense" ->
                new Node.Dense(
                        words[1],
                        words[2],
                        Integer.parseInt(words[3]),
                        Activation.valueOf(words[4]),
                        words[5].equals("bias"),
                        Initialization.valueOf(words[6]));
            case "activate" -> new Node.Activate(words[1], words[2], Activation.valueOf(words[3]));
            case "softmax" -> new Node.Softmax(words[1], words[2]);
            case "add" -> new Node.Add(words[1], List.of(words[2].split("\\+")));
            case "concatenate" -> new Node.Concatenate(words[1], List.of(words[2].split("\\+")));
            default ->
                throw new IllegalArgumentException("node kind is \"" + words[0]
                        + "\"; expected input, dense, activate, softmax, add or concatenate");
        };
    }
}
