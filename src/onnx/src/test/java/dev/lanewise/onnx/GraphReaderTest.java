// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import static dev.lanewise.onnx.Models.integer;
import static dev.lanewise.onnx.Models.message;
import static dev.lanewise.onnx.Models.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.nn.Network;
import dev.lanewise.onnx.Models.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a graph may be, and what it may not, by models written for it. */
class GraphReaderTest {
    @TempDir
    Path folder;

    @Test
    void whatIsNotKnownIsNamed() throws IOException {
        refused(
                "node \"n\" (Conv) is not known; expected one of [Add, Cast, Concat, Constant, Dropout, Flatten, Gemm,",
                node("Conv", List.of("x"), out -> {}));
        refused(
                "node \"n\" (Softmax) has axis = 0; expected 1 or -1",
                node("Softmax", List.of("x"), integer("axis", 0)));
        refused(
                "node \"n\" (Gemm) has transA = 1; expected 0, as its rows would no longer be samples",
                node("Gemm", List.of("x", "x"), integer("transA", 1)));
        refused("node \"n\" (Gemm) takes \"x\"; expected a constant there", node("Gemm", List.of("x", "x"), out -> {}));
        refused("the result of node \"n\" (Cast) has type 7", node("Cast", List.of("x"), integer("to", 7)));
        refused("node \"n\" (Flatten) has axis = 0", node("Flatten", List.of("x"), integer("axis", 0)));
        refused("its nodes form a cycle", node("Relu", List.of("y"), out -> {}));
        refused("value \"w\" is made by no node and is no input", node("Relu", List.of("w"), out -> {}));
    }

    /** It is added to columns of any number, and the next layer knows of how many. */
    @Test
    void oneNumberSaysNothingOfTheColumnsOfAnInput() throws IOException {
        Fields sum = node("Add", List.of("x", "one"), "s", out -> {});
        Path alone = written(13, List.of(sum, node("Relu", List.of("s"), out -> {})), -1);
        assertThatThrownBy(() -> Onnx.read(alone)).hasMessageContaining("expected rows and a number of columns");
    }

    @Test
    void aConstantIsNoValueOfSamples() throws IOException {
        String expected = "is a constant; expected one that is computed from an input";
        refused("value \"one\" " + expected, node("Relu", List.of("one"), out -> {}));
        Path file = written(13, List.of(constant("two", 1, 2), node("Tanh", List.of("two"), out -> {})), 2);
        assertThatThrownBy(() -> Onnx.read(file)).hasMessageContaining("value \"two\" " + expected);
    }

    private void refused(String message, Fields node) throws IOException {
        refused(message, 13, node, 3);
    }

    private void refused(String message, int opset, Fields node, long... sizes) throws IOException {
        Path file = written(opset, node, sizes);
        assertThatThrownBy(() -> Onnx.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("written.onnx cannot be read as ONNX: " + message);
    }

    private Path written(int opset, Fields node, long... sizes) throws IOException {
        return written(opset, List.of(node), sizes);
    }

    private Path written(int opset, List<Fields> nodes, long... sizes) throws IOException {
        return Files.write(folder.resolve("written.onnx"), Models.model(opset, nodes, sizes));
    }

    /** Over the last of three sizes, or over the second alone, is not over all columns. */
    @Test
    void whatGoesOverSomeOfTheColumnsIsRefused() throws IOException {
        String two = " sizes; expected two, as Flatten makes them";
        Fields softmax = node("Softmax", List.of("x"), out -> {});
        refused("node \"n\" (Softmax) with axis = -1 takes a value of 3" + two, 13, softmax, 3, 4);
        refused(
                "node \"n\" (Softmax) with axis = 1 takes a value of 3" + two,
                13,
                node("Softmax", List.of("x"), integer("axis", 1)),
                1,
                4);
        assertThat(Onnx.read(written(11, softmax, 3, 4)).outputSize()).isEqualTo(12);
        refused(
                "node \"n\" (Concat) with axis = -1 takes values of 3 and 3" + two,
                13,
                node("Concat", List.of("x", "x"), integer("axis", -1)),
                3,
                4);
        assertThat(Onnx.read(written(13, node("Concat", List.of("x", "x"), integer("axis", 1)), 3, 4))
                        .outputSize())
                .isEqualTo(24);
    }

    /** What a constant or another value is added to row by row would be spread over other sizes. */
    @Test
    void sumsOfOtherSizesAreRefused() throws IOException {
        assertThat(Onnx.read(written(13, node("Add", List.of("x", "one"), out -> {}), 4, 1))
                        .outputSize())
                .isEqualTo(4);
        refused(
                "node \"n\" (MatMul) multiplies 4 columns in the sizes [4, 1] by 1 rows",
                13,
                node("MatMul", List.of("x", "one"), out -> {}),
                4,
                1);
        Path file = written(13, List.of(constant("two", 1, 2), node("Add", List.of("x", "two"), out -> {})), 2, 1);
        assertThatThrownBy(() -> Onnx.read(file))
                .hasMessageContaining("adds a constant of 2 numbers to rows in the sizes [2, 1]");
        assertThat(Onnx.read(written(13, node("MatMul", List.of("x", "one"), out -> {}), 1, -1))
                        .inputSize())
                .isEqualTo(1);
        assertThat(Onnx.read(written(
                                13, List.of(constant("two", 1, 2), node("Add", List.of("x", "two"), out -> {})), 1, 2))
                        .predict(0, 0))
                .containsExactly(1, 2);
    }

    /** A node that makes a constant. */
    private static Fields constant(String name, float... numbers) {
        return node(
                "Constant",
                List.of(),
                name,
                out -> out.writeByteArray(5, message(attribute -> {
                    attribute.writeString(1, "value");
                    attribute.writeByteArray(5, message(tensor -> {
                        tensor.writeInt64(1, numbers.length);
                        tensor.writeInt32(2, 1);
                        for (float number : numbers) {
                            tensor.writeFloat(4, number);
                        }
                    }));
                })));
    }

    @Test
    void aValueThatIsMadeTwiceIsRefused() throws IOException {
        Path file = written(
                13,
                List.of(
                        node("Relu", List.of("x"), "h", out -> {}),
                        node("Tanh", List.of("x"), "h", out -> {}),
                        node("Add", List.of("x", "h"), out -> {})),
                3);
        assertThatThrownBy(() -> Onnx.read(file)).hasMessageContaining("the value \"h\" is made twice");
    }

    /** Names that the writer makes up give way to those of nodes. */
    @Test
    void namesOfNodesMayLookLikeThoseOfTheirParts() throws IOException {
        Network network = Network.builder()
                .input("x", 2)
                .dense("h.sum", "x", 2, Activation.IDENTITY)
                .dense("h.weight", "x", 2, Activation.TANH)
                .dense("h", "x", 2, Activation.SIGMOID)
                .add("out", "h", "h.sum", "h.weight")
                .build(1);
        Path file = folder.resolve("names.onnx");
        Onnx.write(network, file);
        assertThat(Onnx.read(file).predict(0.25f, -3)).containsExactly(network.predict(0.25f, -3));
    }

    /** As some writers have it: no tensor, a number. */
    @Test
    void aConstantMayBeASingleNumber() throws IOException {
        Fields constant = node(
                "Constant",
                List.of(),
                "c",
                out -> out.writeByteArray(5, message(attribute -> {
                    attribute.writeString(1, "value_float");
                    attribute.writeFloat(2, 2.5f);
                })));
        Network network = Onnx.read(written(13, List.of(constant, node("Add", List.of("x", "c"), out -> {})), 3));
        assertThat(network.predict(1, 2, 3)).containsExactly(3.5f, 4.5f, 5.5f);
    }

    /** What is read by way of a node that passes it on is read by others too: nothing may be done to it in its place. */
    @Test
    void whatOthersReadStaysAsItIs() throws IOException {
        for (String passing : List.of("Identity", "Dropout", "Flatten")) {
            Network network = Onnx.read(written(
                    13,
                    List.of(
                            node("MatMul", List.of("x", "one"), "h", out -> {}),
                            node(passing, List.of("h"), "i", out -> {}),
                            node("Relu", List.of("i"), "r", out -> {}),
                            node("Add", List.of("i", "one"), "s", out -> {}),
                            node("Concat", List.of("h", "r", "s"), integer("axis", 1))),
                    1));
            assertThat(network.predict(-3)).as(passing).containsExactly(-3, 0, -2);
        }
        Network joined = Onnx.read(written(
                13,
                List.of(
                        node("MatMul", List.of("x", "one"), "h", out -> {}),
                        node("Concat", List.of("h"), "c", integer("axis", 1)),
                        node("Relu", List.of("c"), "r", out -> {}),
                        node("Concat", List.of("h", "r"), integer("axis", 1))),
                1));
        assertThat(joined.predict(-3)).containsExactly(-3, 0);
        Network once = Onnx.read(written(
                13,
                List.of(
                        node("MatMul", List.of("x", "one"), "h", out -> {}),
                        node("Identity", List.of("h"), "i", out -> {}),
                        node("Relu", List.of("i"), "r", out -> {}),
                        node("Concat", List.of("h", "r"), integer("axis", 1))),
                1));
        assertThat(once.predict(-3)).containsExactly(-3, 0);
    }

    /** Longer than a stack is deep. */
    @Test
    void aChainOfAnyLengthIsRead() throws IOException {
        int length = 20_000;
        List<Fields> nodes = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            String x = i == 0 ? "x" : "v" + i;
            String y = i == length - 1 ? "y" : "v" + (i + 1);
            nodes.add(node("Relu", List.of(x), y, out -> {}));
        }
        assertThat(Onnx.read(written(13, nodes, 3)).nodes()).hasSize(length + 1);
    }

    /** A sum with a constant becomes a layer of columns x columns. */
    @Test
    void aSmallFileTakesLittleMemory() throws IOException {
        Fields sum = node("Add", List.of("x", "one"), out -> {});
        assertThat(Onnx.read(written(13, sum, 1000))
                        .predict(Matrix.zeros(1, 1000))
                        .get(0, 999))
                .isEqualTo(1);
        refused(
                "its nodes need more than 67108864 bytes of weights; expected at most 16 times the size",
                13,
                sum,
                30_000);
        refused("its nodes need more than 67108864 bytes of weights", 13, sum, 50_000);
        refused(
                "node \"n\" (Concat) gives 300000000 columns; expected at most 100000000",
                13,
                node("Concat", List.of("x", "x", "x"), integer("axis", 1)),
                100_000_000);
    }
}
