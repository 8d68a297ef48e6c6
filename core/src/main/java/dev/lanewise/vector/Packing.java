// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import java.lang.foreign.MemorySegment;

/** Copies blocks of the operands into the order in which the microkernels read them, and tells the microtiles where. */
final class Packing {
    /** Of the panel of A that stays in level 2. */
    private static final int SCALED_PARTS = 8;

    private Packing() {}

    /** The elements of the array behind a view. */
    static int length(Matrix x) {
        return x.precision() == Precision.SINGLE ? x.floats().length : x.doubles().length;
    }

    /** Copies a panel of α·A where the microkernels cannot read it as it lies; says whether. */
    static boolean prepareA(Worker w, boolean packed, Product product, int pc, int depth, int ip, int height) {
        Matrix a = product.a;
        if (!packed && product.alpha == 1 && product.aAlongRows) {
            w.microtiles.rowsOfA(a.array(), a.offset() + ip * a.rowStride() + pc, a.rowStride());
            return false;
        }
        if (packed) {
            packA(w, product, pc, depth, ip, height, 0);
        } else {
            copyA(w, product, pc, depth, ip, height, 0);
            scaleA(w, product, depth, height, 0);
        }
        return true;
    }

    /** Rows of whole micropanels. */
    static int filled(Tiling tiling, int rows) {
        return Math.ceilDiv(rows, tiling.mr()) * tiling.mr();
    }

    /** For how many rows of A over all of k the panel has room, in whole micropanels; perhaps none. */
    static int rowsOfA(Tiling tiling, int k) {
        int rows = tiling.panelRows() / Math.max(1, Math.ceilDiv(k, tiling.kc()));
        return rows / tiling.mr() * tiling.mr();
    }

    /** Packs micropanels of α·A from {@code to} on: its rows, contiguous and a constant stride apart, filled up with the last. */
    static void packA(Worker w, Product product, int pc, int k, int ip, int rows, int to) {
        int stride = w.leaves.tiling().aStride();
        copyA(w, product, pc, k, ip, rows, to);
        scaleA(w, product, k, rows, to);
        for (int i = rows; i < filled(w.leaves.tiling(), rows); i++) {
            System.arraycopy(w.packedA, to + (rows - 1) * stride, w.packedA, to + i * stride, k);
        }
    }

    private static void scaleA(Worker w, Product product, int k, int rows, int to) {
        Tiling tiling = w.leaves.tiling();
        int lanes = tiling.lanes();
        for (int i = 0; i < rows && product.alpha != 1; i++) {
            int row = to + i * tiling.aStride();
            w.products.scale(product.alpha, w.packedA, row, Math.ceilDiv(k, lanes) * lanes);
        }
    }

    /** Rows of α·A that are copied at a time for a single column: so many that they stay in the inner caches. */
    static int scaledRows(Tiling tiling, Product product, int k) {
        return liesFlat(product, k)
                ? Math.max(1, tiling.panelRows() * tiling.aStride() / k / SCALED_PARTS)
                : tiling.mr();
    }

    /** Whether k steps of one row end where those of the next begin: a whole matrix, a column turned, windows that overlap. */
    private static boolean liesFlat(Product product, int k) {
        return product.a.rowStride() == k;
    }

    /** Copies rows of α·A, contiguous, as one where they have no gaps; returns how far apart they are then. */
    static int scaleRows(Worker w, Product product, int pc, int k, int ip, int rows) {
        if (!liesFlat(product, k)) {
            copyA(w, product, pc, k, ip, rows, 0);
            scaleA(w, product, k, rows, 0);
            return w.leaves.tiling().aStride();
        }
        int lanes = w.leaves.tiling().lanes();
        int length = rows * k;
        System.arraycopy(product.a.array(), product.a.offset() + ip * k + pc, w.packedA, 0, length);
        w.products.scale(product.alpha, w.packedA, 0, Math.ceilDiv(length, lanes) * lanes);
        return k;
    }

    /** Copies rows of A to the panel, contiguous and a constant stride apart. */
    static void copyA(Worker w, Product product, int pc, int k, int ip, int rows, int to) {
        Matrix a = product.a;
        if (!product.aAlongRows) {
            turnA(w, a, pc, k, ip, rows, to);
            return;
        }
        int from = a.offset() + ip * a.rowStride() + pc * a.colStride();
        for (int i = 0; i < rows; i++) {
            System.arraycopy(
                    a.array(),
                    from + i * a.rowStride(),
                    w.packedA,
                    to + i * w.leaves.tiling().aStride(),
                    k);
        }
    }

    /** A stored by columns: a few steps of k at a time for all rows, so that each page of a large A is met but once. */
    private static void turnA(Worker w, Matrix a, int pc, int k, int ip, int rows, int to) {
        Tiling tiling = w.leaves.tiling();
        int size = tiling.turned();
        int stride = tiling.aStride();
        int done = 0;
        if (size > 0 && a.rowStride() == 1) {
            int blocks = Math.ceilDiv(rows, size);
            int first = a.offset() + ip + pc * a.colStride();
            // Whole blocks are read from each step of k, rows of A or not.
            int whole = tiling.wholeRows(length(a) - first - (blocks - 1) * size, a.colStride(), k);
            Turning t = w.turning;
            t.x = a.array();
            t.xrs = a.colStride();
            t.xStep = size;
            t.y = w.packedA;
            t.yrs = stride;
            t.yStep = size * stride;
            t.blocks = blocks;
            for (int steps; whole - done >= size / 2; done += steps) {
                steps = Math.min(size, whole - done);
                t.rows = steps;
                t.xo = first + done * a.colStride();
                t.yo = to + done;
                w.products.transpose(t);
            }
        }
        int from = a.offset() + ip * a.rowStride() + pc * a.colStride();
        for (int p = done; p < k; p++) {
            w.products.copy(a.array(), from + p * a.colStride(), a.rowStride(), w.packedA, to + p, stride, rows);
        }
    }

    /** Brings a k x n block of B into the form in which a way reads it. */
    static void prepareB(Worker w, Way way, Matrix b, int pc, int k, int jc, int n) {
        switch (way) {
            case PACKED -> {
                packB(w, b, pc, k, jc, n, w.packedB(), k);
                w.microtiles.packedB(w.packedB(), 0, stride(w.leaves, k));
            }
            case COPIED -> {
                copyB(w, b, pc, k, jc, n);
                w.microtiles.rowsOfB(w.panelOfB, 0, w.leaves.tiling().nr());
            }
            default -> w.microtiles.rowsOfB(b.array(), b.offset() + pc * b.rowStride() + jc, b.rowStride());
        }
    }

    /**
     * Packs a block of B, n at least a vector, as micropanels of two vectors of columns, each row by row. The second vector of
     * a micropanel ends with its last column, wherever the first ends. They have {@code depth} rows, these or all of k.
     */
    static void packB(Worker w, Matrix b, int pc, int k, int jc, int n, MemorySegment packed, int depth) {
        Leaves leaves = w.products;
        Tiling tiling = leaves.tiling();
        int bytes = leaves.precision().bytes();
        long to = 0;
        for (int j = 0, cols; j < n; j += cols) {
            cols = tiling.tileCols(n - j);
            int shift = cols - tiling.lanes();
            if (b.colStride() == 1) {
                int from = b.offset() + pc * b.rowStride() + jc + j;
                leaves.packRows(b.array(), from, from + shift, b.rowStride(), k, packed, to);
            } else {
                turnB(w, b, pc, k, jc + j, 0, tiling.lanes());
                leaves.packVectors(w.panelOfB, k, packed, to);
                turnB(w, b, pc, k, jc + j + shift, 0, tiling.lanes());
                leaves.packVectors(w.panelOfB, k, packed, to + (long) tiling.lanes() * bytes);
            }
            to += stride(leaves, depth);
        }
    }

    /** The bytes of so many rows of a micropanel. */
    static long stride(Leaves leaves, int depth) {
        return (long) depth * leaves.tiling().nr() * leaves.precision().bytes();
    }

    /** Writes one vector of columns row by row to the panel, {@code stride} apart. */
    private static void turnB(Worker w, Matrix b, int pc, int k, int col, int first, int stride) {
        Tiling tiling = w.leaves.tiling();
        int size = tiling.turned();
        int done = 0;
        if (size > 0 && b.rowStride() == 1) {
            int from = b.offset() + pc + col * b.colStride();
            Turning t = w.turning;
            t.x = b.array();
            t.xrs = b.colStride();
            t.xStep = size;
            t.rows = size;
            t.y = w.panelOfB;
            t.yrs = stride;
            t.yStep = size * stride;
            t.blocks = k / size;
            t.xo = from;
            t.yo = first;
            if (t.blocks > 0) {
                w.products.transpose(t);
                done = t.blocks * size;
            }
            // The last block repeats a part of the one before, or reads past the end of its columns.
            int last = Math.max(0, k - size);
            if (done < k && (done > 0 || from + (size - 1) * b.colStride() <= length(b) - size)) {
                t.blocks = 1;
                t.xo = from + last;
                t.yo = first + last * stride;
                w.products.transpose(t);
                done = k;
            }
        }
        if (done < k) {
            w.products.load(b, pc, col, k, tiling.lanes(), w.panelOfB, first, stride);
        }
    }

    /**
     * Copies a panel of B, n at most two vectors, row by row, for the kernels that read B as it lies. A panel narrower than a
     * vector is filled up with anything at hand, whose results nobody stores.
     */
    private static void copyB(Worker w, Matrix b, int pc, int k, int jc, int n) {
        Tiling tiling = w.leaves.tiling();
        int lanes = tiling.lanes();
        if (b.colStride() == 1 || n < lanes) {
            w.products.load(b, pc, jc, k, n, w.panelOfB, 0, tiling.nr());
            return;
        }
        turnB(w, b, pc, k, jc, 0, tiling.nr());
        if (n > lanes) {
            turnB(w, b, pc, k, jc + n - lanes, n - lanes, tiling.nr());
        }
    }
}
