// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.MR;
import static dev.lanewise.vector.Blocking.NR;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Copies blocks of the operands into the order in which the microkernel reads them. */
final class Packing {
    /** From one row of a packed micropanel of A to the next: not a power of two, which would crowd one cache set. */
    static final int A_STRIDE = Blocking.KC + 16;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private Packing() {}

    /**
     * Packs a micropanel of α·A. Where the rows of A are contiguous they are copied, {@link #A_STRIDE} apart; otherwise
     * the panel is stored step by step of k, MR elements each. A panel with fewer than MR rows is filled up with
     * anything at hand, which makes results that nobody stores.
     */
    static void packA(float alpha, float[] a, int ao, int ars, int acs, int rows, int k, float[] packed) {
        if (acs == 1) {
            for (int i = 0; i < MR; i++) {
                System.arraycopy(a, ao + Math.min(i, rows - 1) * ars, packed, i * A_STRIDE, k);
            }
        } else {
            int whole = ars == 1 ? copySteps(a, ao, acs, k, packed) : 0;
            for (int p = whole; p < k; p++) {
                for (int i = 0; i < MR; i++) {
                    packed[p * MR + i] = a[ao + Math.min(i, rows - 1) * ars + p * acs];
                }
            }
        }
        if (alpha != 1) {
            scale(alpha, packed, acs == 1 ? MR : 1, acs == 1 ? k : k * MR);
        }
    }

    private static void scale(float alpha, float[] packed, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            for (int e = i * A_STRIDE; e < i * A_STRIDE + cols; e++) {
                packed[e] *= alpha;
            }
        }
    }

    /** From one row of a packed micropanel to the next. */
    static int rowStrideOfPackedA(int acs) {
        return acs == 1 ? A_STRIDE : 1;
    }

    /** From one step of k to the next in a packed micropanel. */
    static int stepOfPackedA(int acs) {
        return acs == 1 ? 1 : MR;
    }

    /** Copies steps of k as whole vectors, each over the end of the one before, as far as the array reaches. */
    private static int copySteps(float[] a, int ao, int acs, int k, float[] packed) {
        int reach = Math.ceilDiv(MR, COUNT) * COUNT;
        int room = a.length - reach - ao;
        int steps = room < 0 ? 0 : acs == 0 ? k : Math.min(k, room / acs + 1);
        for (int p = 0; p < steps; p++) {
            for (int i = 0; i < MR; i += COUNT) {
                FloatVector.fromArray(FLOATS, a, ao + p * acs + i).intoArray(packed, p * MR + i);
            }
        }
        return steps;
    }

    /** Packs a k x n block of B as micropanels of NR columns, each row by row; the last is filled up with zeros. */
    static void packB(float[] b, int bo, int brs, int bcs, int k, int n, MemorySegment packed) {
        for (int j = 0; j < n; j += NR) {
            int cols = Math.min(NR, n - j);
            long to = (long) j * k * Float.BYTES;
            int from = bo + j * bcs;
            if (cols < NR) {
                packElements(b, from, brs, bcs, 0, k, cols, packed, to);
            } else if (bcs == 1) {
                packRows(b, from, brs, k, packed, to);
            } else {
                packStrided(b, from, brs, bcs, k, packed, to);
            }
        }
    }

    private static void packRows(float[] b, int from, int brs, int k, MemorySegment packed, long to) {
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, from + p * brs);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, from + p * brs + COUNT);
            long row = to + (long) p * NR * Float.BYTES;
            b0.intoMemorySegment(packed, row, ByteOrder.nativeOrder());
            b1.intoMemorySegment(packed, row + COUNT * Float.BYTES, ByteOrder.nativeOrder());
        }
    }

    private static void packStrided(float[] b, int from, int brs, int bcs, int k, MemorySegment packed, long to) {
        int whole = brs == 1 && COUNT == Transpose16x16.SIZE ? k / COUNT * COUNT : 0;
        for (int p = 0; p < whole; p += COUNT) {
            for (int j = 0; j < NR; j += COUNT) {
                long block = to + ((long) p * NR + j) * Float.BYTES;
                Transpose16x16.pack(b, from + p + j * bcs, bcs, packed, block, (long) NR * Float.BYTES);
            }
        }
        packElements(b, from, brs, bcs, whole, k, NR, packed, to);
    }

    /** Element by element; columns past the last become zeros. */
    private static void packElements(
            float[] b, int from, int brs, int bcs, int first, int k, int cols, MemorySegment packed, long to) {
        for (int j = 0; j < NR; j++) {
            int column = from + j * bcs;
            for (int p = first; p < k; p++) {
                packed.set(FLOAT, to + ((long) p * NR + j) * Float.BYTES, j < cols ? b[column + p * brs] : 0);
            }
        }
    }
}
