// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Tiling;

/**
 * C ← α·A·B, or C ← C + α·A·B, of so few columns that vectors along them would be mostly empty; the rows of A are contiguous. So
 * the vectors go along the columns, by blocks of A that are turned in registers.
 */
final class FewColumns {
    /** Steps of k from which turning A in registers pays. */
    static final int TURNED_STEPS = 32;
    /**
     * Rows a multiple of so many bytes apart fall into one set of a level-1 cache, which holds some eight of them: for a single column
     * it pays to turn no more at a time.
     */
    private static final int CROWDED = 4096;

    private FewColumns() {}

    /** The rows of C from {@code row} on. */
    static void multiply(Worker w, Product product, int row, int rows) {
        Leaves leaves = w.products;
        Tiling tiling = leaves.tiling();
        Matrix a = product.a;
        Matrix b = product.b;
        boolean crowded = product.n == 1 && a.rowStride() * leaves.precision().bytes() % CROWDED == 0;
        int mr = crowded || tiling.turnedRows() == 0 ? Kernel.DOT_8X1.rows : tiling.turnedRows();
        Microtile t = w.column;
        t.c = w.tile;
        t.crs = mr;
        for (int pc = 0, depth; pc < product.k; pc += depth) {
            depth = Math.min(tiling.kc(), product.k - pc);
            t.zero = product.fromZero && pc == 0;
            t.b = b.array();
            t.bo = b.offset() + pc;
            t.brs = b.colStride();
            if (b.rowStride() != 1) {
                leaves.load(b.t(), 0, pc, product.n, depth, w.panelOfB, 0, depth);
                t.b = w.panelOfB;
                t.bo = 0;
                t.brs = depth;
            }
            int most = product.alpha == 1 ? rows : Packing.scaledRows(tiling, product, depth);
            for (int ip = row, panel; ip < row + rows; ip += panel) {
                panel = Math.min(most, row + rows - ip);
                t.a = a.array();
                t.ars = a.rowStride();
                int first = a.offset() + ip * a.rowStride() + pc;
                if (product.alpha != 1) {
                    t.a = w.packedA;
                    t.ars = Packing.scaleRows(w, product, pc, depth, ip, panel);
                    first = 0;
                }
                panel(w, t, product.c.t(), ip, panel, depth, first);
            }
        }
        t.forget();
    }

    /** Some rows of A, from {@code first} on in its array, as many at a time as a column of the buffer holds. */
    private static void panel(Worker w, Microtile t, Matrix c, int row, int rows, int depth, int first) {
        for (int ir = 0, height; ir < rows; ir += height) {
            height = Math.min(t.crs, rows - ir);
            if (!t.zero) {
                w.products.load(c, 0, row + ir, c.rows(), height, w.tile, 0, t.crs);
            }
            t.ao = first + ir * t.ars;
            t.co = 0;
            t.cols = c.rows();
            chains(w.products, t, depth, height);
            w.products.store(w.tile, t.crs, c, 0, row + ir, c.rows(), height);
        }
    }

    /** As many steps as can be turned in registers, then the others. */
    private static void chains(Leaves leaves, Microtile t, int k, int rows) {
        int size = leaves.tiling().turnedRows();
        boolean pays = size > 0 && k >= TURNED_STEPS && rows * t.cols >= size / 2;
        int turned = pays ? k & -size : 0;
        int firstOfB = t.bo;
        boolean zero = t.zero;
        if (turned > 0) {
            t.k = turned;
            t.rows = rows;
            leaves.multiply(t.cols == 1 ? Kernel.TURNED_1X1 : Kernel.TURNED_4X1, t);
            t.zero = false;
        }
        if (turned < k) {
            t.ao += turned;
            t.bo += turned;
            t.k = k - turned;
            dots(leaves, t, rows);
        }
        t.bo = firstOfB;
        t.zero = zero;
    }

    /** What is left, one column after the other. */
    private static void dots(Leaves leaves, Microtile t, int rows) {
        int firstOfA = t.ao;
        int columns = t.cols;
        t.cols = 1;
        for (int j = 0; j < columns; j++, t.bo += t.brs) {
            for (int i = 0; i < rows; i += Kernel.DOT_8X1.rows) {
                t.ao = firstOfA + i * t.ars;
                t.co = j * t.crs + i;
                t.rows = Math.min(Kernel.DOT_8X1.rows, rows - i);
                leaves.multiply(Kernel.DOT_8X1, t);
            }
        }
    }
}
