// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy wrote, by {@code src/test/numpy/arrays.py}, and files of our own. */
class TensorFileTest {
    @TempDir
    Path folder;

    private Path resource(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = TensorFileTest.class.getResourceAsStream(name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @Test
    void aClosedFileIsNamed() throws IOException {
        Path file = resource("rows-little-f4.npy");
        TensorFile open = TensorFile.open(file);
        Tensor tensor = open.tensor("array");
        open.close();
        assertThatThrownBy(tensor::matrix)
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is closed; expected an open file");
    }

    @Test
    void anInterruptedThreadIsToldSo() throws IOException {
        Path file = resource("rows-little-f4.npy");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " cannot be read: the thread was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "little-f2",
                "little-f4",
                "big-f4",
                "little-f8",
                "big-f8",
                "byte-i1",
                "little-i2",
                "big-i2",
                "little-i4",
                "little-i8",
                "byte-u1",
                "little-u2",
                "big-u4",
                "little-u8"
            })
    void everyTypeOfNumpyIsReadInEitherOrderOfBytes(String type) throws IOException {
        Path file = resource("rows-" + type + ".npy");
        Matrix expected = Matrix.ofRows(new double[] {0, 1, 2}, new double[] {3, 100, 5});
        try (TensorFile open = TensorFile.open(file)) {
            Tensor tensor = open.tensor("array");
            assertThat(tensor.shape()).containsExactly(2L, 3L);
            assertThat(tensor.matrix(Precision.DOUBLE).hasSameElements(expected))
                    .isTrue();
            boolean wide = type.endsWith("f8") || type.matches(".*-[iu][48]");
            assertThat(tensor.matrix().precision()).isEqualTo(wide ? Precision.DOUBLE : Precision.SINGLE);
            assertThat(tensor.rounded(Precision.SINGLE).hasSameElements(expected.to(Precision.SINGLE)))
                    .isTrue();
        }
    }

    @Test
    void booleansColumnsVectorsNumbersAndNothingAreRead() throws IOException {
        assertThat(TensorFile.matrix(resource("rows-byte-b1.npy")).elements()).isEqualTo("0.0 1.0 1.0\n1.0 0.0 0.0\n");
        assertThat(TensorFile.matrix(resource("columns-f8.npy")).elements()).isEqualTo("0.5 1.0 2.0\n3.0 4.0 5.0\n");
        assertThat(TensorFile.matrix(resource("vector.npy")).elements()).isEqualTo("0.0 1.0 2.0 3.0 4.0\n");
        assertThat(TensorFile.matrix(resource("number.npy")).elements()).isEqualTo("0.1\n");
        Matrix empty = TensorFile.matrix(resource("empty.npy"));
        assertThat(empty.rows()).isZero();
        assertThat(empty.cols()).isEqualTo(3);
    }

    @Test
    void aViewIsTheMatrixWhereItLies() throws IOException {
        try (TensorFile open = TensorFile.open(resource("columns-f8.npy"))) {
            Matrix view = open.tensor("array").view();
            assertThat(view.hasArray()).isFalse();
            assertThat(view.hasSameElements(open.tensor("array").matrix())).isTrue();
        }
        try (TensorFile open = TensorFile.open(resource("rows-byte-b1.npy"))) {
            assertThatThrownBy(() -> open.tensor("array").view())
                    .hasMessageContaining("cannot be viewed; expected F32 or F64");
        }
    }

    /** Large enough to be mapped. */
    @Test
    void weightsArePackedFromTheMappingWhichMayThenBeClosed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.safetensors");
        Matrix w = Matrix.zeros(600, 700);
        for (int i = 0; i < 600; i++) {
            w.set(i, i, i);
        }
        TensorFile.write(file, Map.of(), List.of(Tensor.of("w", w, List.of(600L, 700L))));
        Matrix x = Matrix.of(new float[600], 1, 600).copy();
        x.set(0, 599, 2);
        Matrix y = Matrix.zeros(1, 700);
        Matrix view;
        PackedMatrix packed;
        try (TensorFile open = TensorFile.open(file)) {
            view = open.tensor("w").view();
            packed = Backends.best().pack(view);
        }
        Backends.best().denseForward(x, packed, Matrix.zeros(0, 0), Activation.IDENTITY, y);
        assertThat(y.get(0, 599)).isEqualTo(1198);
        assertThatThrownBy(() -> Backends.best().gemm(1, x, view, 0, y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b is a 600x700 matrix in SINGLE in a memory segment");
    }

    /** Two tensors of three gigabytes, most of them a hole that takes no room on a disk, and a small one behind them. */
    @Test
    void aFileOfAnySizeIsMappedAndItsLastTensorIsReached(@TempDir Path folder) throws IOException {
        long rows = 400_000_000;
        long size = 2 * rows * Float.BYTES;
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + rows + ",1],\"data_offsets\":[0," + size / 2 + "]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[" + rows + ",1],\"data_offsets\":[" + size / 2 + "," + size
                + "]},"
                + "\"c\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[" + size + "," + (size + 16) + "]}}";
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        Path file = folder.resolve("huge.safetensors");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer start = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(start.putLong(text.length).put(text).flip());
            ByteBuffer last = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            last.putFloat(7).putFloat(1).putFloat(2).putFloat(3).putFloat(4);
            channel.write(last.flip(), 8 + text.length + size - Float.BYTES);
        }
        try (TensorFile open = TensorFile.open(file)) {
            assertThat(open.tensors().keySet()).containsExactly("a", "b", "c");
            assertThat(open.tensor("b").view().get((int) rows - 1, 0)).isEqualTo(7);
            assertThat(open.tensor("c").matrix().elements()).isEqualTo("1.0 2.0\n3.0 4.0\n");
            PackedMatrix packed = Backends.vector().pack(open.tensor("c").view());
            Matrix y = Matrix.zeros(1, 2);
            Matrix x = Matrix.ofRows(new float[] {1, 1});
            Backends.vector().denseForward(x, packed, Matrix.zeros(0, 0), Activation.IDENTITY, y);
            assertThat(y.elements()).isEqualTo("4.0 6.0\n");
        }
    }

    @Test
    void whatAPrecisionDoesNotHoldIsRefusedUnlessAskedFor() throws IOException {
        try (TensorFile open = TensorFile.open(resource("columns-f8.npy"))) {
            Tensor tensor = open.tensor("array");
            assertThatThrownBy(() -> tensor.matrix(Precision.SINGLE))
                    .hasMessage("tensor \"array\" of type F64 and shape [2, 3] would lose digits in SINGLE; expected"
                            + " DOUBLE, or to be asked to round");
            assertThat(tensor.rounded(Precision.SINGLE).elements()).isEqualTo("0.5 1.0 2.0\n3.0 4.0 5.0\n");
        }
        try (TensorFile open = TensorFile.open(resource("large-integers.npy"))) {
            Tensor tensor = open.tensor("array");
            assertThatThrownBy(tensor::matrix).hasMessageContaining("which DOUBLE does not hold");
            assertThat(tensor.rounded(Precision.DOUBLE).elements())
                    .isEqualTo("9.007199254740992E15 9.007199254740992E15 -4.611686018427388E18\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "packed.npz"})
    void archivesAreReadPackedOrNot(String name) throws IOException {
        try (TensorFile open = TensorFile.open(resource(name))) {
            assertThat(open.tensors().keySet()).contains("coefs_0", "intercepts_0", "coefs_1", "intercepts_1");
            assertThat(open.tensor("coefs_0").matrix().elements()).isEqualTo("1.0 2.0 3.0\n4.0 5.0 6.0\n");
            assertThatThrownBy(() -> open.tensor("coefs_2"))
                    .hasMessageContaining("has no tensor \"coefs_2\"; it has [");
        }
    }

    @Test
    void whatIsNoArrayOfNumbersIsCalledByItsName() {
        refused("objects.npy", "it holds Python objects ('|O'), which only pickle can read");
        refused("texts.npy", "its type is '<U2'; expected floats");
        refused("complex.npy", "its type is '<c16'; expected floats");
        refused("record.npy", "its type is [('a', '<i4'), ('b', '<f4')]; expected floats");
        assertThatThrownBy(() -> TensorFile.matrix(resource("cube.npy")))
                .hasMessageContaining("has 3 sizes; expected at most two");
        assertThatThrownBy(() -> TensorFile.matrix(resource("stored.npz"))).hasMessageContaining("expected only one");
    }

    private void refused(String name, String message) {
        assertThatThrownBy(() -> TensorFile.open(resource(name)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read as npy: " + message);
    }

    @Test
    void anArchiveWithAPickleIsToldWhatToDo() throws IOException {
        Path file = folder.resolve("model.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(1);
        }
        assertThatThrownBy(() -> TensorFile.open(file))
                .hasMessageContaining("it is a zip archive, such as torch.save writes; in Python,"
                        + " safetensors.torch.save_file(torch.load(path), \"name.safetensors\")");
        Path old = Files.write(folder.resolve("old.bin"), new byte[] {(byte) 0x80, 2, 'c', 1, 2, 3, 4, 5, 6, 7});
        assertThatThrownBy(() -> TensorFile.open(old)).hasMessageContaining("it is a pickle, such as torch.save");
    }

    @Test
    void halvesAreReadExactly() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3c00).putShort((short) 0x0001).putShort((short) 0xfbff);
        data.putShort((short) 0x3f80).putShort((short) 0x0001).putShort((short) 0xff80);
        Path file = safetensors(
                "{\"half\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]},"
                        + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[6,12]}}",
                data.array());
        try (TensorFile open = TensorFile.open(file)) {
            Matrix half = open.tensor("half").matrix();
            assertThat(half.floats()).containsExactly(1f, 0x1p-24f, -65504f);
            Matrix brain = open.tensor("brain").matrix();
            assertThat(brain.floats()).containsExactly(1f, 0x1p-133f, Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void whatCannotBeReadCanBeListed() throws IOException {
        Path file = safetensors(
                "{\"x\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,2],\"data_offsets\":[0,4]}}", new byte[] {1, 2, 3, 4});
        try (TensorFile open = TensorFile.open(file)) {
            Tensor tensor = open.tensor("x");
            assertThat(tensor).hasToString("tensor \"x\" of type F8_E4M3 and shape [2, 2]");
            assertThatThrownBy(tensor::matrix).hasMessageContaining("cannot be read; expected a type of 16 bits");
        }
    }

    private Path safetensors(String header, byte[] data) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(8 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        return Files.write(folder.resolve("own.safetensors"), all.array());
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("written.safetensors");
        Matrix x = Matrix.ofRows(new float[] {1, 2}, new float[] {3, 4});
        Matrix y = Matrix.ofRows(new double[] {0.1});
        TensorFile.write(
                file,
                Map.of("made", "here"),
                List.of(Tensor.of("x", x.t(), List.of(2L, 2L)), Tensor.of("y", y, List.of())));
        try (TensorFile open = TensorFile.open(file)) {
            assertThat(open.metadata()).containsExactly(Map.entry("made", "here"));
            assertThat(open.tensor("x").matrix().hasSameElements(x.t())).isTrue();
            assertThat(open.tensor("y").matrix().hasSameElements(y)).isTrue();
        }
        assertThatThrownBy(() -> Tensor.of("x", x, List.of(3L))).hasMessageContaining("expected one of 2 · 2 elements");
    }

    /** Flipped, missing and added bytes: an array, or an exception that says why. */
    @ParameterizedTest
    @ValueSource(strings = {"packed.npz", "stored.npz", "columns-f8.npy", "vector.npy"})
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        byte[] sound = Files.readAllBytes(resource(name));
        SplittableRandom random = new SplittableRandom(3);
        Path file = folder.resolve("damaged");
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = sound.clone();
            for (int fault = 0; fault <= round % 3; fault++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = round % 5 == 0 ? random.nextInt(bytes.length) : bytes.length;
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            try (TensorFile open = TensorFile.open(file)) {
                for (Tensor tensor : open.tensors().values()) {
                    tensor.rounded(Precision.DOUBLE);
                }
            } catch (IOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    /** Bytes in another order under a header of this one would be other numbers. */
    @Test
    void whatWouldBeOtherNumbersIsNotWritten() throws IOException {
        Path file = folder.resolve("written.safetensors");
        for (String name : List.of("columns-f8.npy", "rows-byte-b1.npy")) {
            try (TensorFile open = TensorFile.open(resource(name))) {
                Tensor tensor = open.tensors().values().iterator().next();
                assertThatThrownBy(() -> TensorFile.write(file, Map.of(), List.of(tensor)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is not in F32 or F64, row by row");
                Tensor copied = Tensor.of("a", tensor.matrix(), tensor.shape());
                TensorFile.write(file, Map.of(), List.of(copied));
                assertThat(TensorFile.matrix(file).elements())
                        .isEqualTo(tensor.matrix().elements());
                assertThatThrownBy(() -> TensorFile.write(file, Map.of(), List.of(copied, copied)))
                        .hasMessageContaining("has a name that is taken");
                assertThatThrownBy(() -> TensorFile.write(
                                file,
                                Map.of(),
                                List.of(Tensor.of("deep", Matrix.zeros(1, 1), Collections.nCopies(9, 1L)))))
                        .hasMessageContaining("has 9 sizes; expected at most 8");
            }
        }
    }

    private void refusedAs(int[] bytes, String message) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        Path file = Files.write(folder.resolve("short"), all);
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shortFilesAreToldByWhatTheyBeginWith() throws IOException {
        refusedAs(new int[] {}, "it has 0 bytes; expected a header length of 8 bytes");
        refusedAs(new int[] {0x80}, "it has 1 bytes; expected a header length of 8 bytes");
        refusedAs(new int[] {0x80, 2}, "it is a pickle");
        refusedAs(new int[] {0x80, 5, 0, 0, 0, 0, 0, 0}, "it is a pickle");
        refusedAs(new int[] {0x80, 1, 0, 0, 0, 0, 0, 0}, "the header's length is 384; expected 2 to 0");
        refusedAs(new int[] {0x80, 6, 0, 0, 0, 0, 0, 0}, "the header's length is 1664; expected 2 to 0");
        refusedAs(new int[] {' ', '~', '~', '~', '~', '~', '~', ' '}, "it begins with the text \" ~~~~~~ \"");
        refusedAs(new int[] {' ', '~', '~', '~', '~', '~', '~'}, "it has 7 bytes; expected a header length");
        refusedAs(new int[] {0, 0, 0, 0, 0, 0, 0, 0}, "the header's length is 0; expected 2 to 0");
    }

    /** Header lengths whose first bytes are those of a pickle. */
    @Test
    void aHeaderLengthIsNotTakenForAPickle() throws IOException {
        for (int version = 1; version <= 6; version++) {
            String header = "{\"x\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
            Path file = safetensors(
                    header + " ".repeat(0x80 + 256 * version - header.length()), new byte[] {(byte) version});
            assertThat(TensorFile.matrix(file).get(0, 0)).isEqualTo(version);
        }
    }

    @Test
    void aTensorIsToldWithTheBytesThatItHas() throws IOException {
        Path file = safetensors(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,12]}}",
                new byte[12]);
        assertThatThrownBy(() -> TensorFile.open(file))
                .hasMessageContaining("tensor \"b\" has shape [3] but 8 bytes; expected 4 for each element");
    }

    @Test
    void aDamagedFileThatIsMappedIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> TensorFile.open(file)).hasMessageContaining("the header's length is 0");
    }
}
