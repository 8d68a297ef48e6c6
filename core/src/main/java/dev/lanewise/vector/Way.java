// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;

/**
 * The way in which a block of C ← α·A·B + β·C is computed: decided here and nowhere else, from shapes and strides alone, and
 * then only followed. No way shows in the result. {@link Microtiles} has the kernel for each microtile of a way.
 */
enum Way {
    /** A matrix times a vector by its own definition: sixteen chains along each row. */
    ROWS,
    /** A few columns, A's rows contiguous: vectors along the columns, from blocks of A turned in registers. */
    COLUMNS,
    /** A column times a row: C is written along its rows, as memory likes it. */
    OUTER,
    /** B packed beforehand. */
    READY,
    /** B packed into micropanels, a block of it at a time. */
    PACKED,
    /** B copied by panels of two vectors. */
    COPIED,
    /** B read as it lies. */
    DIRECT,
    /** As that, for one long row: a few steps of k at a time over many columns, so that B is read nearly as it lies. */
    LONG_ROW;

    /** Duration from which a product is shared: forty microseconds. */
    static final long SHARED_FROM = 1L << 21;
    /** How many times as long a multiply-add takes where each element is used but once. */
    private static final int STREAMED = 2;

    /** An eighth of the steps of k is few. */
    private static final int FEW_REMAIN = 8;
    /** Blocks of rows for which it pays to copy the columns of B. */
    private static final int MANY_ROWS = 4;
    /** Columns from which an outer product pays. */
    private static final int OUTER_COLS = 512;
    /** Rows of a block up to which packing B would cost more than it brings: fewer where the kernels that do not pack are slower. */
    private static final int DIRECT_ROWS = Width.MANY_REGISTERS ? 48 : 16;
    /** Multiply-adds of a block up to which the same is true. */
    private static final long DIRECT_WORK = Width.MANY_REGISTERS ? 1L << 21 : 240_000;
    /** Vectors of columns below which a copy of A would be read too seldom; with many registers that was not seen. */
    private static final int NARROW_VECTORS = Width.MANY_REGISTERS ? 0 : 8;
    /** Steps of k up to which all of a narrow B is copied, rather than its last rows in a stretch of their own. */
    private static final int COPIED_STEPS = 64;
    /** Rows above which a B of one vector is read from a copy, row after row of memory. */
    private static final int COPIED_ROWS = 48;
    /** Vectors from which a row is long. */
    private static final int LONG_VECTORS = 8;

    private static final int LONG_ROW_KC = 64;
    private static final int LONG_ROW_NC = 4096;

    /** Whether Cᵀ ← Bᵀ·Aᵀ reads or writes along vectors where C ← A·B would not. */
    static boolean isBetterTransposed(Tiling tiling, Matrix a, Matrix b, Matrix c) {
        boolean narrow = c.cols() < tiling.lanes() && c.rows() > c.cols() && a.colStride() != 1;
        boolean singleRow = c.rows() == 1 && c.cols() > 1 && b.colStride() != 1 && b.rowStride() == 1;
        boolean fewRows = b.colStride() != 1
                && b.rowStride() == 1
                && isTurned(tiling, a.cols(), c.rows(), a.colStride(), c.cols());
        boolean columns = c.colStride() != 1 && c.rowStride() == 1 && c.cols() > 1 && c.rows() >= tiling.lanes();
        return narrow || singleRow || fewRows || columns;
    }

    /**
     * Whether a few columns, whose elements in B are {@code stride} apart, are computed faster by turning the rows of A in registers
     * than by vectors that are mostly empty: not where many steps of k remain when whole blocks are done, nor where few rows share
     * what it takes to copy the columns of B.
     */
    private static boolean isTurned(Tiling tiling, int k, int columns, int stride, int rows) {
        int size = tiling.turnedRows();
        boolean few = size > 0 && columns <= Kernel.TURNED_4X1.rows && k >= FewColumns.TURNED_STEPS;
        return few && k % size * FEW_REMAIN <= k && rows >= (stride == 1 ? size : MANY_ROWS * size);
    }

    /** About how long a product takes, in multiply-adds: a single row or column waits for what streams by from memory. */
    static long duration(Product product) {
        long work = (long) product.m * product.n * product.k;
        return Math.min(product.m, product.n) == 1 ? STREAMED * work : work;
    }

    /**
     * The way for a block of {@code rows} x {@code cols} elements of a product.
     *
     * @param product its operands; only strides, k and α matter
     */
    static Way of(Tiling tiling, Product product, int rows, int cols) {
        if (product.interleaved) {
            return ROWS;
        }
        if (product.packed != null) {
            return READY;
        }
        boolean turned = isTurned(tiling, product.k, product.n, product.b.rowStride(), rows);
        if ((product.n == 1 || turned) && COLUMNS.suits(tiling, product, rows, cols)) {
            return COLUMNS;
        }
        if (product.k == 1 && cols >= OUTER_COLS && OUTER.suits(tiling, product, rows, cols)) {
            return OUTER;
        }
        if (cols > tiling.lanes() && !isDirect(tiling, product, rows, cols)) {
            return PACKED;
        }
        boolean shortAndNarrow = cols < tiling.lanes() && product.k <= COPIED_STEPS;
        boolean oneVectorForMany = cols == tiling.lanes() && rows > COPIED_ROWS;
        if (!product.bAlongRows || shortAndNarrow || oneVectorForMany) {
            return COPIED;
        }
        return rows == 1 && LONG_ROW.suits(tiling, product, rows, cols) ? LONG_ROW : DIRECT;
    }

    /** Whether packing B would cost more than it brings. */
    private static boolean isDirect(Tiling tiling, Product product, int rows, int cols) {
        boolean small = rows <= DIRECT_ROWS || (long) rows * cols * product.k <= DIRECT_WORK;
        boolean narrow = product.aAlongRows && product.alpha == 1 && cols < NARROW_VECTORS * tiling.lanes();
        // With both operands strided, A would be packed again for each panel of B.
        return narrow || small && (product.bAlongRows || product.aAlongRows || rows <= tiling.mr());
    }

    /** Whether a block can be computed in this way at all, be it slowly. */
    boolean suits(Tiling tiling, Product product, int rows, int cols) {
        if (product.interleaved != (this == ROWS) || (product.packed != null) != (this == READY)) {
            return false;
        }
        return switch (this) {
            case ROWS, READY -> true;
            case COLUMNS -> product.n <= Kernel.TURNED_4X1.rows && product.aAlongRows;
            case OUTER -> product.k == 1 && product.bAlongRows && product.cAlongRows && cols >= tiling.lanes();
            case PACKED -> cols > tiling.lanes();
            case COPIED -> true;
            case DIRECT -> product.bAlongRows;
            case LONG_ROW -> product.bAlongRows && rows == 1 && cols > LONG_VECTORS * tiling.lanes();
        };
    }

    /** Steps of k in one block, at most. */
    int kc(Tiling tiling, int k) {
        return Tiling.evenly(k, this == LONG_ROW ? LONG_ROW_KC : tiling.kc(), 1);
    }

    /** Columns of B in one block, at most. */
    int nc(Tiling tiling, int cols) {
        return switch (this) {
            case COPIED -> tiling.nr();
            case LONG_ROW -> Tiling.evenly(cols, LONG_ROW_NC, tiling.nr());
            default -> Tiling.evenly(cols, tiling.nc(), tiling.nr());
        };
    }
}
