// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Tiling;

/** c ← α·A·x, or c ← c + α·A·x: a matrix whose rows are contiguous times a vector. */
final class SingleColumn {
    /** Steps of k from which turning A in registers pays. */
    private static final int TURNED_STEPS = 32;
    /** Rows a multiple of so many bytes apart fall into one set of a level-1 cache, which holds some eight of them. */
    private static final int CROWDED = 4096;

    private SingleColumn() {}

    /** The rows of C from {@code row} on. */
    static void multiply(Worker w, Product product, int row, int rows) {
        Leaves leaves = w.products;
        Tiling tiling = leaves.tiling();
        Matrix a = product.a;
        Matrix x = product.b;
        boolean crowded = a.rowStride() * leaves.precision().bytes() % CROWDED == 0;
        int mr = crowded || tiling.turnedRows() == 0 ? Kernel.DOT_8X1.rows : tiling.turnedRows();
        Microtile t = w.column;
        t.c = w.tile;
        for (int pc = 0, depth; pc < product.k; pc += depth) {
            depth = Math.min(tiling.kc(), product.k - pc);
            t.zero = product.fromZero && pc == 0;
            t.b = x.array();
            t.bo = x.offset() + pc;
            if (x.rowStride() != 1) {
                leaves.load(x.t(), 0, pc, 1, depth, w.panelOfB, 0, 0);
                t.b = w.panelOfB;
                t.bo = 0;
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
                panel(w, t, product.c.t(), ip, panel, depth, mr, first);
            }
        }
        t.forget();
    }

    /** Some rows of A, from {@code first} on in its array, {@code mr} at a time. */
    private static void panel(Worker w, Microtile t, Matrix c, int row, int rows, int depth, int mr, int first) {
        for (int ir = 0, height; ir < rows; ir += height) {
            height = Math.min(mr, rows - ir);
            if (!t.zero) {
                w.products.load(c, 0, row + ir, 1, height, w.tile, 0, 0);
            }
            t.ao = first + ir * t.ars;
            chains(w.products, t, depth, height);
            w.products.store(w.tile, 0, c, 0, row + ir, 1, height);
        }
    }

    /** As many steps as can be turned in registers, then the others. */
    private static void chains(Leaves leaves, Microtile t, int k, int rows) {
        int size = leaves.tiling().turnedRows();
        boolean pays = size > 0 && k >= TURNED_STEPS && rows >= size / 2;
        int turned = pays ? k & -size : 0;
        int firstOfA = t.ao;
        int firstOfX = t.bo;
        boolean zero = t.zero;
        if (turned > 0) {
            t.k = turned;
            t.rows = rows;
            t.co = 0;
            leaves.multiply(Kernel.TURNED_1X1, t);
            t.zero = false;
        }
        t.k = k - turned;
        t.bo = firstOfX + turned;
        for (int i = 0; i < rows && turned < k; i += Kernel.DOT_8X1.rows) {
            t.ao = firstOfA + i * t.ars + turned;
            t.co = i;
            t.rows = Math.min(Kernel.DOT_8X1.rows, rows - i);
            leaves.multiply(Kernel.DOT_8X1, t);
        }
        t.bo = firstOfX;
        t.zero = zero;
    }
}
