// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Matrix;
import dev.lanewise.nn.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void breastCancerIsLearned() throws Exception {
        assertThat(BreastCancer.run(60)).isGreaterThanOrEqualTo(0.97);
        assertThat(Files.readString(Path.of("target", "breast-cancer-loss.svg")))
                .contains("<svg");
    }

    @Test
    void digitsAreLearned() throws Exception {
        assertThat(Digits.run(40)).isGreaterThanOrEqualTo(0.97);
    }

    /** As the page says: those of Spark are elsewhere. */
    @Test
    void everyExampleOfThePageIsFoundByItsName() throws IOException {
        for (String line : Files.readAllLines(Path.of("../site/markdown/examples.md"))) {
            if (line.startsWith("| `") && !line.contains("OnSpark")) {
                String name = line.substring(3, line.indexOf('`', 3));
                assertThat(Main.isKnown(name)).as(name).isTrue();
            }
        }
    }

    @Test
    void theSmallExamplesRun() {
        EmbeddingInTenLines.main(new String[0]);
        ReplacingATripleLoop.main(new String[0]);
    }

    @Test
    void whatOthersHoldIsReadWhereItLies() {
        FMatrixRMaj x = new FMatrixRMaj(1, 2, true, 3, 4);
        HandingOver.ofEjml(x).set(0, 1, 5);
        assertThat(x.get(0, 1)).isEqualTo(5);
        FloatBuffer buffer =
                ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asFloatBuffer();
        Matrix view = HandingOver.ofBuffer(buffer, 1, 2);
        buffer.put(1, 6);
        assertThat(view.get(0, 1)).isEqualTo(6);
        assertThat(buffer.position()).isZero();
        float[] array = {1, 2, 3, 4};
        assertThat(HandingOver.ofMemory(MemorySegment.ofArray(array), 2, 2).get(1, 0))
                .isEqualTo(3);
        HandingOver.main(new String[0]);
    }

    @Test
    void aClassifierFromACsvWithTextLabelsAnswersFromItsFile() throws Exception {
        StringBuilder csv = new StringBuilder("height,weight,kind\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 150; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            csv.append(1000 * x)
                    .append(',')
                    .append(y)
                    .append(x < 0.3 ? ",low" : y < 0.5 ? ",mid" : ",high")
                    .append('\n');
        }
        Path file = Files.writeString(Files.createTempFile("kinds", ".csv"), csv);
        Path model = Files.createTempFile("model", ".safetensors");
        assertThat(ClassifyCsv.run(file, model)).isGreaterThan(0.85);
        assertThat(Model.load(model).classify(Matrix.ofRows(new float[] {100, 0.9f}, new float[] {900, 0.9f})))
                .containsExactly("low", "high");
    }

    /** The answers that the scripts in Python printed. */
    @Test
    void netsFromElsewhereAnswerAsTheyDidThere() throws Exception {
        close(
                FromPyTorch.answers(Resources.file("moons.safetensors")),
                1e-6,
                0.0037982859648764133,
                0.9969043135643005);
        close(
                FromScikitLearn.answers(Resources.file("iris.npz")),
                1e-15,
                0.9860787642163009,
                0.013833977878981205,
                8.725790471785263e-05);
        close(
                FromOnnx.answers(Resources.file("residual.onnx")),
                1e-6,
                0.058197006583213806,
                0.12162329256534576,
                0.8201797008514404);
    }

    private static void close(String answers, double tolerance, double... expected) {
        double[] found = Arrays.stream(
                        answers.replaceAll("[\\[\\],]", " ").strip().split(" +"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(found).containsExactly(expected, within(tolerance));
    }

    @Test
    void anUnknownExampleIsToldWhichThereAre() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Main.main(new String[] {"Nothing", ""});
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("example is \"Nothing\"; expected one of [BreastCancer, Digits");
    }

    @Test
    void badLinesAreRefusedWithTheirPlace() {
        refused("", "no samples");
        refused("1,2,0\n1,2\n", "line 2 has 2 columns; expected 3");
        refused("1,2,0\n1,abc,0\n", "line 2, column 2 is \"abc\"; expected a finite number");
        refused("1,NaN,0\n", "line 1, column 2 is \"NaN\"");
        refused("1,2,0\n1,3,0\n", "all labels are \"0\"; expected two classes or more");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> Csv.read(new StringReader(text), 0)).hasMessageContaining(message);
    }
}
