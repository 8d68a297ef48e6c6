// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.ChainKernels; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernel for up to 4 columns, one vector of 16 rows at a time: C ← A·B, or C ← C + A·B unless {@code zero}, for k a
 * multiple of 16; the elements of a column lie together, in B and in C.
 *
 * <p>Blocks of 16 x 16 elements are turned in registers, as in {@link Transposition} but each half by itself after
 * the first stage, so that one half of the steps of k can be used while the other is still being turned. Rows past the last of
 * {@code rows} repeat it, and so do columns.
 *
 * <p>C is stored in between only to keep C2 from moving all broadcasts to the top of the loop, where it runs out of
 * registers: a load cannot pass a store that might change it.
 */
final class TurnedKernel4x1v {
    private TurnedKernel4x1v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        int ars = t.ars;
        float[] b = (float[]) t.b;
        int b0 = t.bo;
        float[] c = (float[]) t.c;
        int c0 = t.co;
        int last = t.rows - 1;
        int s1 = Math.min(1, last) * ars;
        int s2 = Math.min(2, last) * ars;
        int s3 = Math.min(3, last) * ars;
        int s4 = Math.min(4, last) * ars;
        int s5 = Math.min(5, last) * ars;
        int s6 = Math.min(6, last) * ars;
        int s7 = Math.min(7, last) * ars;
        int s8 = Math.min(8, last) * ars;
        int s9 = Math.min(9, last) * ars;
        int s10 = Math.min(10, last) * ars;
        int s11 = Math.min(11, last) * ars;
        int s12 = Math.min(12, last) * ars;
        int s13 = Math.min(13, last) * ars;
        int s14 = Math.min(14, last) * ars;
        int s15 = Math.min(15, last) * ars;
        int b1 = b0 + Math.min(1, t.cols - 1) * t.brs;
        int c1 = c0 + Math.min(1, t.cols - 1) * t.crs;
        int b2 = b0 + Math.min(2, t.cols - 1) * t.brs;
        int c2 = c0 + Math.min(2, t.cols - 1) * t.crs;
        int b3 = b0 + Math.min(3, t.cols - 1) * t.brs;
        int c3 = c0 + Math.min(3, t.cols - 1) * t.crs;
        FloatVector low = FloatVector.fromArray(FLOATS, Transposition.LOW, 0);
        FloatVector high = FloatVector.fromArray(FLOATS, Transposition.HIGH, 0);
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        if (!zero) {
            sum0 = FloatVector.fromArray(FLOATS, c, c0);
            sum1 = FloatVector.fromArray(FLOATS, c, c1);
            sum2 = FloatVector.fromArray(FLOATS, c, c2);
            sum3 = FloatVector.fromArray(FLOATS, c, c3);
        }
        for (int p = 0; p < k; p += 16) {
            FloatVector a0_0 = FloatVector.fromArray(FLOATS, a, ao + p);
            FloatVector a0_1 = FloatVector.fromArray(FLOATS, a, ao + s1 + p);
            FloatVector a0_2 = FloatVector.fromArray(FLOATS, a, ao + s2 + p);
            FloatVector a0_3 = FloatVector.fromArray(FLOATS, a, ao + s3 + p);
            FloatVector a0_4 = FloatVector.fromArray(FLOATS, a, ao + s4 + p);
            FloatVector a0_5 = FloatVector.fromArray(FLOATS, a, ao + s5 + p);
            FloatVector a0_6 = FloatVector.fromArray(FLOATS, a, ao + s6 + p);
            FloatVector a0_7 = FloatVector.fromArray(FLOATS, a, ao + s7 + p);
            FloatVector a0_8 = FloatVector.fromArray(FLOATS, a, ao + s8 + p);
            FloatVector a0_9 = FloatVector.fromArray(FLOATS, a, ao + s9 + p);
            FloatVector a0_10 = FloatVector.fromArray(FLOATS, a, ao + s10 + p);
            FloatVector a0_11 = FloatVector.fromArray(FLOATS, a, ao + s11 + p);
            FloatVector a0_12 = FloatVector.fromArray(FLOATS, a, ao + s12 + p);
            FloatVector a0_13 = FloatVector.fromArray(FLOATS, a, ao + s13 + p);
            FloatVector a0_14 = FloatVector.fromArray(FLOATS, a, ao + s14 + p);
            FloatVector a0_15 = FloatVector.fromArray(FLOATS, a, ao + s15 + p);
            FloatVector a1_0 = low.selectFrom(a0_0, a0_8);
            FloatVector a1_1 = low.selectFrom(a0_1, a0_9);
            FloatVector a1_2 = low.selectFrom(a0_2, a0_10);
            FloatVector a1_3 = low.selectFrom(a0_3, a0_11);
            FloatVector a1_4 = low.selectFrom(a0_4, a0_12);
            FloatVector a1_5 = low.selectFrom(a0_5, a0_13);
            FloatVector a1_6 = low.selectFrom(a0_6, a0_14);
            FloatVector a1_7 = low.selectFrom(a0_7, a0_15);
            FloatVector a1_8 = high.selectFrom(a0_0, a0_8);
            FloatVector a1_9 = high.selectFrom(a0_1, a0_9);
            FloatVector a1_10 = high.selectFrom(a0_2, a0_10);
            FloatVector a1_11 = high.selectFrom(a0_3, a0_11);
            FloatVector a1_12 = high.selectFrom(a0_4, a0_12);
            FloatVector a1_13 = high.selectFrom(a0_5, a0_13);
            FloatVector a1_14 = high.selectFrom(a0_6, a0_14);
            FloatVector a1_15 = high.selectFrom(a0_7, a0_15);
            FloatVector a2_0 = low.selectFrom(a1_0, a1_4);
            FloatVector a2_1 = high.selectFrom(a1_0, a1_4);
            FloatVector a2_2 = low.selectFrom(a1_1, a1_5);
            FloatVector a2_3 = high.selectFrom(a1_1, a1_5);
            FloatVector a2_4 = low.selectFrom(a1_2, a1_6);
            FloatVector a2_5 = high.selectFrom(a1_2, a1_6);
            FloatVector a2_6 = low.selectFrom(a1_3, a1_7);
            FloatVector a2_7 = high.selectFrom(a1_3, a1_7);
            FloatVector a3_0 = low.selectFrom(a2_0, a2_4);
            FloatVector a3_1 = high.selectFrom(a2_0, a2_4);
            FloatVector a3_2 = low.selectFrom(a2_1, a2_5);
            FloatVector a3_3 = high.selectFrom(a2_1, a2_5);
            FloatVector a3_4 = low.selectFrom(a2_2, a2_6);
            FloatVector a3_5 = high.selectFrom(a2_2, a2_6);
            FloatVector a3_6 = low.selectFrom(a2_3, a2_7);
            FloatVector a3_7 = high.selectFrom(a2_3, a2_7);
            FloatVector a4_0 = low.selectFrom(a3_0, a3_4);
            FloatVector a4_1 = high.selectFrom(a3_0, a3_4);
            FloatVector a4_2 = low.selectFrom(a3_1, a3_5);
            FloatVector a4_3 = high.selectFrom(a3_1, a3_5);
            FloatVector a4_4 = low.selectFrom(a3_2, a3_6);
            FloatVector a4_5 = high.selectFrom(a3_2, a3_6);
            FloatVector a4_6 = low.selectFrom(a3_3, a3_7);
            FloatVector a4_7 = high.selectFrom(a3_3, a3_7);
            sum0.intoArray(c, c0);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 0]).fma(a4_0, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 0]).fma(a4_0, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 0]).fma(a4_0, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 0]).fma(a4_0, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 1]).fma(a4_1, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 1]).fma(a4_1, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 1]).fma(a4_1, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 1]).fma(a4_1, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 2]).fma(a4_2, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 2]).fma(a4_2, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 2]).fma(a4_2, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 2]).fma(a4_2, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 3]).fma(a4_3, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 3]).fma(a4_3, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 3]).fma(a4_3, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 3]).fma(a4_3, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 4]).fma(a4_4, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 4]).fma(a4_4, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 4]).fma(a4_4, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 4]).fma(a4_4, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 5]).fma(a4_5, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 5]).fma(a4_5, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 5]).fma(a4_5, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 5]).fma(a4_5, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 6]).fma(a4_6, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 6]).fma(a4_6, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 6]).fma(a4_6, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 6]).fma(a4_6, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 7]).fma(a4_7, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 7]).fma(a4_7, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 7]).fma(a4_7, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 7]).fma(a4_7, sum3);
            FloatVector a2_8 = low.selectFrom(a1_8, a1_12);
            FloatVector a2_9 = high.selectFrom(a1_8, a1_12);
            FloatVector a2_10 = low.selectFrom(a1_9, a1_13);
            FloatVector a2_11 = high.selectFrom(a1_9, a1_13);
            FloatVector a2_12 = low.selectFrom(a1_10, a1_14);
            FloatVector a2_13 = high.selectFrom(a1_10, a1_14);
            FloatVector a2_14 = low.selectFrom(a1_11, a1_15);
            FloatVector a2_15 = high.selectFrom(a1_11, a1_15);
            FloatVector a3_8 = low.selectFrom(a2_8, a2_12);
            FloatVector a3_9 = high.selectFrom(a2_8, a2_12);
            FloatVector a3_10 = low.selectFrom(a2_9, a2_13);
            FloatVector a3_11 = high.selectFrom(a2_9, a2_13);
            FloatVector a3_12 = low.selectFrom(a2_10, a2_14);
            FloatVector a3_13 = high.selectFrom(a2_10, a2_14);
            FloatVector a3_14 = low.selectFrom(a2_11, a2_15);
            FloatVector a3_15 = high.selectFrom(a2_11, a2_15);
            FloatVector a4_8 = low.selectFrom(a3_8, a3_12);
            FloatVector a4_9 = high.selectFrom(a3_8, a3_12);
            FloatVector a4_10 = low.selectFrom(a3_9, a3_13);
            FloatVector a4_11 = high.selectFrom(a3_9, a3_13);
            FloatVector a4_12 = low.selectFrom(a3_10, a3_14);
            FloatVector a4_13 = high.selectFrom(a3_10, a3_14);
            FloatVector a4_14 = low.selectFrom(a3_11, a3_15);
            FloatVector a4_15 = high.selectFrom(a3_11, a3_15);
            sum0.intoArray(c, c0);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 8]).fma(a4_8, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 8]).fma(a4_8, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 8]).fma(a4_8, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 8]).fma(a4_8, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 9]).fma(a4_9, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 9]).fma(a4_9, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 9]).fma(a4_9, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 9]).fma(a4_9, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 10]).fma(a4_10, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 10]).fma(a4_10, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 10]).fma(a4_10, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 10]).fma(a4_10, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 11]).fma(a4_11, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 11]).fma(a4_11, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 11]).fma(a4_11, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 11]).fma(a4_11, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 12]).fma(a4_12, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 12]).fma(a4_12, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 12]).fma(a4_12, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 12]).fma(a4_12, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 13]).fma(a4_13, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 13]).fma(a4_13, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 13]).fma(a4_13, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 13]).fma(a4_13, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 14]).fma(a4_14, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 14]).fma(a4_14, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 14]).fma(a4_14, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 14]).fma(a4_14, sum3);
            sum0 = FloatVector.broadcast(FLOATS, b[b0 + p + 15]).fma(a4_15, sum0);
            sum1 = FloatVector.broadcast(FLOATS, b[b1 + p + 15]).fma(a4_15, sum1);
            sum2 = FloatVector.broadcast(FLOATS, b[b2 + p + 15]).fma(a4_15, sum2);
            sum3 = FloatVector.broadcast(FLOATS, b[b3 + p + 15]).fma(a4_15, sum3);
        }
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c1);
        sum2.intoArray(c, c2);
        sum3.intoArray(c, c3);
    }
}
// spotless:on
