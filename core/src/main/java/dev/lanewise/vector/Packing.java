// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.NR;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static dev.lanewise.vector.Transpose16x16.SIZE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Copies blocks of the operands into the order in which the microkernels read them. */
final class Packing {
    /** From one row of a packed micropanel of A to the next: not a power of two, which would crowd one cache set. */
    static final int A_STRIDE = Blocking.KC + 16;

    private Packing() {}

    /** Packs a panel of α·A: its rows, contiguous, {@link #A_STRIDE} apart, filled up to {@code all} with the last. */
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

    /** A stored by columns: a few steps of k at a time for all rows, so that each page of a large A is met but once. */
    private static void transposeA(float[] a, int ao, int ars, int acs, int rows, int k, float[] packed) {
        int blocks = Math.ceilDiv(rows, SIZE);
        // Whole blocks are read from each step of k, rows of A or not.
        int whole = ars == 1 && COUNT == SIZE ? Tiles.wholeRows(a.length - ao - (blocks - 1) * SIZE, acs, k) : 0;
        int done = 0;
        for (int steps; whole - done >= SIZE / 2; done += steps) {
            steps = Math.min(SIZE, whole - done);
            int from = ao + done * acs;
            Transpose16x16.transpose(blocks, steps, a, from, acs, SIZE, packed, done, A_STRIDE, SIZE * A_STRIDE);
        }
        for (int p = done; p < k; p++) {
            for (int i = 0; i < rows; i++) {
                packed[i * A_STRIDE + p] = a[ao + i * ars + p * acs];
            }
        }
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

    /** One vector of columns, turned before it is copied to its place. */
    private static void packColumns(float[] b, int from, int brs, int bcs, int k, Workspace w, long to) {
        turnColumns(b, from, brs, bcs, k, w.panelOfB, 0, COUNT);
        for (int p = 0; p < k; p++) {
            FloatVector.fromArray(FLOATS, w.panelOfB, p * COUNT)
                    .intoMemorySegment(w.packedB, to + (long) p * NR * Float.BYTES, ByteOrder.nativeOrder());
        }
    }

    /** Writes one vector of columns row by row, {@code stride} apart. */
    private static void turnColumns(
            float[] b, int from, int brs, int bcs, int k, float[] panel, int first, int stride) {
        int blocks = brs == 1 && COUNT == SIZE ? k / SIZE : 0;
        if (blocks > 0) {
            Transpose16x16.transpose(blocks, SIZE, b, from, bcs, SIZE, panel, first, stride, SIZE * stride);
        }
        int done = blocks * SIZE;
        if (done == k) {
            return;
        }
        // The last block repeats a part of the one before, or reads past the end of its columns.
        int last = Math.max(0, k - SIZE);
        if (blocks > 0 || brs == 1 && COUNT == SIZE && from + (SIZE - 1) * bcs <= b.length - SIZE) {
            Transpose16x16.transpose(1, SIZE, b, from + last, bcs, 0, panel, first + last * stride, stride, 0);
        } else {
            Tiles.load(b, from, brs, bcs, panel, first, stride, k, COUNT);
        }
    }

    /**
     * Copies a k x n panel of B, n at most two vectors, row by row, for the kernels that read B as it lies. A panel narrower
     * than a vector is filled up with anything at hand, whose results nobody stores.
     */
    static void copyB(float[] b, int bo, int brs, int bcs, int k, int n, float[] panel) {
        if (bcs != 1 && n >= COUNT) {
            turnColumns(b, bo, brs, bcs, k, panel, 0, NR);
            if (n > COUNT) {
                turnColumns(b, bo + (n - COUNT) * bcs, brs, bcs, k, panel, n - COUNT, NR);
            }
            return;
        }
        Tiles.load(b, bo, brs, bcs, panel, 0, NR, k, n);
    }
}
