// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The nodes in topological order, each after its inputs, with the number of columns of each one's value. In plain loops: the first stream of a
 * JVM takes as long as a small network takes to train.
 */
final class Graph {
    private final List<Node> nodes;
    private final Map<String, Integer> positions = new HashMap<>();
    private final int[] sizes;
    private final int[][] inputs;
    private final int inputSize;

    /**
     * Checks the nodes, given in any order; the last one given is the output. As all others lead to it, it also comes
     * last in topological order.
     */
    Graph(List<Node> given) {
        Map<String, Node> byName = byName(given);
        String output = given.get(given.size() - 1).name();
        nodes = ordered(byName);
        for (int i = 0; i < nodes.size(); i++) {
            positions.put(nodes.get(i).name(), i);
        }
        inputs = new int[nodes.size()][];
        sizes = new int[nodes.size()];
        int columns = 0;
        for (int i = 0; i < sizes.length; i++) {
            Node node = nodes.get(i);
            inputs[i] = positions(node.inputs());
            sizes[i] = size(node, inputs[i]);
            columns = columns(node.name(), (long) columns + (node instanceof Node.Input input ? input.size() : 0));
        }
        inputSize = columns;
        requireAllUsed(output);
    }

    private static Map<String, Node> byName(List<Node> given) {
        Map<String, Node> byName = new LinkedHashMap<>();
        for (Node node : given) {
            if (byName.put(node.name(), node) != null) {
                throw new IllegalArgumentException("two nodes are named " + node.name() + "; expected distinct names");
            }
        }
        if (!(inputsFirst(byName).getFirst() instanceof Node.Input)) {
            throw new IllegalArgumentException("the network has no input; expected at least one");
        }
        for (Node node : given) {
            for (String input : node.inputs()) {
                if (!byName.containsKey(input)) {
                    throw new IllegalArgumentException("node " + node.name() + " takes its input from \"" + input
                            + "\", which does not exist; expected one of " + byName.keySet());
                }
            }
        }
        return byName;
    }

    /** The inputs share the columns given in the order in which they were described. */
    private static List<Node> inputsFirst(Map<String, Node> byName) {
        List<Node> inputs = new ArrayList<>();
        List<Node> others = new ArrayList<>();
        for (Node node : byName.values()) {
            (node instanceof Node.Input ? inputs : others).add(node);
        }
        inputs.addAll(others);
        return inputs;
    }

    /** Depth first; a node met again while its inputs are being visited closes a cycle. */
    private static List<Node> ordered(Map<String, Node> byName) {
        Set<String> done = new HashSet<>();
        Set<String> onPath = new HashSet<>();
        // Of a node on the path, the first input that may not be done: none is looked at twice.
        Map<String, Integer> next = new HashMap<>();
        List<Node> order = new ArrayList<>();
        for (Node root : inputsFirst(byName)) {
            Deque<String> path = new ArrayDeque<>();
            path.push(root.name());
            onPath.add(root.name());
            while (!path.isEmpty()) {
                Node node = Objects.requireNonNull(byName.get(path.peek()));
                int input = next.getOrDefault(node.name(), 0);
                while (input < node.inputs().size()
                        && done.contains(node.inputs().get(input))) {
                    input++;
                }
                next.put(node.name(), input);
                String pending = input < node.inputs().size() ? node.inputs().get(input) : null;
                if (pending == null) {
                    onPath.remove(path.pop());
                    if (done.add(node.name())) {
                        order.add(node);
                    }
                } else if (!onPath.add(pending)) {
                    throw new IllegalArgumentException(cycle(path, pending));
                } else {
                    path.push(pending);
                }
            }
        }
        return order;
    }

    private static String cycle(Deque<String> path, String again) {
        StringBuilder names = new StringBuilder(again);
        for (String name : path) {
            names.append(" → ").append(name);
            if (name.equals(again)) {
                break;
            }
        }
        return "the nodes " + names + " form a cycle; expected a network without cycles";
    }

    private static int columns(String node, long sum) {
        if (sum > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "with node " + node + " there are " + sum + " columns; expected at most " + Integer.MAX_VALUE);
        }
        return (int) sum;
    }

    private int size(Node node, int[] from) {
        return switch (node) {
            case Node.Input input -> input.size();
            case Node.Dense dense -> dense.size();
            case Node.Activate activate -> sizes[from[0]];
            case Node.Softmax softmax -> sizes[from[0]];
            case Node.Add add -> sameSize(add, from);
            case Node.Concatenate concatenate -> {
                int sum = 0;
                for (int input : from) {
                    sum = columns(node.name(), (long) sum + sizes[input]);
                }
                yield sum;
            }
        };
    }

    private int sameSize(Node.Add add, int[] from) {
        for (int input : from) {
            if (sizes[input] != sizes[from[0]]) {
                throw new IllegalArgumentException(
                        "node " + add.name() + " adds " + nodes.get(from[0]).name() + " of size "
                                + sizes[from[0]] + " and " + nodes.get(input).name() + " of size " + sizes[input]
                                + "; expected equal sizes");
            }
        }
        return sizes[from[0]];
    }

    private void requireAllUsed(String output) {
        Set<String> used = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (used.add(name)) {
                open.addAll(
                        nodes.get(Objects.requireNonNull(positions.get(name))).inputs());
            }
        }
        for (Node node : nodes) {
            if (!used.contains(node.name())) {
                throw new IllegalArgumentException("node " + node.name() + " does not lead to the output " + output
                        + "; expected every node to be used");
            }
        }
    }

    int count() {
        return nodes.size();
    }

    Node node(int i) {
        return nodes.get(i);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The positions of the dense nodes, in topological order. */
    int[] dense() {
        int[] dense = new int[count()];
        int found = 0;
        for (int i = 0; i < dense.length; i++) {
            if (node(i) instanceof Node.Dense) {
                dense[found++] = i;
            }
        }
        return Arrays.copyOf(dense, found);
    }

    private int[] positions(List<String> names) {
        int[] of = new int[names.size()];
        for (int k = 0; k < of.length; k++) {
            of[k] = Objects.requireNonNull(positions.get(names.get(k)));
        }
        return of;
    }

    /** The position of the dense node of this name. */
    int dense(String name) {
        for (int i : dense()) {
            if (node(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("node is \"" + name + "\"; expected one of the dense nodes "
                + IntStream.of(dense()).mapToObj(i -> node(i).name()).toList());
    }

    /** The columns of node i's value. */
    int size(int i) {
        return sizes[i];
    }

    /** The positions of node i's inputs. */
    int[] inputs(int i) {
        return inputs[i];
    }

    /** For each node, how often others take its value as input; a node that takes it twice counts twice. */
    int[] readers() {
        int[] readers = new int[count()];
        for (int[] from : inputs) {
            for (int input : from) {
                readers[input]++;
            }
        }
        return readers;
    }

    /** The columns of all values together. */
    long columns() {
        long sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        return sum;
    }

    /** The columns of the widest value, or of all inputs together. */
    int widest() {
        int widest = Math.max(1, inputSize);
        for (int size : sizes) {
            widest = Math.max(widest, size);
        }
        return widest;
    }

    /** Whether the first node is the only input. */
    boolean hasOneInput() {
        return nodes.size() < 2 || !(nodes.get(1) instanceof Node.Input);
    }

    int inputSize() {
        return inputSize;
    }

    int outputSize() {
        return sizes[sizes.length - 1];
    }
}
