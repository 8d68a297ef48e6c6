// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.NR;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;

/**
 * Computes microtiles of C ← C + A·B, one stretch of k after the other: chooses the microkernel, and takes a buffer where C
 * does not hold whole vectors. One thread's; it is told its operands before each row of microtiles.
 */
final class Microtiles {
    /** Rows up to which two small microtiles take less time than one that is not full. */
    private static final int FEW_ROWS = 2 * PackedKernel4x2v.MR;

    private final float[] buffer;
    private final MemorySegment packedB;

    private boolean packed;
    private int depth;
    private boolean zero;
    private float[] a;
    private int ao;
    private int ars;
    private float[] b;
    private int bo;
    private int brs;

    Microtiles(float[] buffer, MemorySegment packedB) {
        this.buffer = buffer;
        this.packedB = packedB;
    }

    /** The next stretch of k: its length, and whether C starts from zero rather than from what it holds. */
    void stretch(int depth, boolean zero) {
        this.depth = depth;
        this.zero = zero;
    }

    /** The rows of A, {@code ars} apart and contiguous; with a packed B they are a packed micropanel. */
    void rowsOfA(float[] a, int ao, int ars) {
        this.a = a;
        this.ao = ao;
        this.ars = ars;
    }

    /** B is the workspace's packed block. */
    void packedB() {
        packed = true;
    }

    /** The rows of B, {@code brs} apart and contiguous. */
    void rowsOfB(float[] b, int bo, int brs) {
        packed = false;
        this.b = b;
        this.bo = bo;
        this.brs = brs;
    }

    /** Lets go of the callers' arrays. */
    void forget() {
        a = null;
        b = null;
    }

    /** How many of the {@code rest} columns the next microtile takes; never so many that less than a vector remains. */
    int cols(int height, int rest, int ccs) {
        if (packed || height > 1 || ccs != 1) {
            return Blocking.tileCols(rest);
        }
        if (leavesVectors(rest - DirectKernel1x8v.NR)) {
            return DirectKernel1x8v.NR;
        }
        return rest <= DirectKernel1x4v.NR
                ? rest
                : leavesVectors(rest - DirectKernel1x4v.NR) ? DirectKernel1x4v.NR : rest - COUNT;
    }

    private static boolean leavesVectors(int left) {
        return left == 0 || left >= COUNT;
    }

    /** Microtile number {@code number} of its row, from column {@code col} of B on; its first element is c[at]. */
    void compute(int number, int col, int height, int cols, float[] c, int at, int crs, int ccs) {
        if (ccs == 1 && cols >= COUNT) {
            vectors(number, col, height, cols, c, at, crs);
            return;
        }
        if (!zero) {
            Tiles.load(c, at, crs, ccs, buffer, 0, NR, height, cols);
        }
        vectors(number, col, height, Math.max(cols, COUNT), buffer, 0, NR);
        Tiles.store(buffer, NR, c, at, crs, ccs, height, cols);
    }

    private void vectors(int number, int col, int height, int cols, float[] c, int at, int crs) {
        if (packed) {
            packed((long) number * depth * NR * Float.BYTES, height, cols - COUNT, c, at, crs);
        } else if (height == 1) {
            singleRow(col, cols, c, at);
        } else if (cols == COUNT) {
            oneVector(col, height, c, at, crs);
        } else {
            twoVectors(col, height, cols - COUNT, c, at, crs);
        }
    }

    private void packed(long panel, int height, int second, float[] c, int at, int crs) {
        if (!MANY_REGISTERS) {
            PackedKernel5x2v.multiply(depth, a, ao, 1, packedB, panel, second, zero, c, at, crs, height);
        } else if (height > FEW_ROWS) {
            PackedKernel12x2v.multiply(depth, a, ao, packedB, panel, second, zero, c, at, crs, height);
        } else {
            for (int i = 0; i < height; i += PackedKernel4x2v.MR) {
                int from = ao + i * Packing.A_STRIDE;
                int rows = Math.min(PackedKernel4x2v.MR, height - i);
                PackedKernel4x2v.multiply(depth, a, from, packedB, panel, second, zero, c, at + i * crs, crs, rows);
            }
        }
    }

    private void singleRow(int col, int cols, float[] c, int at) {
        if (cols <= DirectKernel1x4v.NR) {
            DirectKernel1x4v.multiply(depth, a, ao, b, bo + col, brs, cols, zero, c, at);
        } else {
            DirectKernel1x8v.multiply(depth, a, ao, b, bo + col, brs, zero, c, at);
        }
    }

    private void oneVector(int col, int height, float[] c, int at, int crs) {
        for (int i = 0; i < height; i += DirectKernel8x1v.MR) {
            int rows = Math.min(DirectKernel8x1v.MR, height - i);
            DirectKernel8x1v.multiply(depth, a, ao + i * ars, ars, b, bo + col, brs, zero, c, at + i * crs, crs, rows);
        }
    }

    private void twoVectors(int col, int height, int second, float[] c, int at, int crs) {
        int i = 0;
        for (; MANY_REGISTERS && height - i >= DirectKernel12x2v.MR; i += DirectKernel12x2v.MR) {
            int from = ao + i * ars;
            DirectKernel12x2v.multiply(depth, a, from, ars, b, bo + col, brs, second, zero, c, at + i * crs, crs);
        }
        for (; i < height; i += DirectKernel4x2v.MR) {
            int rows = Math.min(DirectKernel4x2v.MR, height - i);
            int from = ao + i * ars;
            DirectKernel4x2v.multiply(depth, a, from, ars, b, bo + col, brs, second, zero, c, at + i * crs, crs, rows);
        }
    }
}
