// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static java.lang.Math.fma;

/**
 * Microkernel for a single column: c ← A·x, or c ← c + A·x unless {@code zero}, for up to 8 rows of A, each contiguous;
 * the elements of c lie together.
 *
 * <p>Scalar, because the order of a chain of fma along k forbids vectors along k: for the steps that {@link TurnedKernel1x1v}
 * leaves over, and where turning A would cost more than the multiplication. Rows past the last of {@code rows} are copies
 * of it.
 */
final class DotKernel8x1 {
    static final int MR = 8;

    private DotKernel8x1() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, int ars, float[] x, int xo, boolean zero, float[] c, int co, int rows) {
        int r1 = Math.min(1, rows - 1), r2 = Math.min(2, rows - 1), r3 = Math.min(3, rows - 1), r4 = Math.min(4, rows - 1), r5 = Math.min(5, rows - 1), r6 = Math.min(6, rows - 1), r7 = Math.min(7, rows - 1);
        float c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0;
        if (!zero) {
            c0 = c[co + 0];
            c1 = c[co + r1];
            c2 = c[co + r2];
            c3 = c[co + r3];
            c4 = c[co + r4];
            c5 = c[co + r5];
            c6 = c[co + r6];
            c7 = c[co + r7];
        }
        for (int p = 0; p < k; p++) {
            float xp = x[xo + p];
            c0 = fma(a[ao + 0 * ars + p], xp, c0);
            c1 = fma(a[ao + r1 * ars + p], xp, c1);
            c2 = fma(a[ao + r2 * ars + p], xp, c2);
            c3 = fma(a[ao + r3 * ars + p], xp, c3);
            c4 = fma(a[ao + r4 * ars + p], xp, c4);
            c5 = fma(a[ao + r5 * ars + p], xp, c5);
            c6 = fma(a[ao + r6 * ars + p], xp, c6);
            c7 = fma(a[ao + r7 * ars + p], xp, c7);
        }
        c[co + 0] = c0;
        c[co + r1] = c1;
        c[co + r2] = c2;
        c[co + r3] = c3;
        c[co + r4] = c4;
        c[co + r5] = c5;
        c[co + r6] = c6;
        c[co + r7] = c7;
    }
    // spotless:on
}
