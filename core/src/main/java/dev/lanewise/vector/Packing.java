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
     * Packs a micropanel of α·A row by row, {@link #A_STRIDE} apart. A panel with fewer than MR rows is filled up with
     * copies of its last row, which make results that nobody stores.
     */
    static void packA(float alpha, float[] a, int ao, int ars, int acs, int rows, int k, float[] packed) {
        for (int i = 0; i < MR; i++) {
            int from = ao + Math.min(i, rows - 1) * ars;
            int to = i * A_STRIDE;
            if (acs == 1) {
                System.arraycopy(a, from, packed, to, k);
            } else {
                for (int p = 0; p < k; p++) {
                    packed[to + p] = a[from + p * acs];
                }
            }
            if (alpha != 1) {
                for (int p = 0; p < k; p++) {
                    packed[to + p] *= alpha;
                }
            }
        }
    }

    /** Packs a k x n block of B as micropanels of NR columns, each row by row; the last is filled up with zeros. */
    static void packB(float[] b, int bo, int brs, int bcs, int k, int n, MemorySegment packed) {
        for (int j = 0; j < n; j += NR) {
            int cols = Math.min(NR, n - j);
            long to = (long) j * k * Float.BYTES;
            int from = bo + j * bcs;
            if (cols < NR) {
                packEdge(b, from, brs, bcs, k, cols, packed, to);
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
        for (int j = 0; j < NR; j++) {
            int column = from + j * bcs;
            for (int p = 0; p < k; p++) {
                packed.set(FLOAT, to + ((long) p * NR + j) * Float.BYTES, b[column + p * brs]);
            }
        }
    }

    private static void packEdge(
            float[] b, int from, int brs, int bcs, int k, int cols, MemorySegment packed, long to) {
        for (int p = 0; p < k; p++) {
            long row = to + (long) p * NR * Float.BYTES;
            for (int j = 0; j < NR; j++) {
                float value = j < cols ? b[from + p * brs + j * bcs] : 0;
                packed.set(FLOAT, row + (long) j * Float.BYTES, value);
            }
        }
    }
}
