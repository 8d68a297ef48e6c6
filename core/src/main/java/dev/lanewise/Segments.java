// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Reads elements from memory segments, aligned or not, in this machine's order of bytes. */
final class Segments {
    /** A thread that owns nothing; made when it is first asked for, as most jobs have no segments and none should wait for it. */
    private static final class Nobody {
        static final Thread THREAD = made();

        /** Which nobody starts, and which keeps nothing of who happened to ask first. */
        private static Thread made() {
            Thread thread =
                    Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {});
            thread.setContextClassLoader(null);
            return thread;
        }
    }

    private Segments() {}

    /** Elements that fit into the segment; bytes that are left over are nobody's. */
    static long length(MemorySegment segment, Precision precision) {
        Arguments.present("segment", segment);
        return segment.byteSize() / Arguments.present("precision", precision).bytes();
    }

    /** The array of the precision's type in which the segment's elements lie, or null where they do not. */
    static @Nullable Object array(MemorySegment segment, Precision precision) {
        Object base = segment.heapBase().orElse(null);
        boolean fits = precision == Precision.SINGLE ? base instanceof float[] : base instanceof double[];
        return fits && segment.address() % precision.bytes() == 0 ? base : null;
    }

    static double get(Matrix x, MemorySegment segment, int index) {
        try {
            return x.precision() == Precision.SINGLE
                    ? segment.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index)
                    : segment.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index);
        } catch (IllegalStateException | WrongThreadException e) {
            throw inaccessible(x, e);
        }
    }

    /** Whether the elements can be read: not if they lie in a segment that is closed, or another thread's. */
    static boolean isReadable(Matrix x) {
        if (x.hasArray()) {
            return true;
        }
        MemorySegment segment = (MemorySegment) x.storage();
        return segment.scope().isAlive() && segment.isAccessibleBy(Thread.currentThread());
    }

    /** Copies neighbouring elements of a matrix in a segment to an array. */
    static void copy(Matrix x, int from, Matrix to, int at, int count) {
        MemorySegment segment = (MemorySegment) x.storage();
        try {
            if (to.precision() == Precision.SINGLE) {
                MemorySegment.copy(
                        segment, ValueLayout.JAVA_FLOAT_UNALIGNED, (long) from * Float.BYTES, to.floats(), at, count);
            } else {
                MemorySegment.copy(
                        segment,
                        ValueLayout.JAVA_DOUBLE_UNALIGNED,
                        (long) from * Double.BYTES,
                        to.doubles(),
                        at,
                        count);
            }
        } catch (IllegalStateException | WrongThreadException e) {
            throw inaccessible(x, e);
        }
    }

    /** Whether the stretches of two storages, or of one in two precisions, share memory; native memory shares none with an array. */
    static boolean overlap(Matrix x, Matrix y) {
        boolean arrays = x.hasArray() && y.hasArray();
        return !arrays
                && !isApart(x, y)
                && !isApart(y, x)
                && stretch(x).asOverlappingSlice(stretch(y)).isPresent();
    }

    private static boolean isApart(Matrix x, Matrix y) {
        return x.storage() instanceof MemorySegment segment && segment.isNative() && y.hasArray();
    }

    private static MemorySegment stretch(Matrix x) {
        MemorySegment all = switch (x.storage()) {
            case float[] floats -> MemorySegment.ofArray(floats);
            case double[] doubles -> MemorySegment.ofArray(doubles);
            default -> (MemorySegment) x.storage();
        };
        long bytes = x.precision().bytes();
        return all.asSlice(x.offset() * bytes, (Places.last(x) - x.offset() + 1) * bytes);
    }

    /** Whether only one thread may read the elements: they lie in a segment of a confined arena. */
    static boolean isConfined(Matrix x) {
        return x.storage() instanceof MemorySegment segment && !segment.isAccessibleBy(Nobody.THREAD);
    }

    private static IllegalStateException inaccessible(Matrix x, RuntimeException cause) {
        return new IllegalStateException(
                "a " + x + " cannot be read: " + cause.getMessage()
                        + "; expected a segment that is open and belongs to this thread",
                cause);
    }
}
