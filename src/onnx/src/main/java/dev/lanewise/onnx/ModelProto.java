// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts of ONNX's messages that a network needs, by the numbers of their fields; all others are passed over. */
record ModelProto(long opset, Graph graph) {
    /** A graph: what it is given, what it holds (and which names there are twice), what it computes, in whatever order. */
    record Graph(
            List<Node> nodes,
            Map<String, TensorProto> constants,
            Set<String> twice,
            List<Port> inputs,
            List<Port> outputs) {
        /** By each value's name the node that it comes from. */
        Map<String, Node> makers() {
            Map<String, Node> makers = new HashMap<>();
            nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
            // What is left out has no name.
            makers.remove("");
            return makers;
        }

        /** By rule each value is made once; a second maker would be taken for the first in silence. */
        void requireDistinctNames(Path file) throws IOException {
            Set<String> made = new HashSet<>(constants.keySet());
            inputs.forEach(input -> made.add(input.name()));
            for (Node node : nodes) {
                for (String output : node.outputs()) {
                    if (!output.isEmpty() && !made.add(output)) {
                        throw fault(file, "the value \"" + output + "\" is made twice; expected distinct names");
                    }
                }
            }
            if (!twice.isEmpty()) {
                throw fault(file, "two constants are named " + twice + "; expected distinct names");
            }
        }

        /** The nodes that a value needs, in the order of the graph, in which by rule each comes after its inputs. */
        List<Node> leadingTo(String output, Map<String, Node> makers) {
            Set<Node> needed = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(output));
            while (!open.isEmpty()) {
                Node maker = makers.get(open.pop());
                if (maker != null && needed.add(maker)) {
                    open.addAll(maker.inputs());
                }
            }
            return nodes.stream().filter(needed::contains).toList();
        }

        /** The outputs that are numbers. */
        List<String> numbers() {
            return outputs.stream()
                    .filter(port ->
                            port.type() == TensorProto.FLOAT || port.type() == TensorProto.DOUBLE || port.type() == 0)
                    .map(Port::name)
                    .toList();
        }
    }

    /** An operator with the names of its values. */
    record Node(
            String name, String operator, String domain, List<String> inputs, List<String> outputs, Attributes with) {
        /** The name of its i-th input; empty if there is none. */
        String input(int i) {
            return i < inputs.size() ? inputs.get(i) : "";
        }

        /** For messages. */
        @Override
        public String toString() {
            String shown = domain.isEmpty() ? operator : domain + "." + operator;
            return "node \"" + name + "\" (" + shown + ")";
        }
    }

    /** An input or output: its name, its type of number, and its sizes, -1 where one is not fixed; null if none are given. */
    record Port(String name, int type, List<Long> sizes) {
        /** The product of all sizes but the first; -1 if one is not fixed, and the greatest long if it is greater. */
        long columns() {
            long product = sizes == null || sizes.size() < 2 ? -1 : 1;
            for (int i = 1; product >= 0 && i < sizes.size(); i++) {
                long size = sizes.get(i);
                product = size <= 0 ? -1 : product > Long.MAX_VALUE / size ? Long.MAX_VALUE : product * size;
            }
            return product;
        }
    }

    /** The attributes of a node; who asks names the default. */
    record Attributes(Map<String, Float> floats, Map<String, Long> integers, Map<String, TensorProto> tensors) {
        long integer(String name, long usual) {
            return integers.getOrDefault(name, usual);
        }

        float number(String name, float usual) {
            return floats.getOrDefault(name, usual);
        }
    }

    private static final int MOST_FILE = Integer.MAX_VALUE - 8;

    static ModelProto read(Path file) throws IOException {
        if (Files.size(file) > MOST_FILE) {
            throw fault(file, "it has " + Files.size(file) + " bytes; expected at most " + MOST_FILE);
        }
        try {
            ModelProto model = model(CodedInputStream.newInstance(Files.readAllBytes(file)));
            if (model.graph() == null) {
                throw fault(file, "it has no graph");
            }
            return model;
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw fault(file, e.getMessage());
        }
    }

    static IOException fault(Path file, String why) {
        return new IOException(file + " cannot be read as ONNX: " + why);
    }

    /** Reads a value or the fields of a message. */
    interface Reader<T> {
        T read(CodedInputStream in) throws IOException;
    }

    /** A message inside of another. */
    static <T> T nested(CodedInputStream in, Reader<T> reader) throws IOException {
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        T message = reader.read(in);
        in.checkLastTagWas(0);
        in.popLimit(outer);
        return message;
    }

    private static ModelProto model(CodedInputStream in) throws IOException {
        long opset = 0;
        Graph graph = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 7 -> graph = nested(in, ModelProto::graph);
                case 8 -> opset = Math.max(opset, nested(in, ModelProto::opset));
                default -> in.skipField(tag);
            }
        }
        return new ModelProto(opset, graph);
    }

    /** The version of the operators of ONNX itself; 0 for other domains. */
    private static long opset(CodedInputStream in) throws IOException {
        String domain = "";
        long version = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> domain = in.readString();
                case 2 -> version = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        return isOwn(domain) ? version : 0;
    }

    static boolean isOwn(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private static Graph graph(CodedInputStream in) throws IOException {
        Graph graph = new Graph(
                new ArrayList<>(), new LinkedHashMap<>(), new HashSet<>(), new ArrayList<>(), new ArrayList<>());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> graph.nodes().add(nested(in, ModelProto::node));
                case 5 -> {
                    TensorProto constant = nested(in, TensorProto::read);
                    if (graph.constants().put(constant.name(), constant) != null) {
                        graph.twice().add(constant.name());
                    }
                }
                case 11 -> graph.inputs().add(nested(in, ModelProto::port));
                case 12 -> graph.outputs().add(nested(in, ModelProto::port));
                default -> in.skipField(tag);
            }
        }
        return graph;
    }

    private static Node node(CodedInputStream in) throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String operator = "";
        String domain = "";
        Attributes with = new Attributes(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> inputs.add(in.readString());
                case 2 -> outputs.add(in.readString());
                case 3 -> name = in.readString();
                case 4 -> operator = in.readString();
                case 5 -> nested(in, message -> attribute(message, with));
                case 7 -> domain = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new Node(name, operator, domain, inputs, outputs, with);
    }

    private static Attributes attribute(CodedInputStream in, Attributes with) throws IOException {
        String name = "";
        Float number = null;
        Long integer = null;
        TensorProto tensor = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> name = in.readString();
                case 2 -> number = in.readFloat();
                case 3 -> integer = in.readInt64();
                case 5 -> tensor = nested(in, TensorProto::read);
                default -> in.skipField(tag);
            }
        }
        if (number != null) {
            with.floats().put(name, number);
        }
        if (integer != null) {
            with.integers().put(name, integer);
        }
        if (tensor != null) {
            with.tensors().put(name, tensor);
        }
        return with;
    }

    private static Port port(CodedInputStream in) throws IOException {
        String name = "";
        Port type = new Port("", 0, null);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> name = in.readString();
                case 2 -> type = nested(in, ModelProto::type);
                default -> in.skipField(tag);
            }
        }
        return new Port(name, type.type(), type.sizes());
    }

    /** Type and sizes of a tensor; of other kinds nothing. */
    private static Port type(CodedInputStream in) throws IOException {
        Port found = new Port("", 0, null);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == 1 && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                found = nested(in, ModelProto::tensorType);
            } else {
                in.skipField(tag);
            }
        }
        return found;
    }

    private static Port tensorType(CodedInputStream in) throws IOException {
        int type = 0;
        List<Long> sizes = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> type = in.readInt32();
                case 2 -> sizes = nested(in, ModelProto::sizes);
                default -> in.skipField(tag);
            }
        }
        return new Port("", type, sizes);
    }

    private static List<Long> sizes(CodedInputStream in) throws IOException {
        List<Long> sizes = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == 1) {
                sizes.add(nested(in, ModelProto::size));
            } else {
                in.skipField(tag);
            }
        }
        return sizes;
    }

    private static long size(CodedInputStream in) throws IOException {
        long size = -1;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == 1) {
                size = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return size;
    }
}
