// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static java.lang.Math.fma;

/**
 * Microkernel for a single column: c ← A·x, or c ← c + A·x unless {@code zero}, for up to 8 rows of A, each contiguous.
 *
 * <p>The order of a chain of fma along k forbids vectors along k, and turning A to have vectors across its rows would cost
 * more than the multiplication: eight scalar chains side by side read A as fast as most memories deliver it. Rows past the
 * last of {@code rows} are copies of it.
 */
final class DotKernel8x1 {
    static final int MR = 8;

    private DotKernel8x1() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, int ars, float[] x, boolean zero, float[] c, int co, int crs, int rows) {
        int r1 = Math.min(1, rows - 1), r2 = Math.min(2, rows - 1), r3 = Math.min(3, rows - 1), r4 = Math.min(4, rows - 1), r5 = Math.min(5, rows - 1), r6 = Math.min(6, rows - 1), r7 = Math.min(7, rows - 1);
        float c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0;
        if (!zero) {
            c0 = c[co + 0 * crs];
            c1 = c[co + r1 * crs];
            c2 = c[co + r2 * crs];
            c3 = c[co + r3 * crs];
            c4 = c[co + r4 * crs];
            c5 = c[co + r5 * crs];
            c6 = c[co + r6 * crs];
            c7 = c[co + r7 * crs];
        }
        for (int p = 0; p < k; p++) {
            float xp = x[p];
            c0 = fma(a[ao + 0 * ars + p], xp, c0);
            c1 = fma(a[ao + r1 * ars + p], xp, c1);
            c2 = fma(a[ao + r2 * ars + p], xp, c2);
            c3 = fma(a[ao + r3 * ars + p], xp, c3);
            c4 = fma(a[ao + r4 * ars + p], xp, c4);
            c5 = fma(a[ao + r5 * ars + p], xp, c5);
            c6 = fma(a[ao + r6 * ars + p], xp, c6);
            c7 = fma(a[ao + r7 * ars + p], xp, c7);
        }
        c[co + 0 * crs] = c0;
        c[co + r1 * crs] = c1;
        c[co + r2 * crs] = c2;
        c[co + r3 * crs] = c3;
        c[co + r4 * crs] = c4;
        c[co + r5 * crs] = c5;
        c[co + r6 * crs] = c6;
        c[co + r7 * crs] = c7;
    }
    // spotless:on
}
