// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.tensors.Tensor;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that were trained elsewhere. */
class StoredParametersTest {
    private static final Matrix X = Matrix.ofRows(new float[] {0.5f, -1});

    @TempDir
    Path folder;

    private static Network network(Precision precision) {
        return Network.sequential(2)
                .dense(3, Activation.RELU)
                .dense(1, Activation.IDENTITY)
                .build(1, precision);
    }

    /** The weights of a 2-3-1 network, outputs x inputs, by the names given. */
    private Path stored(String... names) throws IOException {
        Matrix[] values = {
            Matrix.ofRows(new float[][] {{1, 4}, {2, 5}, {3, 6}}),
            Matrix.ofRows(new float[] {0.5f, 0.25f, 0.125f}),
            Matrix.ofRows(new float[] {7, 8, 9}),
            Matrix.ofRows(new float[] {-1})
        };
        List<List<Long>> shapes = List.of(List.of(3L, 2L), List.of(3L), List.of(1L, 3L), List.of(1L));
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            tensors.add(Tensor.of(names[i], values[i % 4], shapes.get(i % 4)));
        }
        Path file = folder.resolve("weights.safetensors");
        TensorFile.write(file, Map.of(), tensors);
        return file;
    }

    private static void assertLoaded(Network network) {
        assertThat(network.weights("dense1").elements()).isEqualTo("1.0 2.0 3.0\n4.0 5.0 6.0\n");
        assertThat(network.biases("dense1").elements()).isEqualTo("0.5 0.25 0.125\n");
        assertThat(network.weights("dense2").elements()).isEqualTo("7.0\n8.0\n9.0\n");
        assertThat(network.biases("dense2").elements()).isEqualTo("-1.0\n");
    }

    @Test
    void theStateOfASequentialModelLoadsAsItIs() throws IOException {
        for (Precision precision : Precision.values()) {
            Network network = network(precision);
            network.loadParameters(stored("0.weight", "0.bias", "2.weight", "2.bias"));
            assertLoaded(network);
            network.loadParameters(
                    stored("layers.10.weight", "layers.10.bias", "layers.9.weight", "layers.9.bias")
                            .resolveSibling("weights.safetensors"),
                    ParameterNames.usual().with("dense1", "layers.10").with("dense2", "layers.9"));
            assertLoaded(network);
        }
        Network prefixed = network(Precision.SINGLE);
        prefixed.loadParameters(stored("net.4.weight", "net.4.bias", "net.11.weight", "net.11.bias"));
        assertLoaded(prefixed);
    }

    @Test
    void prefixesNamesAndWhatIsNotWantedAreAFewWords() throws IOException {
        Network network = network(Precision.SINGLE);
        ParameterNames names = ParameterNames.usual()
                .withPrefix("model.")
                .with("dense1", "fc1")
                .with("dense2", "head")
                .without("position_ids", "ema.*");
        network.loadParameters(
                stored(
                        "model.fc1.weight",
                        "model.fc1.bias",
                        "model.head.weight",
                        "model.head.bias",
                        "position_ids",
                        "ema.fc1",
                        "ema.fc2"),
                names);
        assertLoaded(network);
        assertThatThrownBy(() -> network.loadParameters(
                        stored("dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias", "position_ids")))
                .hasMessageContaining("it has a tensor \"position_ids\"; expected only [dense1.bias, dense1.weight")
                .hasMessageContaining("ParameterNames.without skips others");
        assertThatThrownBy(() -> network.loadParameters(
                        stored("a.weight"), ParameterNames.usual().with("hid", "a")))
                .hasMessageContaining("node is \"hid\"; expected one of the dense nodes [dense1, dense2]");
    }

    /** A network whose nodes have the numbers of the file in another order is loaded by its names. */
    @Test
    void namesThatFitComeBeforeTheOrderOfNumbers() throws IOException {
        Network network = Network.builder()
                .input("x", 2)
                .dense("2", "x", 3, Activation.RELU)
                .dense("0", "2", 1, Activation.IDENTITY)
                .build(1);
        network.loadParameters(stored("2.weight", "2.bias", "0.weight", "0.bias"));
        assertThat(network.weights("2").elements()).isEqualTo("1.0 2.0 3.0\n4.0 5.0 6.0\n");
        assertThat(network.biases("0").elements()).isEqualTo("-1.0\n");
    }

    @Test
    void numbersBehindAnotherPrefixDoNotCount() throws IOException {
        Network network = network(Precision.SINGLE);
        Path file = stored("b.0.weight", "b.0.bias", "b.2.weight", "b.2.bias", "a.4.weight");
        network.loadParameters(file, ParameterNames.usual().withPrefix("b.").without("a.*"));
        assertLoaded(network);
        assertThatThrownBy(() ->
                        network.loadParameters(file, ParameterNames.usual().withPrefix("b.")))
                .hasMessageContaining("it has a tensor \"a.4.weight\"; expected only [b.0.bias, b.0.weight");
    }

    /** As some write them: a bias as a matrix of one row. */
    @Test
    void aBiasOfOneRowIsABias() throws IOException {
        Path file = folder.resolve("row.safetensors");
        Matrix w = Matrix.ofRows(new float[] {2}, new float[] {3});
        Network network = Network.sequential(1).dense(2, Activation.IDENTITY).build(1);
        for (List<Long> shape : List.of(List.of(2L), List.of(1L, 2L))) {
            write(file, w, Matrix.ofRows(new float[] {4, 5}), shape);
            network.loadParameters(file);
            assertThat(network.biases("dense1").elements()).isEqualTo("4.0 5.0\n");
        }
        for (List<Long> shape : List.of(List.of(2L, 1L), List.of(1L, 1L, 2L))) {
            write(file, w, Matrix.ofRows(new float[] {4, 5}), shape);
            assertThatThrownBy(() -> network.loadParameters(file))
                    .hasMessageContaining("has shape " + shape + "; expected [2]");
        }
        write(file, w, Matrix.ofRows(new float[] {4, 5, 6}), List.of(1L, 3L));
        assertThatThrownBy(() -> network.loadParameters(file)).hasMessageContaining("has shape [1, 3]; expected [2]");
        write(file, w, Matrix.ofRows(new float[] {Float.NaN, 5}), List.of(2L));
        assertThatThrownBy(() -> network.loadParameters(file))
                .hasMessageContaining("element 0 of tensor \"dense1.bias\" is NaN; expected a finite number");
    }

    private static void write(Path file, Matrix weights, Matrix biases, List<Long> shape) throws IOException {
        TensorFile.write(
                file,
                Map.of(),
                List.of(Tensor.of("dense1.weight", weights, List.of(2L, 1L)), Tensor.of("dense1.bias", biases, shape)));
    }

    @Test
    void aFileThatDoesNotFitChangesNothing() throws IOException {
        Network network = network(Precision.SINGLE);
        Matrix before = network.parameters().copy();
        assertThatThrownBy(() -> network.loadParameters(stored("0.weight", "0.bias")))
                .hasMessageContaining("it has no tensor \"dense1.weight\"; it has [0.weight, 0.bias]");
        assertThatThrownBy(() -> network.loadParameters(stored("2.weight", "2.bias", "0.weight", "0.bias")))
                .hasMessageContaining("tensor \"0.weight\" has shape [1, 3]; expected [3, 2]");
        assertThat(network.parameters().hasSameElements(before)).isTrue();
    }

    @Test
    void scikitLearnsCoefficientsLoadAsTheyAre() throws IOException {
        for (String name : List.of("stored.npz", "packed.npz")) {
            Path file = folder.resolve(name);
            try (InputStream in = TensorFile.class.getResourceAsStream(name)) {
                Files.write(file, in.readAllBytes());
            }
            Network network = network(Precision.DOUBLE);
            network.loadParameters(file, ParameterNames.usual().without("zeros"));
            assertLoaded(network);
            Network single = network(Precision.SINGLE);
            assertThatThrownBy(() ->
                            single.loadParameters(file, ParameterNames.usual().without("zeros")))
                    .hasMessageContaining("has type F64, which would lose digits");
            single.loadParameters(file, ParameterNames.usual().without("zeros").rounded());
            assertLoaded(single);
            assertThat(single.predict(X).elements()).isEqualTo("-1.0\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aPredictorStraightFromAFileAnswersAsTheLoadedNetwork(Precision precision) throws IOException {
        Network network = network(precision);
        Path file = stored("0.weight", "0.bias", "2.weight", "2.bias");
        network.loadParameters(file);
        Matrix x = X.to(precision);
        for (Backend backend : List.of(Backends.scalar(), Backends.vector(), Backends.best())) {
            Matrix answers = Matrix.zeros(1, 1, precision);
            Network.sequential(2)
                    .dense(3, Activation.RELU)
                    .dense(1, Activation.IDENTITY)
                    .freeze(file, ParameterNames.usual(), precision, backend)
                    .predict(x, answers);
            assertThat(answers.hasSameElements(network.predict(Backends.scalar(), x)))
                    .isTrue();
        }
        assertThatThrownBy(() -> Network.sequential(2)
                        .dense(4, Activation.RELU)
                        .dense(1, Activation.IDENTITY)
                        .freeze(file, ParameterNames.usual(), precision, Backends.best()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor \"0.weight\" has shape [3, 2]; expected [4, 2]");
    }

    /** Large enough to be mapped; the second is written over after it was closed, which a copy does not see. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void aPredictorStraightFromASavedNetworkNeedsItsFileNoMore(Precision precision) throws IOException {
        Network network = Network.builder()
                .input("in", 300)
                .dense("wide", "in", 1001, Activation.TANH)
                .node(new Node.Dense(
                        "plain", "wide", 9, Activation.SIGMOID, false, Initialization.suiting(Activation.SIGMOID)))
                .build(4, precision);
        Path file = folder.resolve("net.safetensors");
        network.save(file);
        Predictor predictor = Predictor.load(file, Backends.vector());
        Files.write(file, new byte[0]);
        Matrix x = Network.sequential(300)
                .dense(70, Activation.TANH)
                .build(2, precision)
                .weights("dense1")
                .t();
        Matrix answers = Matrix.zeros(70, 9, precision);
        predictor.predict(x, answers);
        assertThat(answers.hasSameElements(network.predict(Backends.scalar(), x)))
                .isTrue();
    }

    @Test
    void aPredictorStraightFromAFileRefusesWhatALoadRefuses() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Model.of(network(Precision.SINGLE))
                .withScale(Standardizer.of(new double[2], new double[] {1, 1}))
                .save(file);
        assertThatThrownBy(() -> Predictor.load(file, Backends.best()))
                .hasMessageContaining("holds a model that scales its rows");
        Path foreign = stored("0.weight", "0.bias", "2.weight", "2.bias");
        assertThatThrownBy(() -> Predictor.load(foreign, Backends.best()))
                .hasMessageContaining("its metadata has no lanewise.architecture");
        TensorFile.write(
                foreign,
                Map.of(),
                List.of(
                        Tensor.of("0.weight", Matrix.zeros(3, 2), List.of(3L, 2L)),
                        Tensor.of("0.bias", Matrix.ofRows(new float[] {0, Float.NaN, 0}), List.of(3L)),
                        Tensor.of("2.weight", Matrix.zeros(1, 3), List.of(1L, 3L)),
                        Tensor.of("2.bias", Matrix.zeros(1, 1), List.of(1L))));
        assertThatThrownBy(() -> Network.sequential(2)
                        .dense(3, Activation.RELU)
                        .dense(1, Activation.IDENTITY)
                        .freeze(foreign, ParameterNames.usual(), Precision.SINGLE, Backends.best()))
                .hasMessageContaining("element 1 of tensor \"0.bias\" is NaN; expected a finite number");
    }
}
