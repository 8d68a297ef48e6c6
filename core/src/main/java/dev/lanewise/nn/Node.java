// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import java.util.List;

/** A node of a network: what it computes from the values of its inputs, each a matrix with one row per sample. */
public sealed interface Node {
    /** The name by which other nodes, files and error messages know it. */
    String name();

    /** The names of the nodes whose values it takes. */
    List<String> inputs();

    /** X itself: the next {@code size} columns of what the network is given. */
    record Input(String name, int size) implements Node {
        public Input {
            requireName(name);
            Arguments.atLeast("size of " + name, 1, size);
        }

        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    /** Y = f(X·W + b), or f(X·W) without bias; W has a column per output. */
    record Dense(String name, String input, int size, Activation activation, boolean bias, Initialization weights)
            implements Node {
        public Dense {
            requireName(name);
            Arguments.present("input of " + name, input);
            Arguments.atLeast("size of " + name, 1, size);
            Arguments.present("activation of " + name, activation);
            Arguments.present("weights of " + name, weights);
        }

        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Y = f(X), elementwise. */
    record Activate(String name, String input, Activation activation) implements Node {
        public Activate {
            requireName(name);
            Arguments.present("input of " + name, input);
            Arguments.present("activation of " + name, activation);
        }

        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Y = softmax(X), row by row. */
    record Softmax(String name, String input) implements Node {
        public Softmax {
            requireName(name);
            Arguments.present("input of " + name, input);
        }

        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Y = X₁ + X₂ + …, added from left to right: a residual connection. */
    record Add(String name, List<String> inputs) implements Node {
        public Add {
            requireName(name);
            inputs = List.copyOf(inputs);
            Arguments.atLeast("number of inputs of " + name, 2, inputs.size());
        }
    }

    /** Y = [X₁ X₂ …], column beside column. */
    record Concatenate(String name, List<String> inputs) implements Node {
        public Concatenate {
            requireName(name);
            inputs = List.copyOf(inputs);
            Arguments.atLeast("number of inputs of " + name, 2, inputs.size());
        }
    }

    private static void requireName(String name) {
        Arguments.present("name", name);
        if (!name.matches("[A-Za-z0-9_.-]{1,100}")) {
            throw new IllegalArgumentException(
                    "name is \"" + name + "\"; expected 1 to 100 letters, digits, dots, dashes or underscores");
        }
    }
}
