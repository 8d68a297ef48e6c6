// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of arrays at the edges of what is read. */
class NpyTest {
    @TempDir
    Path folder;

    private static String header(String shape) {
        return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    }

    /** A file whose header has this length, or says so. */
    private Path file(int version, long length, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        int prefix = version == 1 ? 10 : 12;
        ByteBuffer all = ByteBuffer.allocate(prefix + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        all.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            all.putShort((short) length);
        } else {
            all.putInt((int) length);
        }
        all.put(text).put(data);
        return Files.write(folder.resolve("array.npy"), all.array());
    }

    private Path file(int version, String header, float... numbers) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(numbers);
        return file(version, header.length(), header, data.array());
    }

    private void refused(Path file, String message) {
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(message);
    }

    private void shapeIs(Path file, List<Long> shape) throws IOException {
        try (TensorFile open = TensorFile.open(file)) {
            assertThat(open.tensor("array").shape()).isEqualTo(shape);
            assertThat(open.path()).isEqualTo(file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionIsRead(int version) throws IOException {
        assertThat(TensorFile.matrix(file(version, header("(2,)"), 3, 4)).elements())
                .isEqualTo("3.0 4.0\n");
        shapeIs(file(version, header("(0,)")), List.of(0L));
    }

    @Test
    void otherVersionsAreRefused() throws IOException {
        refused(file(0, header("(0,)")), "its version is 0; expected 1, 2 or 3");
        refused(file(4, header("(0,)")), "its version is 4; expected 1, 2 or 3");
    }

    @Test
    void aFileThatEndsInItsHeaderIsRefused() throws IOException {
        Path mark = Files.write(folder.resolve("mark"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'});
        refused(mark, "it has only 6 bytes; expected a header");
        refused(file(1, "{}"), "its header is \"{}\"; expected a dictionary of descr, fortran_order and shape");
        refused(file(1, 500, "{}  ", new byte[0]), "the header's length is 500; expected at most 4");
        refused(file(2, 500, "{}  ", new byte[0]), "the header's length is 500; expected at most 4");
        refused(file(2, 0xffffffffL, "{}  ", new byte[0]), "the header's length is 4294967295; expected at most 4");
    }

    private void hostile(String header, int bytes, String message) throws IOException {
        Path file = file(1, header.length() + 1, header + "\n", new byte[bytes]);
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void hostileHeadersOfArraysAreRefused() throws IOException {
        hostile("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 7, "but 7 bytes of numbers; expected 8");
        hostile("{'descr': '<f4', 'fortran_order': False, 'shape': (9, 999999999999999999), }", 8, "bytes of numbers");
        hostile("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", 8, "expected a dictionary of descr");
        hostile("{'descr': '<f4', 'shape': (2,), }", 8, "expected a dictionary of descr");
        hostile("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", 8, "expected a tuple");
        hostile("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", 8, "expected a dictionary");
        hostile(
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
                8,
                "expected a dictionary");
        hostile("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", 8, "its type is 'f4'");
        hostile("__import__('os')", 8, "expected a dictionary");
        String many = "1,".repeat(30_000);
        hostile("{'descr': '<f4', 'fortran_order': False, 'shape': (" + many + "), }", 4, "its shape is (1,1,1,");
    }

    @Test
    void aHeaderMayHave65536Bytes() throws IOException {
        String header = header("(1,)");
        String longest = header + " ".repeat(Npy.MOST_HEADER - header.length());
        shapeIs(file(2, longest, 7), List.of(1L));
        refused(file(2, longest + " ", 7), "the header's length is 65537; expected at most 65536");
    }

    @Test
    void aShapeMayHave32SizesOf18Digits() throws IOException {
        String most = "0, ".repeat(31);
        try (TensorFile open = TensorFile.open(file(1, header("(" + most + "0)")))) {
            assertThat(open.tensor("array").shape()).hasSize(32);
        }
        refused(file(1, header("(" + most + "0, 0)")), "expected at most 32 numbers of at most 18 digits");
        shapeIs(file(1, header("(0, 999999999999999999)")), List.of(0L, 999_999_999_999_999_999L));
        refused(file(1, header("(0, 1000000000000000000)")), "expected at most 32 numbers of at most 18 digits");
    }

    @Test
    void aShapeMayHave1000Characters() throws IOException {
        String blanks = " ".repeat(996);
        shapeIs(file(1, header("(0," + blanks + ")")), List.of(0L));
        refused(file(1, header("(0, " + blanks + ")")), "...; expected a tuple of whole numbers");
    }

    @Test
    void longTextsAreToldByTheirFirst200Characters() throws IOException {
        String text = "x".repeat(200);
        refused(
                file(1, text),
                "its header is \"" + text + "\"; expected a dictionary of descr, fortran_order and shape");
        refused(
                file(1, text + "y"),
                "its header is \"" + text + "...\"; expected a dictionary of descr, fortran_order and shape");
    }

    @Test
    void aVectorByColumnsIsOneByRows() throws IOException {
        Path file = file(1, header("(2,)").replace("False", "True"), 3, 4);
        Path copy = folder.resolve("copy.safetensors");
        try (TensorFile open = TensorFile.open(file)) {
            TensorFile.write(copy, Map.of(), open.tensors().values());
        }
        assertThat(TensorFile.matrix(copy).elements()).isEqualTo("3.0 4.0\n");
    }
}
