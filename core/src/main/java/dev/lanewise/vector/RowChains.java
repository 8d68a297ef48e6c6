// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;

/** y ← α·A·x, or y ← y + α·A·x: sixteen chains along each row of A, and the tree over them. */
final class RowChains {
    private RowChains() {}

    /** The rows of y from {@code row} on. */
    static void multiply(Worker w, Product product, int row, int rows) {
        Tiling tiling = w.leaves.tiling();
        Matrix y = product.c;
        int k = product.k;
        boolean copiesX = !isReadable(product.b, k);
        int depth = !product.aAlongRows ? tiling.kc() : copiesX ? Math.min(k, tiling.kc() * tiling.nr()) : k;
        int most = tiling.laneRows();
        Microtile t = w.column;
        t.c = w.tile;
        t.co = 0;
        for (int i = row, height; i < row + rows; i += height) {
            height = Math.min(most, row + rows - i);
            t.rows = height;
            if (k == 0) {
                w.leaves.fill(w.tile, 0, height * Width.LOGICAL, 0);
            }
            for (int pc = 0, steps; pc < k; pc += steps) {
                steps = Math.min(depth, k - pc);
                t.k = steps;
                t.zero = pc == 0;
                rowsOfA(w, product, pc, i);
                if (i == row || depth < k) {
                    vector(w, product.b, copiesX, pc);
                }
                w.products.rowChains(t);
            }
            int to = y.offset() + i * y.rowStride();
            w.products.rowTrees(w.tile, height, product.alpha, product.fromZero, y.array(), to, y.rowStride());
        }
        t.forget();
    }

    /** Whether x can be read as it lies, in whole sixteens that do not pass its array's end. */
    private static boolean isReadable(Matrix x, int k) {
        return (x.rowStride() == 1 || k == 1) && Packing.length(x) - x.offset() >= Width.padded(k);
    }

    private static void rowsOfA(Worker w, Product product, int pc, int i) {
        Microtile t = w.column;
        Matrix a = product.a;
        if (product.aAlongRows) {
            t.a = a.array();
            t.ao = a.offset() + i * a.rowStride() + pc;
            t.ars = a.rowStride();
        } else {
            Packing.copyA(w, product, pc, t.k, i, t.rows, 0);
            t.a = w.packedA;
            t.ao = 0;
            t.ars = w.leaves.tiling().aStride();
        }
    }

    private static void vector(Worker w, Matrix x, boolean copied, int pc) {
        Microtile t = w.column;
        t.b = x.array();
        t.bo = x.offset() + pc;
        if (copied) {
            int from = x.offset() + pc * x.rowStride();
            w.leaves.copy(x.array(), from, x.rowStride(), w.panelOfB, 0, 1, t.k);
            t.b = w.panelOfB;
            t.bo = 0;
        }
    }
}
