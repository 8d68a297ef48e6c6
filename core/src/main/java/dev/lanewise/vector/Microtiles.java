// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import java.lang.foreign.MemorySegment;

/**
 * Computes microtiles of C ← C + A·B, one block of k after the other: chooses the microkernel, and takes a buffer where C
 * does not hold whole vectors. In this order: {@link #begin} a block of k, say where B lies, then for each row of microtiles
 * where A lies.
 */
final class Microtiles {
    private Leaves leaves;
    private final Tiling tiling;
    private final Microtile tile = new Microtile();
    /** Microtiles of C that does not hold whole vectors. */
    private final Object buffer;

    private boolean packed;
    /** Where the first row of B begins. */
    private int firstOfB;
    /** Where its first micropanel begins. */
    private long firstPanel;

    Microtiles(Leaves leaves, Object buffer) {
        this.leaves = leaves;
        tiling = leaves.tiling();
        this.buffer = buffer;
    }

    /** The next {@code depth} steps of k, from {@code pc} on; A lies as it is. */
    void begin(Product product, int pc, int depth) {
        leaves = product.leaves;
        tile.k = depth;
        tile.zero = product.fromZero && pc == 0;
    }

    /** The rows of A, {@code ars} apart and contiguous; with a packed B they are a packed micropanel. */
    void rowsOfA(Object a, int ao, int ars) {
        tile.a = a;
        tile.ao = ao;
        tile.ars = ars;
    }

    /** B is packed: its micropanels begin at byte {@code first}, {@code stride} apart. */
    void packedB(MemorySegment block, long first, long stride) {
        packed = true;
        tile.packedB = block;
        firstPanel = first;
        tile.panelStride = stride;
    }

    /** The rows of B, {@code brs} apart and contiguous. */
    void rowsOfB(Object b, int bo, int brs) {
        packed = false;
        tile.b = b;
        firstOfB = bo;
        tile.brs = brs;
    }

    /** Lets go of the callers' arrays. */
    void forget() {
        tile.forget();
    }

    /** Loop jr over the microtiles of {@code height} rows of A: those of C from (row, col) on, {@code width} columns. */
    void row(Matrix c, int row, int height, int col, int width) {
        boolean alongRows = c.colStride() == 1 || c.cols() == 1;
        int at = c.offset() + row * c.rowStride() + col * c.colStride();
        for (int jr = 0, number = 0, cols; jr < width; jr += cols, number += Math.ceilDiv(cols, tiling.nr())) {
            cols = cols(height, width - jr, alongRows);
            if (packed) {
                tile.panel = firstPanel + number * tile.panelStride;
            }
            if (alongRows && cols >= tiling.lanes()) {
                compute(jr, height, cols, c.array(), at + jr, c.rowStride());
            } else {
                buffered(jr, height, cols, c, row, col + jr);
            }
        }
    }

    /** How many of the {@code rest} columns the next microtile takes; never so many that less than a vector remains. */
    private int cols(int height, int rest, boolean alongRows) {
        if (packed && alongRows) {
            return packedCols(height, rest);
        }
        if (packed || height > 1 || !alongRows) {
            return tiling.tileCols(rest);
        }
        int eight = Kernel.DIRECT_1X8.vectors * tiling.lanes();
        int four = Kernel.DIRECT_1X4.vectors * tiling.lanes();
        if (leavesVectors(rest - eight)) {
            return eight;
        }
        return rest <= four ? rest : leavesVectors(rest - four) ? four : rest - tiling.lanes();
    }

    /** How many of the {@code rest} columns of a packed B are taken together for so many rows. */
    int packedCols(int height, int rest) {
        int several = vectorsOfPackedB(height) * tiling.lanes();
        return leavesVectors(rest - several) ? several : tiling.tileCols(rest);
    }

    /** How many vectors of each step of a packed B are taken together, where there are so many. */
    private static int vectorsOfPackedB(int height) {
        if (height == 1) {
            return Kernel.PANELS_1X8.vectors;
        }
        boolean few = Width.MANY_REGISTERS && height <= 2 * Kernel.PANELS_4X4.rows;
        return few ? Kernel.PANELS_4X4.vectors : Kernel.PACKED_4X2.vectors;
    }

    private boolean leavesVectors(int left) {
        return left == 0 || left >= tiling.lanes();
    }

    private void buffered(int jr, int height, int cols, Matrix c, int row, int col) {
        if (!tile.zero) {
            leaves.load(c, row, col, height, cols, buffer, 0, tiling.nr());
        }
        compute(jr, height, Math.max(cols, tiling.lanes()), buffer, 0, tiling.nr());
        leaves.store(buffer, tiling.nr(), c, row, col, height, cols);
    }

    private void compute(int jr, int height, int cols, Object c, int co, int crs) {
        tile.c = c;
        tile.crs = crs;
        tile.cols = cols;
        if (packed) {
            packed(height, co);
            return;
        }
        tile.bo = firstOfB + jr;
        if (height == 1) {
            tile.co = co;
            int four = Kernel.DIRECT_1X4.vectors * tiling.lanes();
            leaves.multiply(cols <= four ? Kernel.DIRECT_1X4 : Kernel.DIRECT_1X8, tile);
        } else if (cols == tiling.lanes()) {
            direct(Kernel.DIRECT_8X1, 0, height, co);
        } else {
            Kernel most = Width.MANY_REGISTERS ? Kernel.DIRECT_12X2 : Kernel.DIRECT_6X2;
            int whole = height - height % most.rows;
            direct(most, 0, whole, co);
            direct(Kernel.DIRECT_4X2, whole, height, co);
        }
    }

    private void packed(int height, int co) {
        if (tile.cols > tiling.nr()) {
            direct(height == 1 ? Kernel.PANELS_1X8 : Kernel.PANELS_4X4, 0, height, co);
        } else if (!Width.MANY_REGISTERS) {
            whole(Kernel.PACKED_6X2, height, co);
        } else if (height > 2 * Kernel.PACKED_4X2.rows) {
            whole(Kernel.PACKED_12X2, height, co);
        } else {
            // Two small microtiles take less time than one that is not full.
            direct(Kernel.PACKED_4X2, 0, height, co);
        }
    }

    private void whole(Kernel kernel, int height, int co) {
        tile.co = co;
        tile.rows = height;
        leaves.multiply(kernel, tile);
    }

    /** Rows {@code from} to {@code to}, as many at a time as the kernel has. */
    private void direct(Kernel kernel, int from, int to, int co) {
        int first = tile.ao;
        for (int i = from; i < to; i += kernel.rows) {
            tile.ao = first + i * tile.ars;
            tile.co = co + i * tile.crs;
            tile.rows = Math.min(kernel.rows, to - i);
            leaves.multiply(kernel, tile);
        }
        tile.ao = first;
    }
}
