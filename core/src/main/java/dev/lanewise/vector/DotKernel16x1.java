// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Microkernel for a single column: c ← A·x, or c ← c + A·x unless {@code zero}, for up to 16 rows of A, each contiguous, and
 * k a multiple of eight; the sixteen elements of c lie together.
 *
 * <p>The order of a chain of fma along k forbids vectors along k. Blocks of 8 x 8 elements of A are turned in registers, as
 * in {@link Transpose16x16}, so that vectors lie across its rows; with half-wide vectors, because they take three stages of
 * exchanges instead of four and leave room for two blocks side by side, whose chains hide each other's latency. Rows past
 * the last of {@code rows} are copies of it.
 *
 * <pre>
 *            x0 ... x7
 * a0         [ turned ]        [ c0 ]
 * ...   ->   [ block  ]   ->   [    ]
 * a7         [ 8 x 8  ]        [    ]
 * a8         [ turned ]        [ c1 ]
 * ...   ->   [ block  ]   ->   [    ]
 * a15        [ 8 x 8  ]        [    ]
 * </pre>
 */
final class DotKernel16x1 {
    static final int MR = 16;
    /** Rows and columns of a block. */
    static final int SIZE = 8;

    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final float[][] LOW = Transpose16x16.lanes(SIZE, 0);
    private static final float[][] HIGH = Transpose16x16.lanes(SIZE, 1);

    private DotKernel16x1() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, int ars, float[] x, int xo, boolean zero, float[] c, int rows) {
        int r1 = Math.min(1, rows - 1) * ars, r2 = Math.min(2, rows - 1) * ars, r3 = Math.min(3, rows - 1) * ars, r4 = Math.min(4, rows - 1) * ars, r5 = Math.min(5, rows - 1) * ars, r6 = Math.min(6, rows - 1) * ars, r7 = Math.min(7, rows - 1) * ars, r8 = Math.min(8, rows - 1) * ars, r9 = Math.min(9, rows - 1) * ars, r10 = Math.min(10, rows - 1) * ars, r11 = Math.min(11, rows - 1) * ars, r12 = Math.min(12, rows - 1) * ars, r13 = Math.min(13, rows - 1) * ars, r14 = Math.min(14, rows - 1) * ars, r15 = Math.min(15, rows - 1) * ars;
        FloatVector low0 = FloatVector.fromArray(EIGHT, LOW[0], 0), high0 = FloatVector.fromArray(EIGHT, HIGH[0], 0);
        FloatVector low1 = FloatVector.fromArray(EIGHT, LOW[1], 0), high1 = FloatVector.fromArray(EIGHT, HIGH[1], 0);
        FloatVector low2 = FloatVector.fromArray(EIGHT, LOW[2], 0), high2 = FloatVector.fromArray(EIGHT, HIGH[2], 0);
        FloatVector c0 = FloatVector.zero(EIGHT), c1 = FloatVector.zero(EIGHT);
        if (!zero) {
            c0 = FloatVector.fromArray(EIGHT, c, 0); c1 = FloatVector.fromArray(EIGHT, c, SIZE);
        }
        for (int p = 0; p < k; p += SIZE) {
            FloatVector a0_0 = FloatVector.fromArray(EIGHT, a, ao + p);
            FloatVector a0_1 = FloatVector.fromArray(EIGHT, a, ao + r1 + p);
            FloatVector a0_2 = FloatVector.fromArray(EIGHT, a, ao + r2 + p);
            FloatVector a0_3 = FloatVector.fromArray(EIGHT, a, ao + r3 + p);
            FloatVector a0_4 = FloatVector.fromArray(EIGHT, a, ao + r4 + p);
            FloatVector a0_5 = FloatVector.fromArray(EIGHT, a, ao + r5 + p);
            FloatVector a0_6 = FloatVector.fromArray(EIGHT, a, ao + r6 + p);
            FloatVector a0_7 = FloatVector.fromArray(EIGHT, a, ao + r7 + p);
            FloatVector a1_0 = low0.selectFrom(a0_0, a0_1), a1_1 = high0.selectFrom(a0_0, a0_1);
            FloatVector a1_2 = low0.selectFrom(a0_2, a0_3), a1_3 = high0.selectFrom(a0_2, a0_3);
            FloatVector a1_4 = low0.selectFrom(a0_4, a0_5), a1_5 = high0.selectFrom(a0_4, a0_5);
            FloatVector a1_6 = low0.selectFrom(a0_6, a0_7), a1_7 = high0.selectFrom(a0_6, a0_7);
            FloatVector a2_0 = low1.selectFrom(a1_0, a1_2), a2_2 = high1.selectFrom(a1_0, a1_2);
            FloatVector a2_1 = low1.selectFrom(a1_1, a1_3), a2_3 = high1.selectFrom(a1_1, a1_3);
            FloatVector a2_4 = low1.selectFrom(a1_4, a1_6), a2_6 = high1.selectFrom(a1_4, a1_6);
            FloatVector a2_5 = low1.selectFrom(a1_5, a1_7), a2_7 = high1.selectFrom(a1_5, a1_7);
            FloatVector a3_0 = low2.selectFrom(a2_0, a2_4), a3_4 = high2.selectFrom(a2_0, a2_4);
            FloatVector a3_1 = low2.selectFrom(a2_1, a2_5), a3_5 = high2.selectFrom(a2_1, a2_5);
            FloatVector a3_2 = low2.selectFrom(a2_2, a2_6), a3_6 = high2.selectFrom(a2_2, a2_6);
            FloatVector a3_3 = low2.selectFrom(a2_3, a2_7), a3_7 = high2.selectFrom(a2_3, a2_7);
            FloatVector b0_0 = FloatVector.fromArray(EIGHT, a, ao + r8 + p);
            FloatVector b0_1 = FloatVector.fromArray(EIGHT, a, ao + r9 + p);
            FloatVector b0_2 = FloatVector.fromArray(EIGHT, a, ao + r10 + p);
            FloatVector b0_3 = FloatVector.fromArray(EIGHT, a, ao + r11 + p);
            FloatVector b0_4 = FloatVector.fromArray(EIGHT, a, ao + r12 + p);
            FloatVector b0_5 = FloatVector.fromArray(EIGHT, a, ao + r13 + p);
            FloatVector b0_6 = FloatVector.fromArray(EIGHT, a, ao + r14 + p);
            FloatVector b0_7 = FloatVector.fromArray(EIGHT, a, ao + r15 + p);
            FloatVector b1_0 = low0.selectFrom(b0_0, b0_1), b1_1 = high0.selectFrom(b0_0, b0_1);
            FloatVector b1_2 = low0.selectFrom(b0_2, b0_3), b1_3 = high0.selectFrom(b0_2, b0_3);
            FloatVector b1_4 = low0.selectFrom(b0_4, b0_5), b1_5 = high0.selectFrom(b0_4, b0_5);
            FloatVector b1_6 = low0.selectFrom(b0_6, b0_7), b1_7 = high0.selectFrom(b0_6, b0_7);
            FloatVector b2_0 = low1.selectFrom(b1_0, b1_2), b2_2 = high1.selectFrom(b1_0, b1_2);
            FloatVector b2_1 = low1.selectFrom(b1_1, b1_3), b2_3 = high1.selectFrom(b1_1, b1_3);
            FloatVector b2_4 = low1.selectFrom(b1_4, b1_6), b2_6 = high1.selectFrom(b1_4, b1_6);
            FloatVector b2_5 = low1.selectFrom(b1_5, b1_7), b2_7 = high1.selectFrom(b1_5, b1_7);
            FloatVector b3_0 = low2.selectFrom(b2_0, b2_4), b3_4 = high2.selectFrom(b2_0, b2_4);
            FloatVector b3_1 = low2.selectFrom(b2_1, b2_5), b3_5 = high2.selectFrom(b2_1, b2_5);
            FloatVector b3_2 = low2.selectFrom(b2_2, b2_6), b3_6 = high2.selectFrom(b2_2, b2_6);
            FloatVector b3_3 = low2.selectFrom(b2_3, b2_7), b3_7 = high2.selectFrom(b2_3, b2_7);
            FloatVector x0 = FloatVector.broadcast(EIGHT, x[xo + p]); c0 = x0.fma(a3_0, c0); c1 = x0.fma(b3_0, c1);
            FloatVector x1 = FloatVector.broadcast(EIGHT, x[xo + p + 1]); c0 = x1.fma(a3_1, c0); c1 = x1.fma(b3_1, c1);
            FloatVector x2 = FloatVector.broadcast(EIGHT, x[xo + p + 2]); c0 = x2.fma(a3_2, c0); c1 = x2.fma(b3_2, c1);
            FloatVector x3 = FloatVector.broadcast(EIGHT, x[xo + p + 3]); c0 = x3.fma(a3_3, c0); c1 = x3.fma(b3_3, c1);
            FloatVector x4 = FloatVector.broadcast(EIGHT, x[xo + p + 4]); c0 = x4.fma(a3_4, c0); c1 = x4.fma(b3_4, c1);
            FloatVector x5 = FloatVector.broadcast(EIGHT, x[xo + p + 5]); c0 = x5.fma(a3_5, c0); c1 = x5.fma(b3_5, c1);
            FloatVector x6 = FloatVector.broadcast(EIGHT, x[xo + p + 6]); c0 = x6.fma(a3_6, c0); c1 = x6.fma(b3_6, c1);
            FloatVector x7 = FloatVector.broadcast(EIGHT, x[xo + p + 7]); c0 = x7.fma(a3_7, c0); c1 = x7.fma(b3_7, c1);
        }
        c0.intoArray(c, 0); c1.intoArray(c, SIZE);
    }
    // spotless:on
}
