// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelTest {
    private static final Matrix RAW = Matrix.ofRows(new float[] {1000, 0.1f}, new float[] {2000, 0.3f});

    @TempDir
    Path folder;

    private static Network network(Precision precision) {
        return Network.sequential(2)
                .dense(3, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .softmax()
                .build(5, precision);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aLoadedModelAnswersRawRowsAsTheSavedOneDid(Precision precision) throws IOException {
        Matrix raw = RAW.to(precision);
        Standardizer scale = new Standardizer(raw);
        Network network = network(precision);
        Model model = Model.of(network).withScale(scale).withClasses("one, \"1\"", "zwei", "三");
        Path file = folder.resolve("model.safetensors");
        model.save(file);

        Model loaded = Model.load(file);
        assertThat(loaded.predict(raw).hasSameElements(network.predict(scale.apply(raw))))
                .isTrue();
        assertThat(loaded.predict(raw).hasSameElements(network.predict(raw))).isFalse();
        assertThat(loaded.classes()).containsExactly("one, \"1\"", "zwei", "三");
        assertThat(loaded.classify(raw)).isEqualTo(model.classify(raw));
        assertThat(loaded.scale().orElseThrow().means()).isEqualTo(scale.means());
        assertThat(loaded.scale().orElseThrow().deviations()).isEqualTo(scale.deviations());
    }

    @Test
    void aNetworkIsNotLoadedWithoutItsScale() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Model.of(network(Precision.SINGLE)).withScale(new Standardizer(RAW)).save(file);
        assertThatThrownBy(() -> Network.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds a model that scales its rows; expected a network alone");
    }

    @Test
    void whatANetworkSavesIsAModelWithoutScaleAndNames() throws IOException {
        Network network = network(Precision.SINGLE);
        Path file = folder.resolve("network.safetensors");
        network.save(file);
        Model model = Model.load(file);
        assertThat(model.scale()).isEqualTo(Optional.empty());
        assertThat(model.classes()).isEmpty();
        assertThat(model.predict(RAW).hasSameElements(network.predict(RAW))).isTrue();
        assertThatThrownBy(() -> model.classify(RAW)).hasMessageContaining("no names of classes");
        Model.of(network).withClasses("a", "b", "c").save(file);
        assertThat(Network.load(file).predict(RAW).hasSameElements(network.predict(RAW)))
                .isTrue();
    }

    @Test
    void scaleAndNamesFitTheNetwork() {
        Model model = Model.of(network(Precision.SINGLE));
        assertThatThrownBy(() -> model.withScale(new Standardizer(Matrix.zeros(1, 3))))
                .hasMessage("scale has 3 columns; expected the network's 2 inputs");
        assertThatThrownBy(() -> model.withClasses("a", "b"))
                .hasMessage("classes is [a, b]; expected 3 names for the network's outputs");
        assertThatThrownBy(() -> model.withClasses("a", "b", "c\nd")).hasMessageContaining("control characters");
    }

    @Test
    void spoiltMetadataAreNamed() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Model.of(network(Precision.SINGLE)).withScale(new Standardizer(RAW)).save(file);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf("1500.0");
        bytes[at] = 'x';
        Files.write(file, bytes);
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("number 0 of lanewise.means is \"x500.0\"; expected a number");
    }

    @Test
    void confusionCountsEveryAnswer() {
        Matrix targets = Matrix.ofRows(new float[][] {{1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}});
        Matrix answers = Matrix.ofRows(new float[][] {{.9f, .1f}, {.2f, .8f}, {.5f, .5f}, {0, 1}, {.1f, .2f}});
        Confusion confusion = Confusion.of(answers, targets, List.of("no", "yes"));
        assertThat(confusion.count(0, 0)).isEqualTo(1);
        assertThat(confusion.count(0, 1)).isEqualTo(1);
        assertThat(confusion.count(1, 0)).isEqualTo(1);
        assertThat(confusion.count(1, 1)).isEqualTo(2);
        assertThat(confusion.accuracy()).isEqualTo(0.6);
        assertThat(confusion)
                .hasToString("            answered\n" + "true class        no     yes\n"
                        + "no                 1       1\n" + "yes                1       2\n");
        assertThat(Confusion.of(answers.cols(1, 2), targets.cols(1, 2)).accuracy())
                .isEqualTo(0.6);
    }
}
