// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The safetensors format: the length of a header (8 bytes, little endian), a flat JSON header that gives each tensor its
 * type, shape and place, and the tensors' bytes, every one of which must be accounted for.
 */
final class Safetensors {
    /** The format's own limit. */
    static final long MOST_HEADER = 100_000_000;

    private static final int PREFIX = Long.BYTES;

    private Safetensors() {}

    static TensorFile.Content read(Path file, MemorySegment bytes) throws IOException {
        if (bytes.byteSize() < PREFIX) {
            throw damaged(file, "it has " + bytes.byteSize() + " bytes; expected a header length of 8 bytes at least");
        }
        long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        long most = Math.min(MOST_HEADER, bytes.byteSize() - PREFIX);
        if (length < 2 || length > most) {
            throw damaged(file, "the header's length is " + Long.toUnsignedString(length) + "; expected 2 to " + most);
        }
        SafetensorsHeader header;
        try {
            header = SafetensorsHeader.parse(bytes.asSlice(PREFIX, length).toArray(ValueLayout.JAVA_BYTE));
        } catch (IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
        MemorySegment data = bytes.asSlice(PREFIX + length);
        requireWhole(file, header.entries(), data.byteSize());
        List<Tensor> tensors = new ArrayList<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            MemorySegment part = data.asSlice(entry.begin(), entry.end() - entry.begin());
            ElementType type = ElementType.valueOf(entry.type());
            tensors.add(new Tensor(entry.name(), type, entry.shape(), () -> part, ByteOrder.LITTLE_ENDIAN, false));
        }
        return new TensorFile.Content(header.metadata(), tensors, TensorFile.Content.NOTHING);
    }

    private static void requireWhole(Path file, List<SafetensorsHeader.Entry> entries, long room) throws IOException {
        List<SafetensorsHeader.Entry> byPlace = new ArrayList<>(entries);
        byPlace.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                .thenComparingLong(SafetensorsHeader.Entry::end));
        long expected = 0;
        for (SafetensorsHeader.Entry entry : byPlace) {
            requireSound(file, entry, expected, room);
            expected = entry.end();
        }
        if (expected != room) {
            throw damaged(
                    file, "its tensors end at byte " + expected + " of " + room + "; expected them to fill the file");
        }
    }

    private static void requireSound(Path file, SafetensorsHeader.Entry entry, long expected, long room)
            throws IOException {
        String name = "tensor \"" + entry.name() + "\" ";
        int bytes = bytes(entry.type());
        if (bytes == 0) {
            throw damaged(
                    file, name + "has type " + entry.type() + "; expected one of " + List.of(ElementType.values()));
        }
        if (entry.begin() != expected || entry.end() < entry.begin() || entry.end() > room) {
            throw damaged(
                    file,
                    name + "lies at bytes " + entry.begin() + " to " + entry.end() + "; expected it to begin at "
                            + expected + " and to end by " + room);
        }
        long elements = Tensor.size(entry.shape());
        if (elements > room || elements * bytes != entry.end() - entry.begin()) {
            throw damaged(
                    file,
                    name + "has shape " + entry.shape() + " but " + (entry.end() - entry.begin()) + " bytes; expected "
                            + bytes + " for each element");
        }
    }

    private static int bytes(String type) {
        for (ElementType known : ElementType.values()) {
            if (known.name().equals(type)) {
                return known.bytes();
            }
        }
        return 0;
    }

    private static IOException damaged(Path file, String why) {
        return TensorFile.damaged(file, "safetensors", why);
    }
}
