// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's format of one array: a mark, a version, the length of a header, the header, which is a dictionary written in Python,
 * and the numbers. Arrays of Python objects would need an interpreter and are refused.
 */
final class Npy {
    /** Bytes of the mark, the version and, at most, the length. */
    static final int PREFIX = 12;
    /** What a header may have at most; NumPy itself writes some hundred. */
    static final int MOST_HEADER = 1 << 16;

    private static final String NAME = "array";
    private static final int MOST_DIMENSIONS = 32;
    private static final Pattern FIELD = Pattern.compile(
            "\\s*'(descr|fortran_order|shape)'\\s*:\\s*('[^']*'|True|False|\\([0-9, ]*\\)|\\[.*])\\s*(,|(?=}))",
            Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Map<String, ElementType> TYPES = Map.ofEntries(
            Map.entry("f2", ElementType.F16),
            Map.entry("f4", ElementType.F32),
            Map.entry("f8", ElementType.F64),
            Map.entry("i1", ElementType.I8),
            Map.entry("i2", ElementType.I16),
            Map.entry("i4", ElementType.I32),
            Map.entry("i8", ElementType.I64),
            Map.entry("u1", ElementType.U8),
            Map.entry("u2", ElementType.U16),
            Map.entry("u4", ElementType.U32),
            Map.entry("u8", ElementType.U64),
            Map.entry("b1", ElementType.BOOL));

    /** An array without its numbers, which begin at a byte. */
    record Header(ElementType type, ByteOrder order, boolean byColumns, List<Long> shape, long begin) {
        long bytes() {
            long size = Tensor.size(shape);
            return size > Long.MAX_VALUE / type.bytes() ? Long.MAX_VALUE : size * type.bytes();
        }

        Tensor tensor(String name, Tensor.Source source) {
            return new Tensor(name, type, shape, source, order, byColumns);
        }
    }

    private Npy() {}

    static TensorFile.Content read(Path file, MemorySegment bytes) throws IOException {
        Header header = header(file, bytes);
        long found = bytes.byteSize() - header.begin();
        if (found != header.bytes()) {
            throw damaged(
                    file,
                    "it has shape " + header.shape() + " of " + header.type() + " but " + found
                            + " bytes of numbers; expected " + header.bytes());
        }
        MemorySegment numbers = bytes.asSlice(header.begin());
        List<Tensor> only = List.of(header.tensor(NAME, () -> numbers));
        return new TensorFile.Content(Map.of(), only, TensorFile.Content.NOTHING);
    }

    /** The header at the start of some bytes, which need not be the whole array. */
    static Header header(Path file, MemorySegment bytes) throws IOException {
        int version = bytes.byteSize() < PREFIX ? 0 : bytes.get(ValueLayout.JAVA_BYTE, 6);
        if (version < 1 || version > 3) {
            throw damaged(
                    file,
                    bytes.byteSize() < PREFIX
                            ? "it has only " + bytes.byteSize() + " bytes; expected a header"
                            : "its version is " + version + "; expected 1, 2 or 3");
        }
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        int begin = version == 1 ? 10 : PREFIX;
        long length = version == 1
                ? bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(little), 8) & 0xffff
                : bytes.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(little), 8) & 0xffffffffL;
        if (length > MOST_HEADER || begin + length > bytes.byteSize()) {
            throw damaged(
                    file,
                    "the header's length is " + length + "; expected at most "
                            + Math.min(MOST_HEADER, bytes.byteSize() - begin));
        }
        String text =
                new String(bytes.asSlice(begin, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8).strip();
        return header(file, text, begin + length);
    }

    private static Header header(Path file, String text, long begin) throws IOException {
        Map<String, String> fields = new HashMap<>();
        int at = text.startsWith("{") && text.endsWith("}") ? 1 : -1;
        Matcher field = FIELD.matcher(text);
        while (at > 0 && !text.substring(at).strip().equals("}")) {
            boolean found =
                    field.region(at, text.length()).lookingAt() && fields.put(field.group(1), field.group(2)) == null;
            at = found ? field.end() : -1;
        }
        String type = fields.get("descr");
        String order = fields.get("fortran_order");
        String shape = fields.get("shape");
        if (at < 0 || type == null || order == null || shape == null) {
            throw damaged(
                    file,
                    "its header is \"" + printable(text)
                            + "\"; expected a dictionary of descr, fortran_order and shape");
        }
        if (!order.equals("True") && !order.equals("False")) {
            throw damaged(file, "fortran_order is " + order + "; expected True or False");
        }
        ByteOrder bytes = type.startsWith("'>") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new Header(type(file, type), bytes, order.equals("True"), shape(file, shape), begin);
    }

    private static ElementType type(Path file, String descr) throws IOException {
        if (descr.contains("O")) {
            throw damaged(
                    file,
                    "it holds Python objects (" + printable(descr)
                            + "), which only pickle can read; expected numbers, as"
                            + " np.save writes them with allow_pickle=False");
        }
        boolean ordered = descr.matches("'[<>|=].*'");
        ElementType type = ordered ? TYPES.get(descr.substring(2, descr.length() - 1)) : null;
        if (type == null) {
            throw damaged(
                    file,
                    "its type is " + printable(descr) + "; expected floats of 2, 4 or 8 bytes, integers or booleans");
        }
        return type;
    }

    /** Characters: a long text would take the pattern that is matched with it too deep. */
    private static final int MOST_SHAPE = 1000;

    private static List<Long> shape(Path file, String text) throws IOException {
        List<Long> shape = new ArrayList<>();
        if (text.length() > MOST_SHAPE || !text.matches("\\(( *| *[0-9]+ *, *| *[0-9]+ *(, *[0-9]+ *)+,? *)\\)")) {
            throw damaged(file, "its shape is " + printable(text) + "; expected a tuple of whole numbers");
        }
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            shape.add(Long.parseLong(number.group()));
        }
        if (shape.size() > MOST_DIMENSIONS || text.matches(".*[0-9]{19}.*")) {
            throw damaged(
                    file,
                    "its shape is " + printable(text) + "; expected at most " + MOST_DIMENSIONS
                            + " numbers of at most 18 digits");
        }
        return shape;
    }

    private static String printable(String text) {
        String start = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return start.replaceAll("[^ -~]", "?");
    }

    static IOException damaged(Path file, String why) {
        return TensorFile.damaged(file, "npy", why);
    }
}
