// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkFileTest {
    @TempDir
    private Path folder;

    private static Network network(long seed) {
        return network(seed, Precision.SINGLE);
    }

    private static Network network(long seed, Precision precision) {
        return Network.builder()
                .input("x", 3)
                .dense("a", "x", 4, Activation.TANH)
                .node(new Node.Dense("b", "a", 4, Activation.RELU, false, Initialization.HE))
                .add("sum", "a", "b")
                .concatenate("wide", "sum", "x")
                .dense("out", "wide", 2, Activation.IDENTITY)
                .node(new Node.Softmax("p", "out"))
                .build(seed, precision);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void whatIsSavedIsLoaded(Precision precision) throws IOException {
        Network network = network(1, precision);
        Path file = folder.resolve("net.safetensors");
        network.save(file);
        Network loaded = Network.load(file);
        assertThat(loaded.nodes()).isEqualTo(network.nodes());
        assertThat(loaded.parameters().hasSameElements(network.parameters())).isTrue();
        Network other = network(2, precision);
        other.loadParameters(file);
        assertThat(other.parameters().hasSameElements(network.parameters())).isTrue();
        network(3, precision).save(file);
        assertThat(Network.load(file).parameters().hasSameElements(network.parameters()))
                .isFalse();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Byte for byte what the format's description says, with a weight of outputs x inputs as PyTorch has it. */
    @Test
    void theFileIsPlainSafetensors() throws IOException {
        Network network = Network.sequential(2).dense(3, Activation.SIGMOID).build(1);
        Matrix w = network.weights("dense1");
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                w.set(i, j, 10 * i + j);
            }
        }
        Path file = folder.resolve("net.safetensors");
        network.save(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) bytes.getLong()];
        bytes.get(header);
        String json = new String(header, StandardCharsets.UTF_8);
        assertThat(json).contains("\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}");
        assertThat(json).contains("\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[24,36]}");
        float[] weights = new float[6];
        bytes.asFloatBuffer().get(weights);
        assertThat(weights).containsExactly(0, 10, 1, 11, 2, 12);
        assertThat((8 + header.length) % 8).isZero();
    }

    @Test
    void aFileWrittenElsewhereGivesItsParameters() throws IOException {
        String json = "{ \"dense1.bias\" : {\"shape\":[1],\"data_offsets\":[8,12],\"dtype\":\"F32\"},\n"
                + "\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"__metadata__\":{\"format\":\"pt\",\"\\u00e9\":\"\\n\"}}   ";
        Path file = write(json, 1, 2, 3);
        Network network = Network.sequential(2).dense(1, Activation.IDENTITY).build(1);
        network.loadParameters(file);
        assertThat(network.predict(10, 100)).containsExactly(213);
        assertThatThrownBy(() -> Network.load(file)).hasMessageContaining("no lanewise.architecture");
    }

    private Path write(String json, float... values) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return Files.write(folder.resolve("foreign.safetensors"), bytes.array());
    }

    @Test
    void hostileFilesAreRefusedAndChangeNothing() throws IOException {
        String tensor = "\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}";
        refused("expected to be", "at character 0", "[]", 1, 2);
        refused(
                "type",
                "has type F12; expected one of [F16, BF16, F32",
                "{" + tensor.replace("F32", "F12") + "}",
                1,
                2);
        refused(
                "overlap",
                "expected it to begin at 8",
                "{" + tensor + ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                1,
                2);
        refused(
                "hole",
                "expected it to begin at 8",
                "{" + tensor + ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}",
                1,
                2,
                3,
                4);
        refused("outside", "to end by 4", "{" + tensor + "}", 1);
        refused("shape", "has shape [1, 3]", "{" + tensor.replace("[1,2]", "[1,3]") + "}", 1, 2);
        refused("huge shape", "has shape", "{" + tensor.replace("[1,2]", "[999999999999,999999999999]") + "}", 1, 2);
        refused("rest", "expected them to fill the file", "{" + tensor + "}", 1, 2, 3);
        refused("missing", "no tensor \"dense1.bias\"", "{" + tensor + "}", 1, 2);
        refused("twice", "names \"dense1.weight\" twice", "{" + tensor + "," + tensor + "}", 1, 2);
        refused("negative", "expected a whole number", "{" + tensor.replace("[0,8]", "[-1,8]") + "}", 1, 2);
        String bias = ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}";
        refused("NaN", "is NaN; expected a finite number", "{" + tensor + bias + "}", 1, Float.NaN, 0);
        refused(
                "more",
                "expected only",
                "{" + tensor + bias + bias.replace("dense1.bias", "z").replace("8,12", "12,16") + "}",
                1,
                2,
                3,
                4);
        refused("unclosed", "expected", "{" + tensor, 1, 2);
        Path file = folder.resolve("tiny");
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Network.load(file)).hasMessageContaining("it has 3 bytes");
        Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});
        assertThatThrownBy(() -> Network.load(file)).hasMessageContaining("header's length is 9223372036854775807");
        assertThatThrownBy(() -> Network.load(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    @Test
    void aHostileArchitectureChoosesNoMemory() throws IOException {
        String giant = "{\"__metadata__\":{\"lanewise.architecture\":"
                + "\"input x 2000000000\\ndense d x 1 IDENTITY bias XAVIER\"}}";
        Path file = write(giant);
        assertThatThrownBy(() -> Network.load(file)).hasMessageContaining("2000000001 parameters; expected the 0");
        for (String bad :
                List.of("", "input", "input x y", "dense d d 1 IDENTITY bias XAVIER", "cube x", "input x 5 \\n")) {
            Path wrong = write("{\"__metadata__\":{\"lanewise.architecture\":\"" + bad + "\"}}");
            assertThatThrownBy(() -> Network.load(wrong)).isInstanceOf(IOException.class);
        }
    }

    /** Values take room for each row that is asked about, and a file of a few lines may describe many. */
    @Test
    void theColumnsOfAllNodesTogetherAreLimited() throws IOException {
        String wide =
                "{\"__metadata__\":{\"lanewise.architecture\":\"input x %d\\nactivate a x TANH\\nactivate b a TANH\\nactivate c b TANH\"}}";
        assertThat(Network.load(write(wide.formatted(25_000_000))).outputSize()).isEqualTo(25_000_000);
        assertThatThrownBy(() -> Network.load(write(wide.formatted(25_000_001))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its nodes have 100000004 columns together; expected at most 100000000");
    }

    private void refused(String name, String message, String json, float... values) throws IOException {
        Path file = write(json, values);
        Network network = Network.sequential(2).dense(1, Activation.IDENTITY).build(1);
        float[] before = network.parameters().floats().clone();
        assertThatThrownBy(() -> network.loadParameters(file))
                .as(name)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(network.parameters().floats()).containsExactly(before);
    }

    /** A hundred thousand damaged files: each is read, or refused with an IOException, and nothing else happens. */
    @Tag("long")
    @Test
    void aHundredThousandDamagedFilesAreReadOrRefused() throws IOException {
        Path file = folder.resolve("net.safetensors");
        network(1).save(file);
        byte[] sound = Files.readAllBytes(file);
        SplitMix random = new SplitMix(17);
        int refused = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] damaged = random.nextInt(10) == 0
                    ? java.util.Arrays.copyOf(sound, random.nextInt(sound.length))
                    : sound.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
                int at = random.nextInt(random.nextInt(4) == 0 ? damaged.length : Math.min(damaged.length, 700));
                damaged[at] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                Network.load(file);
            } catch (IOException e) {
                refused++;
                assertThat(e.getMessage()).containsPattern("cannot be read as|does not fit the network");
            }
        }
        assertThat(refused).isGreaterThan(50_000);
    }

    @Test
    void aFailedSaveLeavesTheOldFileWhole() throws IOException {
        Path file = folder.resolve("net.safetensors");
        network(1).save(file);
        byte[] before = Files.readAllBytes(file);
        Path missing = folder.resolve("no-such-folder").resolve("net.safetensors");
        assertThatThrownBy(() -> network(2).save(missing)).isInstanceOf(IOException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void whatCannotBeSavedNamesThePathAndTheReason() throws IOException {
        Network network = Network.sequential(2).dense(1, Activation.SIGMOID).build(1);
        assertThatThrownBy(() -> network.save(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + " cannot be written: it is a folder");
        Path nowhere = folder.resolve("missing").resolve("net");
        assertThatThrownBy(() -> network.save(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
        Path file = folder.resolve("old");
        network.save(file);
        byte[] before = Files.readAllBytes(file);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> network.save(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " cannot be written: the thread was interrupted");
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        network.parameters().set(0, 0, Double.NaN);
        assertThatThrownBy(() -> network.save(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("parameter 0 is NaN; expected a finite number");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileOfAnotherKindIsCalledWhatItIs() throws IOException {
        Path zip = Files.write(folder.resolve("model.pt"), new byte[] {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0});
        assertThatThrownBy(() -> Network.load(zip)).hasMessageContaining("zip archive");
        Path csv = Files.writeString(folder.resolve("data.csv"), "a,b,c,label\n1,2,3,x\n");
        assertThatThrownBy(() -> Network.load(csv)).hasMessageContaining("begins with the text \"a,b,c,la\"");
    }

    @Test
    void doublesAreKeptAndFloatsFitThem() throws IOException {
        NetworkBuilder builder = Network.sequential(2).dense(3, Activation.TANH).dense(1, Activation.SIGMOID);
        Network precise = builder.build(3, Precision.DOUBLE);
        Path file = folder.resolve("double");
        precise.save(file);
        Network loaded = Network.load(file);
        assertThat(loaded.precision()).isEqualTo(Precision.DOUBLE);
        assertThat(loaded.parameters().doubles())
                .containsExactly(precise.parameters().doubles());
        Network single = builder.build(4);
        assertThatThrownBy(() -> single.loadParameters(file)).hasMessageContaining("F64, which would lose digits");
        single.save(file);
        precise.loadParameters(file);
        assertThat(precise.parameters().to(Precision.SINGLE).floats())
                .containsExactly(single.parameters().floats());
    }

    @Test
    void aNetworkWithoutParametersKeepsItsPrecision() throws IOException {
        Path file = folder.resolve("bare.safetensors");
        Network.sequential(2)
                .activate(Activation.SIGMOID)
                .build(1, Precision.DOUBLE)
                .save(file);
        assertThat(Network.load(file).precision()).isEqualTo(Precision.DOUBLE);
    }

    @Test
    void aClassThatIsHalfACharacterLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Model model =
                Model.of(Network.sequential(2).dense(1, Activation.SIGMOID).build(1));
        model.withClasses("a", "b").save(file);
        assertThatThrownBy(() -> model.withClasses("\uD800", "b").save(file))
                .hasMessageContaining("half of a surrogate pair");
        assertThat(Model.load(file).classes()).containsExactly("a", "b");
    }

    /** A node of many inputs is looked at once for each: a small file takes no long time. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aNodeOfManyInputsIsOrderedInOnePass() {
        NetworkBuilder builder = Network.builder().input("x", 1);
        String[] names = new String[300_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "a" + i;
        }
        builder.node(new Node.Add("s", List.of(names)));
        for (String name : names) {
            builder.node(new Node.Activate(name, "x", Activation.IDENTITY));
        }
        builder.node(new Node.Activate("out", "s", Activation.IDENTITY));
        assertThat(builder.build(1).outputSize()).isEqualTo(1);
    }

    @Test
    void moreColumnsThanAnIntCountsAreRefusedByTheNode() {
        NetworkBuilder two = Network.builder()
                .input("a", 2_000_000_000)
                .input("b", 2_000_000_000)
                .concatenate("c", "a", "b");
        assertThatThrownBy(() -> two.build(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are 4000000000 columns");
    }
}
