// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.ChainKernels; change that, not this.
// spotless:off

import static java.lang.Math.fma;

import dev.lanewise.vector.leaf.Microtile;

/**
 * Microkernel for a single column: c ← A·x, or c ← c + A·x unless {@code zero}, for up to 8 rows of A, each contiguous;
 * x is B, and the elements of c lie together.
 *
 * <p>Scalar, because the order of a chain of fma along k forbids vectors along k: for the steps that
 * {@link TurnedKernel4x1v} leaves over, and where turning A would cost more than the multiplication. Rows past the last
 * of {@code rows} repeat it.
 */
final class DotKernel8x1 {
    private DotKernel8x1() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo;
        float[] c = (float[]) t.c;
        int co = t.co;
        int last = t.rows - 1;
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        int r4 = Math.min(4, last);
        int r5 = Math.min(5, last);
        int r6 = Math.min(6, last);
        int r7 = Math.min(7, last);
        float c0 = zero ? 0 : c[co + 0];
        float c1 = zero ? 0 : c[co + r1];
        float c2 = zero ? 0 : c[co + r2];
        float c3 = zero ? 0 : c[co + r3];
        float c4 = zero ? 0 : c[co + r4];
        float c5 = zero ? 0 : c[co + r5];
        float c6 = zero ? 0 : c[co + r6];
        float c7 = zero ? 0 : c[co + r7];
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
}
// spotless:on
