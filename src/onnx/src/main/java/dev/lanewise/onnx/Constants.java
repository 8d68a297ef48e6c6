// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The constants of a graph as matrices, all in the precision of the first number that is met. */
final class Constants {
    private final Path file;
    private final ModelProto.Graph graph;
    private final Map<String, ModelProto.Node> makers;
    private final Allowance allowance;
    private Precision precision;

    Constants(Path file, ModelProto.Graph graph, Map<String, ModelProto.Node> makers) throws IOException {
        this.file = file;
        this.graph = graph;
        this.makers = makers;
        List<TensorProto> all = new ArrayList<>(graph.constants().values());
        graph.nodes().forEach(node -> all.addAll(node.with().tensors().values()));
        allowance = Allowance.of(file, all);
    }

    /** That of the numbers so far; single if there were none. */
    Precision precision() {
        return precision == null ? Precision.SINGLE : precision;
    }

    /** Notes that something has numbers of this type, or refuses it. */
    void use(int type, String what) throws IOException {
        Precision found = type == TensorProto.FLOAT || type == 0
                ? Precision.SINGLE
                : type == TensorProto.DOUBLE ? Precision.DOUBLE : null;
        if (found == null || precision != null && type != 0 && precision != found) {
            throw ModelProto.fault(
                    file,
                    what + " has type " + type + "; expected "
                            + (precision == null
                                    ? "float (1) or double (11)"
                                    : precision == Precision.SINGLE
                                            ? "float (1), as before"
                                            : "double (11), as before"));
        }
        precision = type == 0 ? precision : found;
    }

    /** The constant of this name, also where it comes through nodes that change nothing; or null. */
    TensorProto get(String name) {
        TensorProto found = graph.constants().get(name);
        ModelProto.Node maker = makers.get(name);
        for (int i = 0; found == null && maker != null && i < GraphReader.MOST_DEPTH; i++) {
            if (maker.operator().equals("Constant")) {
                return value(maker);
            }
            if (!maker.operator().equals("Identity")) {
                return null;
            }
            found = graph.constants().get(maker.input(0));
            maker = makers.get(maker.input(0));
        }
        return found;
    }

    /** A tensor, or a single number. */
    private static TensorProto value(ModelProto.Node constant) {
        Float number = constant.with().floats().get("value_float");
        if (number == null) {
            return constant.with().tensors().get("value");
        }
        byte[] bytes = ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(number)
                .array();
        return new TensorProto(constant.name(), List.of(), TensorProto.FLOAT, bytes, Map.of());
    }

    /** A constant of two sizes, or of fewer as one row. */
    Matrix matrix(String name, ModelProto.Node node) throws IOException {
        TensorProto constant = get(name);
        if (constant == null) {
            throw ModelProto.fault(file, node + " takes \"" + name + "\"; expected a constant there");
        }
        use(constant.type(), "constant \"" + name + "\"");
        List<Long> sizes = constant.sizes();
        if (sizes.size() > 2 || constant.count() == 0) {
            throw ModelProto.fault(
                    file,
                    "constant \"" + name + "\" of " + node + " has the sizes " + sizes
                            + "; expected at most two, none of them 0");
        }
        ByteBuffer numbers = constant.numbers(file);
        int rows = sizes.size() == 2 ? sizes.get(0).intValue() : 1;
        Matrix matrix = room(rows, (int) (constant.count() / rows));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < matrix.cols(); j++) {
                matrix.set(i, j, precision == Precision.SINGLE ? numbers.getFloat() : numbers.getDouble());
            }
        }
        return matrix;
    }

    /** Zeros, if a model of this size may have as many. */
    Matrix room(int rows, int cols) throws IOException {
        allowance.take((long) rows * cols * precision().bytes());
        return Matrix.zeros(rows, cols, precision());
    }
}
