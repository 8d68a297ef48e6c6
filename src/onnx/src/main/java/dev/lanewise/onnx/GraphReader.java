// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.nn.Initialization;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import dev.lanewise.nn.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Turns the nodes that lead to a value into those of a network, from the value backwards. */
final class GraphReader {
    private static final String KNOWN = "Add, Cast, Concat, Constant, Dropout, Flatten, Gemm, Identity, MatMul, Relu,"
            + " Reshape, Sigmoid, Softmax, Tanh";
    /** Of nodes that are not in their order, or only pass a value on: each takes a few frames of the stack. */
    static final int MOST_DEPTH = 300;

    private static final Set<String> PASSING = Set.of("Cast", "Constant", "Dropout", "Flatten", "Identity", "Reshape");
    private static final int MOST_COLUMNS = 100_000_000;

    /** A dense layer before it is built: W is inputs x outputs. */
    private record Layer(Matrix w, Matrix bias) {}

    private final Path file;
    private final Constants constants;
    private final long opset;
    private final ModelProto.Graph graph;
    private final Map<String, ModelProto.Node> makers;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Node> inputs = new LinkedHashMap<>();
    private final Map<String, Layer> layers = new HashMap<>();
    private final Names names = new Names();
    private int depth;

    GraphReader(Path file, ModelProto model) throws IOException {
        this.file = file;
        opset = model.opset();
        graph = model.graph();
        graph.requireDistinctNames(file);
        makers = graph.makers();
        constants = new Constants(file, graph, makers);
        for (ModelProto.Node node : graph.nodes()) {
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
    }

    Network network(String asked) throws IOException {
        String output = asked.isEmpty() ? onlyOutput() : asked;
        if (!makers.containsKey(output)) {
            throw fault("output is \"" + output + "\"; expected a value of one of its nodes, such as "
                    + makers.keySet().stream().sorted().limit(20).toList());
        }
        for (ModelProto.Node node : graph.leadingTo(output, makers)) {
            if (!PASSING.contains(node.operator())) {
                value(node.outputs().get(0));
            }
        }
        Value last = value(output);
        orderInputs();
        NetworkBuilder builder = Network.builder();
        inputs.values().forEach(builder::node);
        if (nodes.isEmpty()) {
            nodes.put(
                    last.node() + ".output",
                    new Node.Activate(last.node() + ".output", last.node(), Activation.IDENTITY));
        }
        Node end = nodes.remove(last.node());
        nodes.values().forEach(builder::node);
        if (end != null) {
            builder.node(end);
        }
        Network network;
        try {
            network = builder.build(0, constants.precision());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw fault(e.getMessage());
        }
        layers.forEach((name, layer) -> {
            Backends.scalar().copy(layer.w(), network.weights(name));
            Backends.scalar().copy(layer.bias(), network.biases(name));
        });
        return network;
    }

    private String onlyOutput() throws IOException {
        List<String> outputs = graph.numbers();
        if (outputs.size() != 1) {
            throw fault("its outputs are " + outputs + "; expected one, or to be told which");
        }
        return outputs.get(0);
    }

    /** The network is given its columns in the order of the graph's inputs. */
    private void orderInputs() {
        Map<String, Node> ordered = new LinkedHashMap<>();
        for (ModelProto.Port port : graph.inputs()) {
            if (inputs.containsKey(port.name())) {
                ordered.put(port.name(), inputs.get(port.name()));
            }
        }
        inputs.clear();
        inputs.putAll(ordered);
    }

    private Value value(String name) throws IOException {
        return value(name, -1);
    }

    /** The value of this name; where it is an input whose columns are not fixed, it gets as many as its reader needs. */
    private Value value(String name, int needed) throws IOException {
        Value known = values.get(name);
        if (known == null) {
            if (constants.get(name) != null) {
                throw fault("value \"" + name + "\" is a constant; expected one that is computed from an input");
            }
            if (++depth > MOST_DEPTH) {
                throw fault("its nodes form a cycle, or a chain of more than " + MOST_DEPTH);
            }
            ModelProto.Node maker = makers.get(name);
            known = maker == null ? input(name, needed) : made(maker, name, needed);
            depth--;
            values.put(name, known);
        }
        return known;
    }

    private Value input(String name, int needed) throws IOException {
        for (ModelProto.Port port : graph.inputs()) {
            if (port.name().equals(name) && !graph.constants().containsKey(name)) {
                int columns = columns(port, needed);
                Node input = new Node.Input(names.unique(name), columns);
                inputs.put(name, input);
                constants.use(port.type(), "input \"" + name + "\"");
                return port.sizes() != null && port.sizes().size() > 2
                        ? Value.of(
                                input.name(),
                                columns,
                                port.sizes().subList(1, port.sizes().size()))
                        : new Value(input.name(), columns);
            }
        }
        throw fault("value \"" + name + "\" is made by no node and is no input");
    }

    private int columns(ModelProto.Port port, int needed) throws IOException {
        long columns = port.columns() > 0 ? port.columns() : needed;
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw fault("input \"" + port.name() + "\" has the sizes " + port.sizes()
                    + "; expected rows and a number of columns");
        }
        return (int) columns;
    }

    private Value made(ModelProto.Node node, String output, int needed) throws IOException {
        String operator = ModelProto.isOwn(node.domain()) ? node.operator() : "";
        if (!node.outputs().get(0).equals(output)) {
            throw fault(node + " has a second output \"" + output + "\" that is used; expected only the first");
        }
        return switch (operator) {
            case "Gemm" -> gemm(node);
            case "MatMul" -> dense(node, layer(node, constants.matrix(node.input(1), node), null), node.input(0));
            case "Add" -> add(node);
            case "Relu" -> activation(node, Activation.RELU);
            case "Sigmoid" -> activation(node, Activation.SIGMOID);
            case "Tanh" -> activation(node, Activation.TANH);
            case "Softmax" -> softmax(node);
            case "Concat" -> concat(node);
            case "Identity", "Dropout" -> value(node.input(0), needed);
            case "Flatten" -> flatten(node, needed);
            case "Reshape" -> reshape(node, needed);
            case "Cast" -> cast(node, needed);
            default -> throw fault(node + " is not known; expected one of [" + KNOWN + "]");
        };
    }

    private Value put(Node node, int columns, List<Long> sizes) {
        nodes.put(node.name(), node);
        return new Value(node.name(), columns, sizes);
    }

    // Dense layers.

    private Layer layer(ModelProto.Node node, Matrix w, Matrix bias) throws IOException {
        Matrix row = Matrix.zeros(1, w.cols(), constants.precision());
        if (bias != null) {
            if (bias.rows() != 1 || bias.cols() != 1 && bias.cols() != w.cols()) {
                throw fault(node + " adds a constant of " + bias.rows() + "x" + bias.cols()
                        + "; expected one number or one for each of " + w.cols() + " columns");
            }
            for (int j = 0; j < row.cols(); j++) {
                row.set(0, j, bias.get(0, bias.cols() == 1 ? 0 : j));
            }
        }
        return new Layer(w, row);
    }

    private Value gemm(ModelProto.Node node) throws IOException {
        if (node.with().integer("transA", 0) != 0) {
            throw fault(node + " has transA = 1; expected 0, as its rows would no longer be samples");
        }
        Matrix b = constants.matrix(node.input(1), node);
        Matrix w = node.with().integer("transB", 0) != 0 ? constants.room(b.cols(), b.rows()) : b;
        if (w != b) {
            Backends.scalar().copy(b.t(), w);
        }
        Backends.scalar().scale(node.with().number("alpha", 1), w, w);
        String c = node.input(2);
        Matrix bias = c.isEmpty() ? null : constants.matrix(c, node);
        if (bias != null) {
            Backends.scalar().scale(node.with().number("beta", 1), bias, bias);
        }
        return dense(node, layer(node, w, bias), node.input(0));
    }

    private Value dense(ModelProto.Node node, Layer layer, String x) throws IOException {
        Value from = value(x, layer.w().rows());
        if (from.columns() != layer.w().rows() || !from.isRow()) {
            throw fault(node + " multiplies " + from.columns() + " columns in the sizes " + from.sizes() + " by "
                    + layer.w().rows() + " rows");
        }
        return dense(uniqueName(node), layer, from, Activation.IDENTITY);
    }

    private String uniqueName(ModelProto.Node node) {
        return names.unique(node.outputs().get(0));
    }

    private Value dense(String name, Layer layer, Value from, Activation f) {
        layers.put(name, layer);
        int size = layer.w().cols();
        List<Long> sizes = new ArrayList<>(from.sizes());
        sizes.set(sizes.size() - 1, (long) size);
        return put(new Node.Dense(name, from.node(), size, f, true, Initialization.XAVIER), size, sizes);
    }

    private Value add(ModelProto.Node node) throws IOException {
        String first = node.input(0);
        String second = node.input(1);
        boolean constantFirst = constants.get(first) != null;
        if (!constantFirst && constants.get(second) == null) {
            Value x = value(first);
            Value y = value(second);
            if (!x.sizes().equals(y.sizes())) {
                throw fault(
                        node + " adds rows in the sizes " + x.sizes() + " and " + y.sizes() + "; expected the same");
            }
            return put(new Node.Add(uniqueName(node), List.of(x.node(), y.node())), x.columns(), x.sizes());
        }
        String product = constantFirst ? second : first;
        Matrix bias = constants.matrix(constantFirst ? first : second, node);
        // One number says nothing of the columns to which it is added.
        Value of = value(product, bias.cols() == 1 ? -1 : bias.cols());
        if (!of.isRow() && bias.cols() != 1) {
            throw fault(node + " adds a constant of " + bias.cols() + " numbers to rows in the sizes " + of.sizes()
                    + "; expected one number, or rows in one size, as Flatten makes them");
        }
        // The bias of the layer before, if nobody else reads that; else a layer that multiplies by one.
        Layer before = layers.get(of.node());
        if (before != null && isReadOnceAsItIs(product) && isZero(before.bias()) && isLinear(of)) {
            layers.put(of.node(), layer(node, before.w(), bias));
            return of;
        }
        Matrix one = constants.room(of.columns(), of.columns());
        for (int i = 0; i < one.rows(); i++) {
            one.set(i, i, 1);
        }
        return dense(uniqueName(node), layer(node, one, bias), of, Activation.IDENTITY);
    }

    /** By one node, and not by way of a node that passes it on: others may read what that one was given. */
    private boolean isReadOnceAsItIs(String name) {
        ModelProto.Node maker = makers.get(name);
        boolean passes = maker != null
                && (PASSING.contains(maker.operator())
                        || maker.operator().equals("Concat") && maker.inputs().size() == 1);
        return readers.getOrDefault(name, 0) == 1 && maker != null && !passes;
    }

    private boolean isLinear(Value of) {
        return nodes.get(of.node()) instanceof Node.Dense dense && dense.activation() == Activation.IDENTITY;
    }

    private static boolean isZero(Matrix row) {
        return IntStream.range(0, row.cols()).allMatch(j -> row.get(0, j) == 0);
    }

    // What is done to values.

    /** The layer's own activation, where nobody else reads what comes before it; else a node of its own. */
    private Value activation(ModelProto.Node node, Activation f) throws IOException {
        String x = node.input(0);
        Value of = value(x);
        boolean alone = isReadOnceAsItIs(x)
                && graph.outputs().stream().noneMatch(port -> port.name().equals(x));
        if (alone && isLinear(of) && layers.containsKey(of.node())) {
            Node.Dense dense = (Node.Dense) nodes.get(of.node());
            nodes.put(of.node(), new Node.Dense(of.node(), dense.input(), dense.size(), f, true, dense.weights()));
            return of;
        }
        return put(new Node.Activate(uniqueName(node), of.node(), f), of.columns(), of.sizes());
    }

    private Value softmax(ModelProto.Node node) throws IOException {
        long axis = node.with().integer("axis", opset < 13 ? 1 : -1);
        if (axis != 1 && axis != -1) {
            throw fault(node + " has axis = " + axis + "; expected 1 or -1, the columns");
        }
        Value of = value(node.input(0));
        // Before version 13 all sizes from the axis on were one.
        boolean overAllColumns = of.isMatrix() || opset < 13 && axis == 1;
        if (!overAllColumns) {
            throw fault(node + " with axis = " + axis + " takes a value of " + of.rank()
                    + " sizes; expected two, as Flatten makes them");
        }
        return put(new Node.Softmax(uniqueName(node), of.node()), of.columns(), of.sizes());
    }

    private Value concat(ModelProto.Node node) throws IOException {
        long axis = node.with().integer("axis", 0);
        if (axis != 1 && axis != -1) {
            throw fault(node + " has axis = " + axis + "; expected 1 or -1, the columns");
        }
        List<String> parts = new ArrayList<>();
        long columns = 0;
        Value first = value(node.input(0));
        List<Long> sizes = new ArrayList<>(first.sizes());
        sizes.set(0, 0L);
        for (String part : node.inputs()) {
            Value value = value(part);
            boolean besideEachOther = value.isMatrix() || axis == 1;
            List<Long> others = value.sizes().subList(1, value.sizes().size());
            if (!others.equals(sizes.subList(1, sizes.size())) || !besideEachOther) {
                throw fault(node + " with axis = " + axis + " takes values of " + first.rank() + " and " + value.rank()
                        + " sizes; expected two, as Flatten makes them");
            }
            parts.add(value.node());
            columns += value.columns();
            sizes.set(0, sizes.getFirst() + value.sizes().getFirst());
        }
        if (columns > MOST_COLUMNS) {
            throw fault(node + " gives " + columns + " columns; expected at most " + MOST_COLUMNS);
        }
        if (parts.size() == 1) {
            return first;
        }
        return put(new Node.Concatenate(uniqueName(node), parts), (int) columns, sizes);
    }

    private Value flatten(ModelProto.Node node, int needed) throws IOException {
        if (node.with().integer("axis", 1) != 1) {
            throw fault(node + " has axis = " + node.with().integer("axis", 1) + "; expected 1, which keeps the rows");
        }
        return inTwoSizes(value(node.input(0), needed));
    }

    private static Value inTwoSizes(Value of) {
        return new Value(of.node(), of.columns());
    }

    /** To two sizes of which the first is that of the rows: -1, or 0 for as it was. */
    private Value reshape(ModelProto.Node node, int needed) throws IOException {
        TensorProto shape = constants.get(node.input(1));
        if (shape == null || shape.type() != TensorProto.INT64 || shape.count() != 2) {
            throw fault(node + " has " + (shape == null ? "a computed shape" : "the shape " + shape.sizes())
                    + "; expected a constant of two numbers");
        }
        ByteBuffer numbers = shape.numbers(file);
        long rows = numbers.getLong();
        long columns = numbers.getLong();
        Value of = value(node.input(0), Math.clamp(columns, needed, Integer.MAX_VALUE));
        if (!(rows == -1 && columns == of.columns() || rows == 0 && (columns == -1 || columns == of.columns()))) {
            throw fault(node + " gives " + of.columns() + " columns the shape [" + rows + ", " + columns
                    + "]; expected one that keeps the rows");
        }
        return inTwoSizes(of);
    }

    private Value cast(ModelProto.Node node, int needed) throws IOException {
        Value of = value(node.input(0), needed);
        constants.use((int) node.with().integer("to", 0), "the result of " + node);
        return of;
    }

    private IOException fault(String why) {
        return ModelProto.fault(file, why);
    }
}
