// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Node;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that other tools wrote, by {@code src/test/python/models.py}; ONNX Runtime is the judge. */
class OnnxTest {
    /** Rounding errors of some tens of operations on numbers of the size of one. */
    private static final double UNITS = 16;

    @TempDir
    Path folder;

    private static Path models() {
        try {
            return Path.of(OnnxTest.class.getResource("softmax.onnx").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Path> files() throws IOException {
        return Files.list(models())
                .filter(file -> file.toString().endsWith(".onnx"))
                .sorted();
    }

    private static Matrix array(Path model, String kind) throws IOException {
        String name = model.getFileName().toString().replace(".onnx", kind + ".npy");
        Path file = model.resolveSibling(name);
        try (TensorFile open = TensorFile.open(file)) {
            return open.tensor("array").matrix();
        }
    }

    private static void assertClose(Matrix answers, Matrix expected, String what) {
        double worst = 0;
        for (int i = 0; i < expected.rows(); i++) {
            for (int j = 0; j < expected.cols(); j++) {
                double scale = Math.max(1, Math.abs(expected.get(i, j)));
                worst = Math.max(worst, Math.abs(answers.get(i, j) - expected.get(i, j)) / scale);
            }
        }
        double units = worst / answers.precision().unit();
        System.out.printf("%-24s %s %4.1f units%n", what, answers.precision(), units);
        assertThat(units).as(what).isLessThan(UNITS);
    }

    @ParameterizedTest
    @MethodSource("files")
    void theAnswersAreThoseOfOnnxRuntime(Path model) throws IOException {
        Network network = Onnx.read(model);
        Matrix x = array(model, ".in");
        assertClose(
                network.predict(x), array(model, ".out"), model.getFileName().toString());
    }

    /** Read and written again, each model runs there and gives the answers it gave. */
    @ParameterizedTest
    @MethodSource("files")
    void whatIsWrittenRunsInOnnxRuntime(Path model) throws Exception {
        Network network = Onnx.read(model);
        Path file = folder.resolve("written.onnx");
        Onnx.write(network, file);
        Matrix x = array(model, ".in");
        assertClose(judge(network, file, x), network.predict(x), "written " + model.getFileName());
        Network again = Onnx.read(file);
        assertThat(again.predict(x).hasSameElements(network.predict(x))).isTrue();
    }

    private static Matrix judge(Network network, Path file, Matrix x) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        int column = 0;
        for (Node node : network.nodes()) {
            if (node instanceof Node.Input input) {
                Matrix part = x.cols(column, column + input.size()).copy();
                inputs.put(
                        input.name(),
                        x.precision() == Precision.SINGLE
                                ? OnnxTensor.createTensor(environment, rows(part))
                                : OnnxTensor.createTensor(environment, doubleRows(part)));
                column += input.size();
            }
        }
        try (OrtSession session = environment.createSession(file.toString());
                OrtSession.Result result = session.run(inputs)) {
            Object answers = result.get(0).getValue();
            return answers instanceof float[][] floats ? Matrix.ofRows(floats) : Matrix.ofRows((double[][]) answers);
        }
    }

    private static float[][] rows(Matrix x) {
        float[][] rows = new float[x.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = x.row(i).copy().floats();
        }
        return rows;
    }

    private static double[][] doubleRows(Matrix x) {
        double[][] rows = new double[x.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = x.row(i).copy().doubles();
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aNetworkOfEveryKindOfNodeIsWrittenAndReadBack(Precision precision) throws Exception {
        Network network = Network.builder()
                .input("a", 3)
                .input("b", 2)
                .dense("h", "a", 5, Activation.TANH)
                .dense("k", "h", 5, Activation.IDENTITY)
                .node(new Node.Dense("n", "k", 5, Activation.RELU, false, dev.lanewise.nn.Initialization.HE))
                .add("sum", "h", "k", "n")
                .node(new Node.Activate("s", "sum", Activation.SIGMOID))
                .concatenate("all", "s", "b", "sum")
                .dense("out", "all", 4, Activation.IDENTITY)
                .softmax()
                .build(1, precision);
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        SplittableRandom random = new SplittableRandom(1);
        Matrix x = Matrix.zeros(7, 5, precision);
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 5; j++) {
                x.set(i, j, random.nextDouble(-1, 1));
            }
        }
        assertThat(Onnx.read(file).predict(x).hasSameElements(network.predict(x)))
                .isTrue();
        assertClose(judge(network, file, x), network.predict(x), "every kind of node");
    }

    @Test
    void whatCannotBeWrittenToIsNamedAndLinksStayLinks() throws IOException {
        Network network = Network.sequential(2).dense(1, Activation.SIGMOID).build(1);
        assertThatThrownBy(() -> Onnx.write(network, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + " cannot be written: it is a folder");
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Onnx.write(network, nowhere.resolve("network.onnx")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the folder " + nowhere + " does not exist");
        Path file = Files.write(folder.resolve("network.onnx"), new byte[0]);
        Path link = Files.createSymbolicLink(folder.resolve("link.onnx"), file);
        Onnx.write(network, link);
        assertThat(link).isSymbolicLink();
        assertThat(Onnx.read(file).predict(1, 2)).containsExactly(network.predict(1, 2));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Onnx.write(network, file)).hasMessageContaining("the thread was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Onnx.read(file).predict(1, 2)).containsExactly(network.predict(1, 2));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void anInnerValueCanBeAskedFor() throws IOException {
        Path model = models().resolve("gemm-tanh.onnx");
        Network hidden = Onnx.read(model, "a");
        assertThat(hidden.outputSize()).isEqualTo(6);
        assertThatThrownBy(() -> Onnx.read(model, "nothing"))
                .hasMessageContaining("output is \"nothing\"; expected a value of one of its nodes, such as [a, y, z]");
    }

    @Test
    void constantsBesideTheModelMustLieInItsFolder() throws IOException {
        byte[] model = Files.readAllBytes(models().resolve("external.onnx"));
        String text = new String(model, java.nio.charset.StandardCharsets.ISO_8859_1);
        Path file = folder.resolve("external.onnx");
        Files.write(
                file,
                text.replace("external.data", "../ernal.data").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Onnx.read(file))
                .hasMessageContaining(
                        "lies in \"../ernal.data\", which is no file there; expected one in the model's folder");
        Files.write(file, model);
        assertThatThrownBy(() -> Onnx.read(file))
                .hasMessageContaining("external.onnx cannot be read as ONNX")
                .hasMessageContaining("lies in \"external.data\", which is no file there");
        Files.write(folder.resolve("external.data"), new byte[10]);
        assertThatThrownBy(() -> Onnx.read(file)).hasMessageContaining("which has 10; expected");
    }

    /** Flipped, missing and added bytes: a network, or an exception that says why. */
    @Test
    void damagedModelsAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        Path file = folder.resolve("damaged.onnx");
        List<byte[]> sound = files().map(OnnxTest::bytes).toList();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = sound.get(random.nextInt(sound.size())).clone();
            for (int fault = 0; fault <= round % 3; fault++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = round % 5 == 0 ? random.nextInt(bytes.length) : bytes.length;
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            try {
                assertThat(Onnx.read(file).outputSize()).isPositive();
            } catch (IOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
