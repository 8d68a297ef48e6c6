// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Models that are written field by field, as no tool would write them. */
final class Models {
    private Models() {}

    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    static Fields integer(String name, long value) {
        return out -> out.writeByteArray(5, message(attribute -> {
            attribute.writeString(1, name);
            attribute.writeInt64(3, value);
        }));
    }

    /** The node "n" whose output is y. */
    static Fields node(String operator, List<String> inputs, Fields attribute) {
        return node(operator, inputs, "y", attribute);
    }

    static Fields node(String operator, List<String> inputs, String output, Fields attribute) {
        return out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, output);
            out.writeString(3, "n");
            out.writeString(4, operator);
            attribute.write(out);
        };
    }

    static byte[] port(String name, long... sizes) throws IOException {
        return message(port -> {
            port.writeString(1, name);
            port.writeByteArray(
                    2,
                    message(type -> type.writeByteArray(1, message(tensor -> {
                        tensor.writeInt32(1, 1);
                        tensor.writeByteArray(2, message(shape -> {
                            shape.writeByteArray(1, message(size -> size.writeString(2, "N")));
                            for (long columns : sizes) {
                                shape.writeByteArray(1, message(size -> size.writeInt64(1, columns)));
                            }
                        }));
                    }))));
        });
    }

    /** A model of these nodes, an input x of these sizes, a constant "one" of one row and column, and an output y. */
    static byte[] model(int opset, List<Fields> nodes, long... sizes) throws IOException {
        return message(out -> {
            out.writeByteArray(7, message(graph -> {
                for (Fields node : nodes) {
                    graph.writeByteArray(1, message(node));
                }
                graph.writeByteArray(5, message(constant -> {
                    constant.writeInt32(2, 1);
                    constant.writeFloat(4, 1);
                    constant.writeString(8, "one");
                }));
                graph.writeByteArray(11, port("x", sizes));
                graph.writeByteArray(12, port("y", 3));
            }));
            out.writeByteArray(8, message(version -> version.writeInt64(2, opset)));
        });
    }
}
