// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.ChainKernels; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.DoubleVector;

/**
 * Microkernel for up to 4 columns, one vector of 8 rows at a time: C ← A·B, or C ← C + A·B unless {@code zero}, for k a
 * multiple of 8; the elements of a column lie together, in B and in C.
 *
 * <p>Blocks of 8 x 8 elements are turned in registers, as in {@link Transposition} but each half by itself after
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
        double[] a = (double[]) t.a;
        int ao = t.ao;
        int ars = t.ars;
        double[] b = (double[]) t.b;
        int b0 = t.bo;
        double[] c = (double[]) t.c;
        int c0 = t.co;
        int last = t.rows - 1;
        int s1 = Math.min(1, last) * ars;
        int s2 = Math.min(2, last) * ars;
        int s3 = Math.min(3, last) * ars;
        int s4 = Math.min(4, last) * ars;
        int s5 = Math.min(5, last) * ars;
        int s6 = Math.min(6, last) * ars;
        int s7 = Math.min(7, last) * ars;
        int b1 = b0 + Math.min(1, t.cols - 1) * t.brs;
        int c1 = c0 + Math.min(1, t.cols - 1) * t.crs;
        int b2 = b0 + Math.min(2, t.cols - 1) * t.brs;
        int c2 = c0 + Math.min(2, t.cols - 1) * t.crs;
        int b3 = b0 + Math.min(3, t.cols - 1) * t.brs;
        int c3 = c0 + Math.min(3, t.cols - 1) * t.crs;
        DoubleVector low = DoubleVector.fromArray(DOUBLES, Transposition.LOW, 0);
        DoubleVector high = DoubleVector.fromArray(DOUBLES, Transposition.HIGH, 0);
        DoubleVector sum0 = DoubleVector.zero(DOUBLES);
        DoubleVector sum1 = DoubleVector.zero(DOUBLES);
        DoubleVector sum2 = DoubleVector.zero(DOUBLES);
        DoubleVector sum3 = DoubleVector.zero(DOUBLES);
        if (!zero) {
            sum0 = DoubleVector.fromArray(DOUBLES, c, c0);
            sum1 = DoubleVector.fromArray(DOUBLES, c, c1);
            sum2 = DoubleVector.fromArray(DOUBLES, c, c2);
            sum3 = DoubleVector.fromArray(DOUBLES, c, c3);
        }
        for (int p = 0; p < k; p += 8) {
            DoubleVector a0_0 = DoubleVector.fromArray(DOUBLES, a, ao + p);
            DoubleVector a0_1 = DoubleVector.fromArray(DOUBLES, a, ao + s1 + p);
            DoubleVector a0_2 = DoubleVector.fromArray(DOUBLES, a, ao + s2 + p);
            DoubleVector a0_3 = DoubleVector.fromArray(DOUBLES, a, ao + s3 + p);
            DoubleVector a0_4 = DoubleVector.fromArray(DOUBLES, a, ao + s4 + p);
            DoubleVector a0_5 = DoubleVector.fromArray(DOUBLES, a, ao + s5 + p);
            DoubleVector a0_6 = DoubleVector.fromArray(DOUBLES, a, ao + s6 + p);
            DoubleVector a0_7 = DoubleVector.fromArray(DOUBLES, a, ao + s7 + p);
            DoubleVector a1_0 = low.selectFrom(a0_0, a0_4);
            DoubleVector a1_1 = low.selectFrom(a0_1, a0_5);
            DoubleVector a1_2 = low.selectFrom(a0_2, a0_6);
            DoubleVector a1_3 = low.selectFrom(a0_3, a0_7);
            DoubleVector a1_4 = high.selectFrom(a0_0, a0_4);
            DoubleVector a1_5 = high.selectFrom(a0_1, a0_5);
            DoubleVector a1_6 = high.selectFrom(a0_2, a0_6);
            DoubleVector a1_7 = high.selectFrom(a0_3, a0_7);
            DoubleVector a2_0 = low.selectFrom(a1_0, a1_2);
            DoubleVector a2_1 = high.selectFrom(a1_0, a1_2);
            DoubleVector a2_2 = low.selectFrom(a1_1, a1_3);
            DoubleVector a2_3 = high.selectFrom(a1_1, a1_3);
            DoubleVector a3_0 = low.selectFrom(a2_0, a2_2);
            DoubleVector a3_1 = high.selectFrom(a2_0, a2_2);
            DoubleVector a3_2 = low.selectFrom(a2_1, a2_3);
            DoubleVector a3_3 = high.selectFrom(a2_1, a2_3);
            sum0.intoArray(c, c0);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 0]).fma(a3_0, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 0]).fma(a3_0, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 0]).fma(a3_0, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 0]).fma(a3_0, sum3);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 1]).fma(a3_1, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 1]).fma(a3_1, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 1]).fma(a3_1, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 1]).fma(a3_1, sum3);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 2]).fma(a3_2, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 2]).fma(a3_2, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 2]).fma(a3_2, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 2]).fma(a3_2, sum3);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 3]).fma(a3_3, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 3]).fma(a3_3, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 3]).fma(a3_3, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 3]).fma(a3_3, sum3);
            DoubleVector a2_4 = low.selectFrom(a1_4, a1_6);
            DoubleVector a2_5 = high.selectFrom(a1_4, a1_6);
            DoubleVector a2_6 = low.selectFrom(a1_5, a1_7);
            DoubleVector a2_7 = high.selectFrom(a1_5, a1_7);
            DoubleVector a3_4 = low.selectFrom(a2_4, a2_6);
            DoubleVector a3_5 = high.selectFrom(a2_4, a2_6);
            DoubleVector a3_6 = low.selectFrom(a2_5, a2_7);
            DoubleVector a3_7 = high.selectFrom(a2_5, a2_7);
            sum0.intoArray(c, c0);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 4]).fma(a3_4, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 4]).fma(a3_4, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 4]).fma(a3_4, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 4]).fma(a3_4, sum3);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 5]).fma(a3_5, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 5]).fma(a3_5, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 5]).fma(a3_5, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 5]).fma(a3_5, sum3);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 6]).fma(a3_6, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 6]).fma(a3_6, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 6]).fma(a3_6, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 6]).fma(a3_6, sum3);
            sum0 = DoubleVector.broadcast(DOUBLES, b[b0 + p + 7]).fma(a3_7, sum0);
            sum1 = DoubleVector.broadcast(DOUBLES, b[b1 + p + 7]).fma(a3_7, sum1);
            sum2 = DoubleVector.broadcast(DOUBLES, b[b2 + p + 7]).fma(a3_7, sum2);
            sum3 = DoubleVector.broadcast(DOUBLES, b[b3 + p + 7]).fma(a3_7, sum3);
        }
        sum0.intoArray(c, c0);
        sum1.intoArray(c, c1);
        sum2.intoArray(c, c2);
        sum3.intoArray(c, c3);
    }
}
// spotless:on
