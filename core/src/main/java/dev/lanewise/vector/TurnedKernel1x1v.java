// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over a B stored by columns: C ← A·B, or C ← C + A·B unless {@code zero}, for a microtile of 1 row x one vector
 * of 16 lanes, and k a multiple of 16. Turned round it computes a single column: cᵀ ← xᵀ·Aᵀ.
 *
 * <p>The order of a chain of fma along k forbids vectors along k. So blocks of 16 x 16 elements of B are turned in registers,
 * as in {@link Transpose16x16} but with the widest exchange first, so that eight steps of k can be used while the other eight
 * are still being turned. Columns past the last of {@code cols} are copies of it.
 *
 * <p>C is stored in between only to keep C2 from moving all sixteen broadcasts to the top of the loop, where it runs out of
 * registers: a load cannot pass a store that might change it.
 *
 * <pre>
 *            b0 ... b15
 *          [ turned block ]
 * a0   ->  [ c0_0         ]
 * </pre>
 */
final class TurnedKernel1x1v {
    private TurnedKernel1x1v() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, float[] b, int bo, int bcs, int cols,
            boolean zero, float[] c, int co) {
        int s1 = Math.min(1, cols - 1) * bcs, s2 = Math.min(2, cols - 1) * bcs, s3 = Math.min(3, cols - 1) * bcs, s4 = Math.min(4, cols - 1) * bcs, s5 = Math.min(5, cols - 1) * bcs, s6 = Math.min(6, cols - 1) * bcs, s7 = Math.min(7, cols - 1) * bcs, s8 = Math.min(8, cols - 1) * bcs, s9 = Math.min(9, cols - 1) * bcs, s10 = Math.min(10, cols - 1) * bcs, s11 = Math.min(11, cols - 1) * bcs, s12 = Math.min(12, cols - 1) * bcs, s13 = Math.min(13, cols - 1) * bcs, s14 = Math.min(14, cols - 1) * bcs, s15 = Math.min(15, cols - 1) * bcs;
        FloatVector low0 = FloatVector.fromArray(FLOATS, Transpose16x16.LOW[0], 0), high0 = FloatVector.fromArray(FLOATS, Transpose16x16.HIGH[0], 0);
        FloatVector low1 = FloatVector.fromArray(FLOATS, Transpose16x16.LOW[1], 0), high1 = FloatVector.fromArray(FLOATS, Transpose16x16.HIGH[1], 0);
        FloatVector low2 = FloatVector.fromArray(FLOATS, Transpose16x16.LOW[2], 0), high2 = FloatVector.fromArray(FLOATS, Transpose16x16.HIGH[2], 0);
        FloatVector low3 = FloatVector.fromArray(FLOATS, Transpose16x16.LOW[3], 0), high3 = FloatVector.fromArray(FLOATS, Transpose16x16.HIGH[3], 0);
        FloatVector c0_0 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co);
        }
        for (int p = 0; p < k; p += Transpose16x16.SIZE) {
            FloatVector b0_0 = FloatVector.fromArray(FLOATS, b, bo + p);
            FloatVector b0_1 = FloatVector.fromArray(FLOATS, b, bo + s1 + p);
            FloatVector b0_2 = FloatVector.fromArray(FLOATS, b, bo + s2 + p);
            FloatVector b0_3 = FloatVector.fromArray(FLOATS, b, bo + s3 + p);
            FloatVector b0_4 = FloatVector.fromArray(FLOATS, b, bo + s4 + p);
            FloatVector b0_5 = FloatVector.fromArray(FLOATS, b, bo + s5 + p);
            FloatVector b0_6 = FloatVector.fromArray(FLOATS, b, bo + s6 + p);
            FloatVector b0_7 = FloatVector.fromArray(FLOATS, b, bo + s7 + p);
            FloatVector b0_8 = FloatVector.fromArray(FLOATS, b, bo + s8 + p);
            FloatVector b0_9 = FloatVector.fromArray(FLOATS, b, bo + s9 + p);
            FloatVector b0_10 = FloatVector.fromArray(FLOATS, b, bo + s10 + p);
            FloatVector b0_11 = FloatVector.fromArray(FLOATS, b, bo + s11 + p);
            FloatVector b0_12 = FloatVector.fromArray(FLOATS, b, bo + s12 + p);
            FloatVector b0_13 = FloatVector.fromArray(FLOATS, b, bo + s13 + p);
            FloatVector b0_14 = FloatVector.fromArray(FLOATS, b, bo + s14 + p);
            FloatVector b0_15 = FloatVector.fromArray(FLOATS, b, bo + s15 + p);
            FloatVector b1_0 = low3.selectFrom(b0_0, b0_8), b1_8 = high3.selectFrom(b0_0, b0_8);
            FloatVector b1_1 = low3.selectFrom(b0_1, b0_9), b1_9 = high3.selectFrom(b0_1, b0_9);
            FloatVector b1_2 = low3.selectFrom(b0_2, b0_10), b1_10 = high3.selectFrom(b0_2, b0_10);
            FloatVector b1_3 = low3.selectFrom(b0_3, b0_11), b1_11 = high3.selectFrom(b0_3, b0_11);
            FloatVector b1_4 = low3.selectFrom(b0_4, b0_12), b1_12 = high3.selectFrom(b0_4, b0_12);
            FloatVector b1_5 = low3.selectFrom(b0_5, b0_13), b1_13 = high3.selectFrom(b0_5, b0_13);
            FloatVector b1_6 = low3.selectFrom(b0_6, b0_14), b1_14 = high3.selectFrom(b0_6, b0_14);
            FloatVector b1_7 = low3.selectFrom(b0_7, b0_15), b1_15 = high3.selectFrom(b0_7, b0_15);
            FloatVector b2_0 = low2.selectFrom(b1_0, b1_4), b2_4 = high2.selectFrom(b1_0, b1_4);
            FloatVector b2_1 = low2.selectFrom(b1_1, b1_5), b2_5 = high2.selectFrom(b1_1, b1_5);
            FloatVector b2_2 = low2.selectFrom(b1_2, b1_6), b2_6 = high2.selectFrom(b1_2, b1_6);
            FloatVector b2_3 = low2.selectFrom(b1_3, b1_7), b2_7 = high2.selectFrom(b1_3, b1_7);
            FloatVector b3_0 = low1.selectFrom(b2_0, b2_2), b3_2 = high1.selectFrom(b2_0, b2_2);
            FloatVector b3_1 = low1.selectFrom(b2_1, b2_3), b3_3 = high1.selectFrom(b2_1, b2_3);
            FloatVector b3_4 = low1.selectFrom(b2_4, b2_6), b3_6 = high1.selectFrom(b2_4, b2_6);
            FloatVector b3_5 = low1.selectFrom(b2_5, b2_7), b3_7 = high1.selectFrom(b2_5, b2_7);
            FloatVector b4_0 = low0.selectFrom(b3_0, b3_1), b4_1 = high0.selectFrom(b3_0, b3_1);
            FloatVector b4_2 = low0.selectFrom(b3_2, b3_3), b4_3 = high0.selectFrom(b3_2, b3_3);
            FloatVector b4_4 = low0.selectFrom(b3_4, b3_5), b4_5 = high0.selectFrom(b3_4, b3_5);
            FloatVector b4_6 = low0.selectFrom(b3_6, b3_7), b4_7 = high0.selectFrom(b3_6, b3_7);
            c0_0.intoArray(c, co);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 0]).fma(b4_0, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 1]).fma(b4_1, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 2]).fma(b4_2, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 3]).fma(b4_3, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 4]).fma(b4_4, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 5]).fma(b4_5, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 6]).fma(b4_6, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 7]).fma(b4_7, c0_0);
            FloatVector b2_8 = low2.selectFrom(b1_8, b1_12), b2_12 = high2.selectFrom(b1_8, b1_12);
            FloatVector b2_9 = low2.selectFrom(b1_9, b1_13), b2_13 = high2.selectFrom(b1_9, b1_13);
            FloatVector b2_10 = low2.selectFrom(b1_10, b1_14), b2_14 = high2.selectFrom(b1_10, b1_14);
            FloatVector b2_11 = low2.selectFrom(b1_11, b1_15), b2_15 = high2.selectFrom(b1_11, b1_15);
            FloatVector b3_8 = low1.selectFrom(b2_8, b2_10), b3_10 = high1.selectFrom(b2_8, b2_10);
            FloatVector b3_9 = low1.selectFrom(b2_9, b2_11), b3_11 = high1.selectFrom(b2_9, b2_11);
            FloatVector b3_12 = low1.selectFrom(b2_12, b2_14), b3_14 = high1.selectFrom(b2_12, b2_14);
            FloatVector b3_13 = low1.selectFrom(b2_13, b2_15), b3_15 = high1.selectFrom(b2_13, b2_15);
            FloatVector b4_8 = low0.selectFrom(b3_8, b3_9), b4_9 = high0.selectFrom(b3_8, b3_9);
            FloatVector b4_10 = low0.selectFrom(b3_10, b3_11), b4_11 = high0.selectFrom(b3_10, b3_11);
            FloatVector b4_12 = low0.selectFrom(b3_12, b3_13), b4_13 = high0.selectFrom(b3_12, b3_13);
            FloatVector b4_14 = low0.selectFrom(b3_14, b3_15), b4_15 = high0.selectFrom(b3_14, b3_15);
            c0_0.intoArray(c, co);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 8]).fma(b4_8, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 9]).fma(b4_9, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 10]).fma(b4_10, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 11]).fma(b4_11, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 12]).fma(b4_12, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 13]).fma(b4_13, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 14]).fma(b4_14, c0_0);
            c0_0 = FloatVector.broadcast(FLOATS, a[ao + p + 15]).fma(b4_15, c0_0);
        }
        c0_0.intoArray(c, co);
    }
    // spotless:on
}
