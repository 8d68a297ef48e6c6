// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.NR;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Copies blocks of the operands into the order in which the microkernels read them. */
final class Packing {
    /** From one row of a packed micropanel of A to the next: not a power of two, which would crowd one cache set. */
    static final int A_STRIDE = Blocking.KC + 16;

    private Packing() {}

    /** Packs a micropanel of α·A: its rows, contiguous, {@link #A_STRIDE} apart, filled up to {@code all} with the last. */
    static void packA(float alpha, float[] a, int ao, int ars, int acs, int rows, int all, int k, float[] packed) {
        if (acs == 1) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(a, ao + i * ars, packed, i * A_STRIDE, k);
            }
        } else {
            transposeA(a, ao, ars, acs, rows, k, packed);
        }
        if (alpha != 1) {
            for (int i = 0; i < rows; i++) {
                Arithmetic.scale(alpha, packed, i * A_STRIDE, packed, i * A_STRIDE, Math.ceilDiv(k, COUNT) * COUNT);
            }
        }
        for (int i = rows; i < all; i++) {
            System.arraycopy(packed, (rows - 1) * A_STRIDE, packed, i * A_STRIDE, k);
        }
    }

    private static void transposeA(float[] a, int ao, int ars, int acs, int rows, int k, float[] packed) {
        int whole = ars == 1 ? wholeBlocks(a.length - ao, acs, k) : 0;
        for (int p = 0; p < whole; p += COUNT) {
            Transpose16x16.transpose(a, ao + p * acs, acs, packed, p, A_STRIDE);
        }
        for (int p = whole; p < k; p++) {
            for (int i = 0; i < rows; i++) {
                packed[i * A_STRIDE + p] = a[ao + i * ars + p * acs];
            }
        }
    }

    /** Steps of k, a multiple of sixteen, from each of which sixteen elements can be read, rows of A or not. */
    private static int wholeBlocks(int room, int acs, int k) {
        return COUNT == Transpose16x16.SIZE ? wholeRows(room, acs, k) / COUNT * COUNT : 0;
    }

    /**
     * Packs a k x n block of B, n at least a vector, as micropanels of two vectors of columns, each row by row. The second
     * vector of a micropanel ends with its last column, wherever the first ends.
     */
    static void packB(float[] b, int bo, int brs, int bcs, int k, int n, Workspace w) {
        long to = 0;
        for (int j = 0, cols; j < n; j += cols) {
            cols = Blocking.tileCols(n - j);
            int from = bo + j * bcs;
            int second = from + (cols - COUNT) * bcs;
            if (bcs == 1) {
                packRows(b, from, second, brs, k, w.packedB, to);
            } else {
                packColumns(b, from, brs, bcs, k, w, to);
                packColumns(b, second, brs, bcs, k, w, to + COUNT * Float.BYTES);
            }
            to += (long) k * NR * Float.BYTES;
        }
    }

    private static void packRows(float[] b, int first, int second, int brs, int k, MemorySegment packed, long to) {
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, first + p * brs);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, second + p * brs);
            long row = to + (long) p * NR * Float.BYTES;
            b0.intoMemorySegment(packed, row, ByteOrder.nativeOrder());
            b1.intoMemorySegment(packed, row + COUNT * Float.BYTES, ByteOrder.nativeOrder());
        }
    }

    /** One vector of columns, turned block by block. */
    private static void packColumns(float[] b, int from, int brs, int bcs, int k, Workspace w, long to) {
        boolean registers = brs == 1 && COUNT == Transpose16x16.SIZE;
        for (int p = 0; p < k; p += COUNT) {
            int rows = Math.min(COUNT, k - p);
            if (registers && rows == COUNT) {
                Transpose16x16.transpose(b, from + p, bcs, w.tile, 0, COUNT);
            } else {
                Tiles.load(b, from + p * brs, brs, bcs, w.tile, 0, COUNT, rows, COUNT);
            }
            packRows(w.tile, rows, w.packedB, to + (long) p * NR * Float.BYTES);
        }
    }

    private static void packRows(float[] block, int k, MemorySegment packed, long to) {
        for (int p = 0; p < k; p++) {
            FloatVector.fromArray(FLOATS, block, p * COUNT)
                    .intoMemorySegment(packed, to + (long) p * NR * Float.BYTES, ByteOrder.nativeOrder());
        }
    }

    /**
     * Copies a k x n panel of B, n at most two vectors, row by row, for the kernels that read B as it lies. A panel narrower
     * than a vector is filled up with anything at hand, whose results nobody stores.
     */
    static void copyB(float[] b, int bo, int brs, int bcs, int k, int n, float[] panel) {
        int whole = 0;
        if (bcs == 1) {
            whole = wholeRows(b.length - bo, brs, k);
            for (int p = 0; p < whole; p++) {
                FloatVector.fromArray(FLOATS, b, bo + p * brs).intoArray(panel, p * NR);
            }
        } else if (brs == 1 && n >= COUNT && COUNT == Transpose16x16.SIZE) {
            whole = k / COUNT * COUNT;
            for (int p = 0; p < whole; p += COUNT) {
                Transpose16x16.transpose(b, bo + p, bcs, panel, p * NR, NR);
                Transpose16x16.transpose(b, bo + p + (n - COUNT) * bcs, bcs, panel, p * NR + n - COUNT, NR);
            }
        }
        Tiles.load(b, bo + whole * brs, brs, bcs, panel, whole * NR, NR, k - whole, n);
    }

    /** Rows of B, {@code brs} apart, of which a whole vector can be read. */
    private static int wholeRows(int room, int brs, int k) {
        return room < COUNT ? 0 : brs == 0 ? k : Math.min(k, (room - COUNT) / brs + 1);
    }
}
