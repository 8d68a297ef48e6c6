// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file of tensors, recognised by its first bytes: safetensors, npy or npz. Unless it is small it is mapped, not read:
 * names, types and shapes are there at once, whatever its size, and only the tensors that are asked for are read. While it is
 * open nobody may shorten it.
 */
public final class TensorFile implements AutoCloseable {
    private static final int MARK = 8;
    /** Up to here reading costs less than mapping. */
    private static final int SMALL = 1 << 20;

    private final Path path;
    private final Closeable mapping;
    private final Closeable archive;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private TensorFile(Path path, Content content, Closeable mapping) {
        this.path = path;
        this.mapping = mapping;
        archive = content.archive();
        metadata = content.metadata();
        content.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor.by(this::whileOpen)));
    }

    private Tensor.Source whileOpen(Tensor.Source source) {
        return () -> {
            if (closed.get()) {
                throw new IOException(path + " is closed; expected an open file");
            }
            return source.bytes();
        };
    }

    /** What a format found, and what else has to be closed. */
    record Content(Map<String, String> metadata, Collection<Tensor> tensors, Closeable archive) {
        static final Closeable NOTHING = () -> {};
    }

    /**
     * Opens a file. Close it after use.
     *
     * @throws IOException if it cannot be read, is damaged or of another kind; the message says where and why
     */
    public static TensorFile open(Path path) throws IOException {
        Arguments.present("path", path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.size() <= SMALL
                    ? new TensorFile(path, content(path, whole(channel)), () -> {})
                    : mapped(path, channel);
        } catch (ClosedByInterruptException e) {
            throw new IOException(path + " cannot be read: the thread was interrupted", e);
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // The file closes it.
    private static TensorFile mapped(Path path, FileChannel channel) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new TensorFile(path, content(path, bytes), arena::close);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment whole(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // As long as anything comes.
        }
        return MemorySegment.ofBuffer(bytes.flip());
    }

    private static Content content(Path path, MemorySegment bytes) throws IOException {
        if (startsWith(bytes, "\u0093NUMPY")) {
            return Npy.read(path, bytes);
        }
        if (startsWith(bytes, "PK\u0003\u0004")) {
            return Npz.open(path);
        }
        if (bytes.byteSize() > 1 && bytes.get(ValueLayout.JAVA_BYTE, 0) == (byte) 0x80 && isPickleVersion(bytes)) {
            throw pickled(path, "a pickle");
        }
        requireNoText(path, bytes);
        return Safetensors.read(path, bytes);
    }

    private static boolean isPickleVersion(MemorySegment bytes) {
        byte version = bytes.get(ValueLayout.JAVA_BYTE, 1);
        boolean lengthOfAHeader = bytes.byteSize() > MARK && bytes.get(ValueLayout.JAVA_BYTE, MARK) == '{';
        return version >= 2 && version <= 5 && !lengthOfAHeader;
    }

    private static boolean startsWith(MemorySegment bytes, String mark) {
        byte[] expected = mark.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.byteSize() >= expected.length
                && bytes.asSlice(0, expected.length).mismatch(MemorySegment.ofArray(expected)) < 0;
    }

    private static void requireNoText(Path path, MemorySegment bytes) throws IOException {
        boolean text = bytes.byteSize() >= MARK;
        StringBuilder start = new StringBuilder();
        for (int i = 0; i < MARK && text; i++) {
            char c = (char) (bytes.get(ValueLayout.JAVA_BYTE, i) & 0xff);
            text = c >= ' ' && c <= '~';
            start.append(c);
        }
        if (text) {
            throw damaged(
                    path, "safetensors", "it begins with the text \"" + start + "\"; expected safetensors, npy or npz");
        }
    }

    /** What to do about a file that only Python can read. */
    static IOException pickled(Path path, String kind) {
        return damaged(
                path,
                "safetensors",
                "it is " + kind + ", such as torch.save writes; in Python,"
                        + " safetensors.torch.save_file(torch.load(path), \"name.safetensors\") writes one that can be read");
    }

    static IOException damaged(Path path, String format, String why) {
        return new IOException(path + " cannot be read as " + format + ": " + why);
    }

    /** The only tensor of a file as a matrix, such as a data set in an npy file. */
    public static Matrix matrix(Path path) throws IOException {
        try (TensorFile file = open(path)) {
            if (file.tensors.size() != 1) {
                throw new IOException(path + " has the tensors " + file.tensors.keySet() + "; expected only one");
            }
            return file.tensors.values().iterator().next().matrix();
        }
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Texts that describe the file, if its format has any. */
    public Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    /** All tensors by name, in the order of the file: nothing is read for it. */
    public Map<String, Tensor> tensors() {
        return new LinkedHashMap<>(tensors);
    }

    /**
     * The tensor of this name.
     *
     * @throws IOException if there is none; the message lists those that there are
     */
    public Tensor tensor(String name) throws IOException {
        Tensor tensor = tensors.get(Arguments.present("name", name));
        if (tensor == null) {
            throw new IOException(path + " has no tensor \"" + name + "\"; it has " + tensors.keySet());
        }
        return tensor;
    }

    /**
     * Writes tensors of F32 and F64 as a safetensors file, replacing an old one in one step.
     *
     * @throws IOException if that cannot be done; the old file is then as it was
     */
    public static void write(Path path, Map<String, String> metadata, Collection<Tensor> tensors) throws IOException {
        SafetensorsWriter.write(path, metadata, tensors);
    }

    /** Lets go of the file; tensors that were not read cannot be read any more. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try (mapping) {
                archive.close();
            }
        }
    }
}
