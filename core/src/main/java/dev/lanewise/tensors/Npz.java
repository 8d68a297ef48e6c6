// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's format of several arrays: a zip archive of npy files. An array is unpacked when it is asked for. */
final class Npz {
    private static final String SUFFIX = ".npy";
    /** How much longer than its archive deflate can make anything. */
    private static final long MOST_EXPANSION = 1032;

    private Npz() {}

    static TensorFile.Content open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw TensorFile.pickled(file, "a damaged zip archive (" + e + ")");
        }
        try {
            return new TensorFile.Content(Map.of(), tensors(file, zip), zip);
        } catch (IllegalArgumentException e) {
            zip.close();
            throw TensorFile.damaged(file, "npz", "its archive is damaged: " + e);
        } catch (IOException | RuntimeException | Error e) {
            zip.close();
            throw e;
        }
    }

    private static List<Tensor> tensors(Path file, ZipFile zip) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
            if (!entry.getName().endsWith(SUFFIX)) {
                throw TensorFile.pickled(file, "a zip archive");
            }
            if (!names.add(entry.getName())) {
                throw TensorFile.damaged(file, "npz", "it has two entries \"" + entry.getName() + "\"");
            }
            tensors.add(tensor(file, zip, entry));
        }
        if (tensors.isEmpty()) {
            throw TensorFile.pickled(file, "an empty zip archive");
        }
        return tensors;
    }

    private static Tensor tensor(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        Npy.Header header =
                Npy.header(file, MemorySegment.ofArray(read(file, zip, entry, Npy.PREFIX + Npy.MOST_HEADER)));
        long whole = header.begin() + header.bytes();
        if (whole != entry.getSize() || whole < 0 || whole / MOST_EXPANSION > entry.getCompressedSize()) {
            throw TensorFile.damaged(
                    file,
                    "npz",
                    "array \"" + name + "\" has shape " + header.shape() + " of " + header.type() + " but "
                            + entry.getSize() + " bytes, packed in " + entry.getCompressedSize());
        }
        return header.tensor(name, () -> unpack(file, zip, entry, header));
    }

    private static MemorySegment unpack(Path file, ZipFile zip, ZipEntry entry, Npy.Header header) throws IOException {
        long whole = header.begin() + header.bytes();
        if (whole > Integer.MAX_VALUE - 8) {
            throw TensorFile.damaged(
                    file, "npz", entry.getName() + " has " + whole + " bytes; expected below 2147483640");
        }
        byte[] bytes = read(file, zip, entry, (int) whole);
        if (bytes.length != whole) {
            throw TensorFile.damaged(
                    file, "npz", entry.getName() + " unpacks to " + bytes.length + " bytes; expected " + whole);
        }
        return MemorySegment.ofArray(bytes).asSlice(header.begin());
    }

    /** The first bytes of an entry, as many as there are up to a limit. */
    private static byte[] read(Path file, ZipFile zip, ZipEntry entry, int most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw TensorFile.damaged(file, "npz", entry.getName() + " cannot be unpacked: " + e);
        }
    }
}
