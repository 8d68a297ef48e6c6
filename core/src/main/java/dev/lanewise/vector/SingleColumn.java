// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.KC;

/** c ← A·x, or c ← c + A·x: a matrix whose rows are contiguous times a vector. */
final class SingleColumn {
    /** Steps of k from which turning A in registers pays. */
    private static final int TURNED_STEPS = 32;
    /** Rows a multiple of so many elements apart fall into one set of a level-1 cache, which holds some eight of them. */
    private static final int CROWDED = 1024;

    private SingleColumn() {}

    static void multiply(
            Workspace w,
            float[] a,
            int ao,
            int ars,
            int m,
            int k,
            float[] x,
            int xo,
            int xs,
            boolean fromZero,
            float[] c,
            int co,
            int cs) {
        int mr = ars % CROWDED == 0 ? DotKernel8x1.MR : Transpose16x16.SIZE;
        for (int pc = 0, depth; pc < k; pc += depth) {
            depth = Math.min(KC, k - pc);
            boolean zero = fromZero && pc == 0;
            float[] dense = x;
            int first = xo + pc;
            if (xs != 1) {
                Tiles.load(x, xo + pc * xs, 0, xs, w.panelOfB, 0, 0, 1, depth);
                dense = w.panelOfB;
                first = 0;
            }
            for (int i = 0, rows; i < m; i += rows) {
                rows = Math.min(mr, m - i);
                if (!zero) {
                    Tiles.load(c, co + i * cs, 0, cs, w.tile, 0, 0, 1, rows);
                }
                chains(depth, a, ao + i * ars + pc, ars, dense, first, zero, w.tile, rows);
                Tiles.store(w.tile, 0, c, co + i * cs, 0, cs, 1, rows);
            }
        }
    }

    private static void chains(
            int k, float[] a, int ao, int ars, float[] x, int xo, boolean zero, float[] c, int rows) {
        boolean pays = k >= TURNED_STEPS && rows >= DotKernel8x1.MR && Lanes.COUNT == Transpose16x16.SIZE;
        int turned = pays ? k & -Transpose16x16.SIZE : 0;
        if (turned > 0) {
            TurnedKernel1x1v.multiply(turned, x, xo, a, ao, ars, rows, zero, c, 0);
        }
        for (int i = 0; i < rows && turned < k; i += DotKernel8x1.MR) {
            int some = Math.min(DotKernel8x1.MR, rows - i);
            int from = ao + i * ars + turned;
            DotKernel8x1.multiply(k - turned, a, from, ars, x, xo + turned, zero && turned == 0, c, i, some);
        }
    }
}
