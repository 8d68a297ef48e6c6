// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import dev.lanewise.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory for micropanels of B: native and aligned, as an array starts 16 bytes into its object and splits cache lines; but an
 * array where registers are few, for the sake of {@link Kernel#PACKED_6X2}. Vectors are at most half a line there.
 *
 * @param segment all of it
 * @param array what is behind the segment, or null
 * @param first the element of the array with which it begins
 */
public record PanelMemory(MemorySegment segment, @Nullable Object array, int first) {
    private static final int CACHE_LINE = 64;
    /** What JVMs allow. */
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    /** As much memory, at most as much as an array holds where it is one. */
    public static PanelMemory of(Precision precision, long bytes) {
        if (Width.MANY_REGISTERS) {
            return new PanelMemory(Arena.ofAuto().allocate(bytes, CACHE_LINE), null, 0);
        }
        long elements = bytes / precision.bytes();
        if (elements > MOST_ELEMENTS) {
            throw new OutOfMemoryError(
                    "a packed matrix of " + elements + " elements; expected at most " + MOST_ELEMENTS);
        }
        Object array = precision.array((int) elements);
        MemorySegment segment = array instanceof float[] floats
                ? MemorySegment.ofArray(floats)
                : MemorySegment.ofArray((double[]) array);
        return new PanelMemory(segment, array, 0);
    }

    /** What is left from this step of k on, in micropanels of so many columns. */
    public PanelMemory from(int step, int nr, Precision precision) {
        long elements = (long) step * nr;
        MemorySegment rest = segment.asSlice(elements * precision.bytes());
        return new PanelMemory(rest, array, array == null ? 0 : first + (int) elements);
    }
}
