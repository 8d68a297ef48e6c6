// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: the length of a header (8 bytes, little endian), a flat JSON header that gives each tensor its
 * type, shape and place, and the tensors' bytes. F32 and F64 are read; every byte must be accounted
 * for.
 */
final class Safetensors {
    /** The format's own limit. */
    private static final long MOST_HEADER = 100_000_000;

    private static final int PREFIX = Long.BYTES;

    /** Texts that describe the file, and its tensors by name. */
    record Content(Map<String, String> metadata, Map<String, Tensor> tensors) {}

    /** A tensor of any shape, its elements as one row. */
    record Tensor(List<Long> shape, Matrix values) {}

    private Safetensors() {}

    static Content read(Path file) throws IOException {
        ByteBuffer bytes = contents(file);
        if (bytes.remaining() < PREFIX) {
            throw damaged(file, "it has " + bytes.remaining() + " bytes; expected a header length of 8 bytes at least");
        }
        long length = bytes.getLong();
        requireNoOtherFormat(file, bytes);
        if (length < 2 || length > MOST_HEADER || length > bytes.remaining()) {
            throw damaged(
                    file,
                    "the header's length is " + Long.toUnsignedString(length) + "; expected 2 to "
                            + Math.min(MOST_HEADER, bytes.remaining()));
        }
        byte[] header = new byte[(int) length];
        bytes.get(header);
        SafetensorsHeader parsed;
        try {
            parsed = SafetensorsHeader.parse(header);
        } catch (IllegalArgumentException e) {
            throw damaged(file, e.getMessage());
        }
        return new Content(
                parsed.metadata(), tensors(file, parsed.entries(), bytes.slice().order(bytes.order())));
    }

    /** Says what a file of another kind is, rather than how long its header would be. */
    private static void requireNoOtherFormat(Path file, ByteBuffer bytes) throws IOException {
        byte[] start = new byte[PREFIX];
        bytes.get(0, start);
        boolean zip = start[0] == 'P' && start[1] == 'K' && start[2] == 3;
        boolean pickle = start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5;
        if (zip || pickle) {
            throw damaged(
                    file,
                    "it is a " + (zip ? "zip archive" : "pickle") + ", such as torch.save writes; in Python,"
                            + " safetensors.torch.save_file(torch.load(path), \"name.safetensors\") writes one that can be"
                            + " read");
        }
        boolean text = true;
        for (byte c : start) {
            text &= c >= ' ' && c <= '~';
        }
        if (text) {
            throw damaged(file, "it begins with the text \"" + new String(start, StandardCharsets.US_ASCII) + "\"");
        }
    }

    private static ByteBuffer contents(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE - 8) {
                throw damaged(file, "it has " + size + " bytes; expected at most 2147483639");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            return bytes.flip();
        }
    }

    private static Map<String, Tensor> tensors(Path file, List<SafetensorsHeader.Entry> entries, ByteBuffer data)
            throws IOException {
        List<SafetensorsHeader.Entry> byPlace = new ArrayList<>(entries);
        byPlace.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                .thenComparingLong(SafetensorsHeader.Entry::end));
        long expected = 0;
        for (SafetensorsHeader.Entry entry : byPlace) {
            requireSound(file, entry, expected, data.remaining());
            expected = entry.end();
        }
        if (expected != data.remaining()) {
            throw damaged(
                    file,
                    "its tensors end at byte " + expected + " of " + data.remaining()
                            + "; expected them to fill the file");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : entries) {
            int bytes = (int) (entry.end() - entry.begin());
            ByteBuffer part = data.slice((int) entry.begin(), bytes).order(ByteOrder.LITTLE_ENDIAN);
            Precision precision = precision(entry);
            Matrix values = Matrix.zeros(1, bytes / precision.bytes(), precision);
            if (precision == Precision.SINGLE) {
                part.asFloatBuffer().get(values.floats());
            } else {
                part.asDoubleBuffer().get(values.doubles());
            }
            tensors.put(entry.name(), new Tensor(entry.shape(), values));
        }
        return tensors;
    }

    private static void requireSound(Path file, SafetensorsHeader.Entry entry, long expected, long room)
            throws IOException {
        String name = "tensor \"" + entry.name() + "\" ";
        if (!entry.type().equals("F32") && !entry.type().equals("F64")) {
            throw damaged(file, name + "has type " + entry.type() + "; expected F32 or F64");
        }
        int bytes = precision(entry).bytes();
        if (entry.begin() != expected || entry.end() < entry.begin() || entry.end() > room) {
            throw damaged(
                    file,
                    name + "lies at bytes " + entry.begin() + " to " + entry.end() + "; expected it to begin at "
                            + expected + " and to end by " + room);
        }
        long elements = 1;
        for (long size : entry.shape()) {
            elements = size == 0 || elements == 0 ? 0 : elements > room / size ? Long.MAX_VALUE : elements * size;
        }
        if (elements > room || elements * bytes != entry.end() - entry.begin()) {
            throw damaged(
                    file,
                    name + "has shape " + entry.shape() + " but " + (entry.end() - entry.begin()) + " bytes; expected "
                            + bytes + " for each element");
        }
    }

    private static Precision precision(SafetensorsHeader.Entry entry) {
        return entry.type().equals("F64") ? Precision.DOUBLE : Precision.SINGLE;
    }

    static IOException damaged(Path file, String why) {
        return new IOException(file + " cannot be read as safetensors: " + why);
    }

    /** Writes to a new file beside the old one and then puts it in its place, so that a crash leaves one of them whole. */
    static void write(Path file, Content content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " cannot be written: it is a folder; expected the name of a file");
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (!Files.isDirectory(target.getParent())) {
            throw new IOException(file + " cannot be written: the folder " + target.getParent() + " does not exist");
        }
        try {
            replace(target, content);
        } catch (ClosedByInterruptException e) {
            throw new IOException(
                    file + " cannot be written: the thread was interrupted; the old file is as it was", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void replace(Path target, Content content) throws IOException {
        byte[] header = header(content).getBytes(StandardCharsets.UTF_8);
        Path fresh = target.resolveSibling(target.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
                writeAll(channel, prefix.putLong(header.length).flip());
                writeAll(channel, ByteBuffer.wrap(header));
                for (Tensor tensor : content.tensors().values()) {
                    writeAll(channel, bytes(tensor.values()));
                }
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static ByteBuffer bytes(Matrix values) {
        int size = Math.multiplyExact(values.cols(), values.precision().bytes());
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        if (values.precision() == Precision.SINGLE) {
            bytes.asFloatBuffer().put(values.floats());
        } else {
            bytes.asDoubleBuffer().put(values.doubles());
        }
        return bytes;
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String header(Content content) {
        StringBuilder json = new StringBuilder("{\"__metadata__\":{");
        String comma = "";
        for (Map.Entry<String, String> text : content.metadata().entrySet()) {
            json.append(comma).append(SafetensorsHeader.quoted(text.getKey()));
            json.append(':').append(SafetensorsHeader.quoted(text.getValue()));
            comma = ",";
        }
        json.append('}');
        long at = 0;
        for (Map.Entry<String, Tensor> tensor : content.tensors().entrySet()) {
            Matrix values = tensor.getValue().values();
            long end = at + (long) values.cols() * values.precision().bytes();
            String shape = tensor.getValue().shape().toString().replace(" ", "");
            json.append(',').append(SafetensorsHeader.quoted(tensor.getKey()));
            json.append(":{\"dtype\":\"").append(values.precision() == Precision.SINGLE ? "F32" : "F64");
            json.append("\",\"shape\":").append(shape);
            json.append(",\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(end)
                    .append("]}");
            at = end;
        }
        json.append('}');
        // Padding keeps the tensors aligned for readers that map the file.
        while (json.toString().getBytes(StandardCharsets.UTF_8).length % PREFIX != 0) {
            json.append(' ');
        }
        return json.toString();
    }
}
