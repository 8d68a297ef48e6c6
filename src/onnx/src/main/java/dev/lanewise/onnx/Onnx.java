// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import dev.lanewise.Arguments;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Networks from ONNX files and to them: the part of the format that is a feed-forward network, as PyTorch, Keras and others
 * export it.
 *
 * <p>Read are Gemm (with its factors and transposes; the second operand a constant), MatMul and Add with constants, Add of
 * values, Sigmoid, Tanh, Relu, Softmax over columns, Concat of columns, Constant, and what changes nothing: Identity,
 * Flatten, Reshape, Dropout and Cast; in float or in double, with constants in the file or beside it. Any other operator is
 * refused by its name and its node. Values of more than two sizes are taken for rows of columns.
 *
 * <p>The answers are not the bits of another runtime, whose sums have an order of their own, but the same to within the
 * rounding errors of both, for values that are finite: a constant that is added to a value becomes a layer, in which what is not
 * finite in one column reaches the others. From Lanewise they are the same bits everywhere.
 */
public final class Onnx {
    private Onnx() {}

    /**
     * Reads a network: the path to the model's only output of floating point.
     *
     * @throws IOException if the file cannot be read, is damaged, or holds something else; the message says where and why
     */
    public static Network read(Path file) throws IOException {
        return read(file, "");
    }

    /**
     * Reads the part of a network that leads to a value, an output or an inner one, by its name; what only leads elsewhere is
     * not looked at.
     *
     * @throws IOException if the file cannot be read, is damaged, or holds something else; the message says where and why
     */
    public static Network read(Path file, String output) throws IOException {
        Arguments.present("file", file);
        Arguments.present("output", output);
        return new GraphReader(file, ModelProto.read(file)).network(output);
    }

    /**
     * Writes a network, architecture and weights, with opset 13 and rows named {@code batch}; an old file is replaced in one
     * step.
     *
     * @throws IOException if that cannot be done
     */
    public static void write(Network network, Path file) throws IOException {
        Arguments.present("network", network);
        Arguments.present("file", file);
        GraphWriter.write(network, file);
    }
}
