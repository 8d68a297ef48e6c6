// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes the safetensors format. */
final class SafetensorsWriter {
    private static final int PREFIX = Long.BYTES;
    /** What one buffer holds of a tensor that has to be turned into little endian. */
    private static final int PIECE = 1 << 20;

    private SafetensorsWriter() {}

    /** Writes to a new file beside the old one and then puts it in its place, so that a crash leaves one of them whole. */
    static void write(Path file, Map<String, String> metadata, Collection<Tensor> tensors) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " cannot be written: it is a folder; expected the name of a file");
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(file + " cannot be written: the folder " + folder + " does not exist");
        }
        byte[] header = header(metadata, tensors);
        try {
            replace(target, header, tensors);
        } catch (ClosedByInterruptException e) {
            throw new IOException(
                    file + " cannot be written: the thread was interrupted; the old file is as it was", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void replace(Path target, byte[] header, Collection<Tensor> tensors) throws IOException {
        // Other writers, perhaps on other machines, may write to this name at the same time.
        Path fresh = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
                writeAll(channel, prefix.putLong(header.length).flip());
                writeAll(channel, ByteBuffer.wrap(header));
                for (Tensor tensor : tensors) {
                    write(channel, tensor);
                }
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** In pieces, as a buffer has no more than an int's bytes. */
    private static void write(FileChannel channel, Tensor tensor) throws IOException {
        MemorySegment bytes = tensor.bytes();
        boolean swapped = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            MemorySegment piece = bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at));
            ByteBuffer local =
                    ByteBuffer.wrap(piece.toArray(ValueLayout.JAVA_BYTE)).order(ByteOrder.nativeOrder());
            writeAll(channel, swapped ? littleEndian(local, tensor.type()) : local);
        }
    }

    private static ByteBuffer littleEndian(ByteBuffer from, ElementType type) {
        ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (from.hasRemaining()) {
            if (type == ElementType.F32) {
                to.putInt(from.getInt());
            } else {
                to.putLong(from.getLong());
            }
        }
        return to.flip();
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** What could not be read again, or would be read as other numbers, is refused before the old file is touched. */
    private static void requireWritable(Tensor tensor, Set<String> names) {
        if (!names.add(tensor.name())) {
            throw new IllegalArgumentException(
                    tensor + " has a name that is taken; expected distinct names, and none like "
                            + SafetensorsHeader.METADATA);
        }
        if (tensor.shape().size() > SafetensorsHeader.MOST_DIMENSIONS) {
            throw new IllegalArgumentException(tensor + " has " + tensor.shape().size() + " sizes; expected at most "
                    + SafetensorsHeader.MOST_DIMENSIONS);
        }
        if (!tensor.isAsWritten()) {
            throw new IllegalArgumentException(
                    tensor
                            + " is not in F32 or F64, row by row, in this machine's order of bytes; expected Tensor.of its matrix()");
        }
    }

    private static byte[] header(Map<String, String> metadata, Collection<Tensor> tensors) {
        StringBuilder json = new StringBuilder("{\"" + SafetensorsHeader.METADATA + "\":{");
        String comma = "";
        for (Map.Entry<String, String> text : metadata.entrySet()) {
            json.append(comma).append(SafetensorsHeader.quoted(text.getKey()));
            json.append(':').append(SafetensorsHeader.quoted(text.getValue()));
            comma = ",";
        }
        json.append('}');
        long at = 0;
        Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
        for (Tensor tensor : tensors) {
            requireWritable(tensor, names);
            long end = at + tensor.size() * tensor.type().bytes();
            json.append(',').append(SafetensorsHeader.quoted(tensor.name()));
            json.append(":{\"dtype\":\"").append(tensor.type());
            json.append("\",\"shape\":").append(tensor.shape().toString().replace(" ", ""));
            json.append(",\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(end)
                    .append("]}");
            at = end;
        }
        json.append('}');
        if (json.length() > Safetensors.MOST_HEADER - PREFIX) {
            throw new IllegalArgumentException("names, shapes and metadata take " + json.length()
                    + " bytes; expected at most " + (Safetensors.MOST_HEADER - PREFIX));
        }
        // Padding keeps the tensors aligned for readers that map the file; all of it is ASCII.
        json.repeat(' ', (PREFIX - json.length() % PREFIX) % PREFIX);
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
