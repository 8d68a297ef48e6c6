// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A constant: its numbers as bytes, in little endian, or the name of the file beside the model that has them. */
record TensorProto(String name, List<Long> sizes, int type, byte[] bytes, Map<String, String> elsewhere) {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int DOUBLE = 11;

    private static final int EXTERNAL = 1;
    /** Of one array. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    static TensorProto read(CodedInputStream in) throws IOException {
        String name = "";
        List<Long> sizes = new ArrayList<>();
        int type = 0;
        byte[] raw = null;
        List<Number> numbers = new ArrayList<>();
        Map<String, String> elsewhere = new LinkedHashMap<>();
        boolean external = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> repeated(in, tag, sizes, CodedInputStream::readInt64);
                case 2 -> type = in.readInt32();
                case 4 -> repeated(in, tag, numbers, CodedInputStream::readFloat);
                case 7 -> repeated(in, tag, numbers, CodedInputStream::readInt64);
                case 8 -> name = in.readString();
                case 9 -> raw = in.readByteArray();
                case 10 -> repeated(in, tag, numbers, CodedInputStream::readDouble);
                case 13 -> {
                    Map.Entry<String, String> entry = ModelProto.nested(in, TensorProto::entry);
                    elsewhere.put(entry.getKey(), entry.getValue());
                }
                case 14 -> external = in.readEnum() == EXTERNAL;
                default -> in.skipField(tag);
            }
        }
        byte[] bytes = raw != null ? raw : packed(type, numbers);
        return new TensorProto(name, List.copyOf(sizes), type, bytes, external ? elsewhere : Map.of());
    }

    /** One value, or several after a length. */
    private static <T> void repeated(CodedInputStream in, int tag, List<? super T> to, ModelProto.Reader<T> value)
            throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            int outer = in.pushLimit(in.readRawVarint32());
            while (in.getBytesUntilLimit() > 0) {
                to.add(value.read(in));
            }
            in.popLimit(outer);
        } else {
            to.add(value.read(in));
        }
    }

    private static Map.Entry<String, String> entry(CodedInputStream in) throws IOException {
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> key = in.readString();
                case 2 -> value = in.readString();
                default -> in.skipField(tag);
            }
        }
        return Map.entry(key, value);
    }

    private static byte[] packed(int type, List<Number> numbers) {
        int width = width(type);
        ByteBuffer bytes = ByteBuffer.allocate(numbers.size() * width).order(ByteOrder.LITTLE_ENDIAN);
        for (Number number : numbers) {
            switch (type) {
                case FLOAT -> bytes.putFloat(number.floatValue());
                case DOUBLE -> bytes.putDouble(number.doubleValue());
                case INT64 -> bytes.putLong(number.longValue());
                default -> {
                    // Of no width.
                }
            }
        }
        return bytes.array();
    }

    private static int width(int type) {
        return switch (type) {
            case FLOAT -> Float.BYTES;
            case DOUBLE, INT64 -> Double.BYTES;
            default -> 0;
        };
    }

    long count() {
        long product = 1;
        for (long size : sizes) {
            product = size < 0 || product < 0 || size != 0 && product > Integer.MAX_VALUE / size ? -1 : product * size;
        }
        return product;
    }

    /** The numbers, from the model at this path or from beside it, checked to be as many as the sizes say. */
    ByteBuffer numbers(Path model) throws IOException {
        long wanted = count() * width(type);
        byte[] found = elsewhere.isEmpty() ? bytes : beside(model, wanted);
        if (wanted < 0 || found.length != wanted || width(type) == 0) {
            throw ModelProto.fault(
                    model,
                    "constant \"" + name + "\" of type " + type + " has the sizes " + sizes + " but " + found.length
                            + " bytes; expected floats (1), doubles (11) or integers of 64 bits (7), as many as the sizes say");
        }
        return ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] beside(Path model, long wanted) throws IOException {
        Path file = fileBeside(model)
                .orElseThrow(() -> ModelProto.fault(
                        model,
                        "constant \"" + name + "\" lies in \"" + elsewhere.getOrDefault("location", "")
                                + "\", which is no file there; expected one in the model's folder"));
        if (wanted > MOST_BYTES) {
            throw ModelProto.fault(
                    model, "constant \"" + name + "\" has " + wanted + " bytes; expected at most " + MOST_BYTES);
        }
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "r")) {
            long offset = number(model, "offset", 0);
            long length = number(model, "length", data.length() - offset);
            if (offset < 0 || length != wanted || offset + length > data.length()) {
                throw ModelProto.fault(
                        model,
                        "constant \"" + name + "\" lies at bytes " + offset + " to " + (offset + length) + " of " + file
                                + ", which has " + data.length() + "; expected " + wanted + " bytes in it");
            }
            byte[] found = new byte[(int) length];
            data.seek(offset);
            data.readFully(found);
            return found;
        }
    }

    /** The file that the numbers lie in, if there is one: nothing outside of the model's folder is opened. */
    Optional<Path> fileBeside(Path model) {
        Path folder = model.toAbsolutePath().normalize().getParent();
        try {
            Path file = folder.resolve(elsewhere.getOrDefault("location", "")).normalize();
            // By the real paths too: a link may lead out.
            boolean found = file.startsWith(folder)
                    && !file.equals(folder)
                    && Files.isRegularFile(file)
                    && isIn(
                            file.toRealPath(),
                            folder.toRealPath(),
                            model.toRealPath().getParent());
            return found ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /** In the folder, or in that where the model really lies: some caches keep links to both. */
    private static boolean isIn(Path file, Path folder, Path real) {
        return file.startsWith(folder) || file.startsWith(real);
    }

    private long number(Path model, String key, long usual) throws IOException {
        String text = elsewhere.get(key);
        if (text != null && !text.matches("[0-9]{1,18}")) {
            throw ModelProto.fault(model, key + " of constant \"" + name + "\" is \"" + text + "\"; expected a number");
        }
        return text == null ? usual : Long.parseLong(text);
    }
}
