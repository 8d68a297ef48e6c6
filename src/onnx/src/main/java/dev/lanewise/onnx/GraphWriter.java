// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes a network as an ONNX model, by the numbers of the messages' fields. */
final class GraphWriter {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final long MOST_BYTES = 2_000_000_000;

    /** The kinds of an attribute. */
    private static final int INTEGER = 2;

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private final Network network;
    private final int type;
    /** The names of the nodes. */
    private final Set<String> taken;

    private GraphWriter(Network network) {
        this.network = network;
        taken = network.nodes().stream().map(Node::name).collect(Collectors.toSet());
        type = network.precision() == Precision.SINGLE ? TensorProto.FLOAT : TensorProto.DOUBLE;
    }

    static void write(Network network, Path file) throws IOException {
        Matrix all = network.parameters();
        if ((long) all.cols() * all.precision().bytes() > MOST_BYTES) {
            throw new IOException("the network cannot be written to " + file + ": it has " + all.cols()
                    + " parameters; a file of the format has at most " + MOST_BYTES + " bytes of them");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " cannot be written: it is a folder; expected the name of a file");
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (target.getParent() == null || !Files.isDirectory(target.getParent())) {
            throw new IOException(file + " cannot be written: the folder " + target.getParent() + " does not exist");
        }
        replace(target, message(new GraphWriter(network)::model));
    }

    /** By a new file beside the old one that is put in its place, so that a crash leaves one of them whole. */
    private static void replace(Path target, byte[] model) throws IOException {
        // With the permissions of any new file, which a temporary one does not have.
        Path fresh = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(model);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (ClosedByInterruptException e) {
            throw new IOException(
                    target + " cannot be written: the thread was interrupted; the old file is as it was", e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static void nested(CodedOutputStream out, int field, Fields fields) throws IOException {
        out.writeByteArray(field, message(fields));
    }

    private void model(CodedOutputStream out) throws IOException {
        out.writeInt64(1, IR_VERSION);
        out.writeString(2, "lanewise");
        nested(out, 7, this::graph);
        nested(out, 8, opset -> opset.writeInt64(2, OPSET));
    }

    private void graph(CodedOutputStream out) throws IOException {
        for (Node node : network.nodes()) {
            node(out, node);
        }
        out.writeString(2, "lanewise");
        for (Node node : network.nodes()) {
            if (node instanceof Node.Dense dense) {
                constant(out, weight(dense), network.weights(dense.name()), false);
                if (dense.bias()) {
                    constant(out, bias(dense), network.biases(dense.name()), true);
                }
            }
        }
        for (Node node : network.nodes()) {
            if (node instanceof Node.Input input) {
                nested(out, 11, port -> port(port, input.name(), input.size()));
            }
        }
        nested(out, 12, port -> port(port, network.nodes().getLast().name(), network.outputSize()));
    }

    private void port(CodedOutputStream out, String name, int columns) throws IOException {
        out.writeString(1, name);
        nested(
                out,
                2,
                kind -> nested(kind, 1, tensor -> {
                    tensor.writeInt32(1, type);
                    nested(tensor, 2, shape -> {
                        nested(shape, 1, size -> size.writeString(2, "batch"));
                        nested(shape, 1, size -> size.writeInt64(1, columns));
                    });
                }));
    }

    private void node(CodedOutputStream out, Node node) throws IOException {
        switch (node) {
            case Node.Input input -> {
                // Named by the graph.
            }
            case Node.Dense dense -> dense(out, dense);
            case Node.Activate activate ->
                operator(out, operator(activate.activation()), List.of(activate.input()), activate.name(), null);
            case Node.Softmax softmax ->
                operator(out, "Softmax", List.of(softmax.input()), softmax.name(), at -> integer(at, "axis", -1));
            case Node.Add add -> add(out, add);
            case Node.Concatenate concatenate ->
                operator(out, "Concat", concatenate.inputs(), concatenate.name(), at -> integer(at, "axis", 1));
        }
    }

    /** A name that no node has: the values of nodes have theirs. */
    private String free(String name) {
        String free = name;
        while (taken.contains(free)) {
            free += "_";
        }
        return free;
    }

    private String weight(Node.Dense dense) {
        return free(dense.name() + ".weight");
    }

    private String bias(Node.Dense dense) {
        return free(dense.name() + ".bias");
    }

    private void dense(CodedOutputStream out, Node.Dense dense) throws IOException {
        boolean linear = dense.activation() == Activation.IDENTITY;
        String sum = linear ? dense.name() : free(dense.name() + ".sum");
        List<String> operands = dense.bias()
                ? List.of(dense.input(), weight(dense), bias(dense))
                : List.of(dense.input(), weight(dense));
        operator(out, "Gemm", operands, sum, null);
        if (!linear) {
            operator(out, operator(dense.activation()), List.of(sum), dense.name(), null);
        }
    }

    /** From left to right, two at a time. */
    private void add(CodedOutputStream out, Node.Add add) throws IOException {
        String sum = add.inputs().get(0);
        for (int k = 1; k < add.inputs().size(); k++) {
            String next = k == add.inputs().size() - 1 ? add.name() : free(add.name() + ".sum" + k);
            operator(out, "Add", List.of(sum, add.inputs().get(k)), next, null);
            sum = next;
        }
    }

    private static String operator(Activation f) {
        return switch (f) {
            case IDENTITY -> "Identity";
            case SIGMOID -> "Sigmoid";
            case TANH -> "Tanh";
            case RELU -> "Relu";
        };
    }

    private static void operator(
            CodedOutputStream out, String operator, List<String> inputs, String output, Fields attribute)
            throws IOException {
        nested(out, 1, node -> {
            for (String input : inputs) {
                node.writeString(1, input);
            }
            node.writeString(2, output);
            node.writeString(3, output);
            node.writeString(4, operator);
            if (attribute != null) {
                nested(node, 5, attribute);
            }
        });
    }

    private static void integer(CodedOutputStream out, String name, long value) throws IOException {
        out.writeString(1, name);
        out.writeInt64(3, value);
        out.writeEnum(20, INTEGER);
    }

    private void constant(CodedOutputStream out, String name, Matrix x, boolean row) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(x.rows() * x.cols() * x.precision().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                if (type == TensorProto.FLOAT) {
                    bytes.putFloat((float) x.get(i, j));
                } else {
                    bytes.putDouble(x.get(i, j));
                }
            }
        }
        nested(out, 5, tensor -> {
            if (!row) {
                tensor.writeInt64(1, x.rows());
            }
            tensor.writeInt64(1, x.cols());
            tensor.writeInt32(2, type);
            tensor.writeString(8, name);
            tensor.writeBytes(9, ByteString.copyFrom(bytes.array()));
        });
    }
}
