// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.LongRowsWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.leaf.Width.LOGICAL;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;

/**
 * The chains of long rows times a vector, in registers from end to end: four vectors of chains at a time, or eight where a row has
 * several, so that rows share what is read of x.
 */
final class LongRows {
    /** Vectors to sixteen lanes. */
    private static final int PARTS = LOGICAL / COUNT;

    private LongRows() {}

    /** As many whole sixteens as there are of all rows; says how many steps. */
    static int chains(Microtile t) {
        int whole = t.k / LOGICAL * LOGICAL;
        int row = 0;
        if (PARTS > 1) {
            for (int rows = 8 / PARTS; row + rows <= t.rows; row += rows) {
                byEight(t, row, whole);
            }
        }
        for (; row < t.rows; row += Math.max(1, 4 / PARTS)) {
            byFour(t, row, whole);
        }
        return whole;
    }

    /** The rows that 8 vectors of chains hold; those past the last repeat it. */
    private static void byEight(Microtile t, int row, int whole) {
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo;
        float[] c = (float[]) t.c;
        int last = t.rows - 1;
        int r0 = Math.min(row + 0 / PARTS, last);
        int r1 = Math.min(row + 1 / PARTS, last);
        int r2 = Math.min(row + 2 / PARTS, last);
        int r3 = Math.min(row + 3 / PARTS, last);
        int r4 = Math.min(row + 4 / PARTS, last);
        int r5 = Math.min(row + 5 / PARTS, last);
        int r6 = Math.min(row + 6 / PARTS, last);
        int r7 = Math.min(row + 7 / PARTS, last);
        int a0 = t.ao + r0 * ars + 0 % PARTS * COUNT;
        int a1 = t.ao + r1 * ars + 1 % PARTS * COUNT;
        int a2 = t.ao + r2 * ars + 2 % PARTS * COUNT;
        int a3 = t.ao + r3 * ars + 3 % PARTS * COUNT;
        int a4 = t.ao + r4 * ars + 4 % PARTS * COUNT;
        int a5 = t.ao + r5 * ars + 5 % PARTS * COUNT;
        int a6 = t.ao + r6 * ars + 6 % PARTS * COUNT;
        int a7 = t.ao + r7 * ars + 7 % PARTS * COUNT;
        int c0 = t.co + r0 * LOGICAL + 0 % PARTS * COUNT;
        int c1 = t.co + r1 * LOGICAL + 1 % PARTS * COUNT;
        int c2 = t.co + r2 * LOGICAL + 2 % PARTS * COUNT;
        int c3 = t.co + r3 * LOGICAL + 3 % PARTS * COUNT;
        int c4 = t.co + r4 * LOGICAL + 4 % PARTS * COUNT;
        int c5 = t.co + r5 * LOGICAL + 5 % PARTS * COUNT;
        int c6 = t.co + r6 * LOGICAL + 6 % PARTS * COUNT;
        int c7 = t.co + r7 * LOGICAL + 7 % PARTS * COUNT;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        FloatVector s4 = FloatVector.zero(FLOATS);
        FloatVector s5 = FloatVector.zero(FLOATS);
        FloatVector s6 = FloatVector.zero(FLOATS);
        FloatVector s7 = FloatVector.zero(FLOATS);
        if (!zero) {
            s0 = FloatVector.fromArray(FLOATS, c, c0);
            s1 = FloatVector.fromArray(FLOATS, c, c1);
            s2 = FloatVector.fromArray(FLOATS, c, c2);
            s3 = FloatVector.fromArray(FLOATS, c, c3);
            s4 = FloatVector.fromArray(FLOATS, c, c4);
            s5 = FloatVector.fromArray(FLOATS, c, c5);
            s6 = FloatVector.fromArray(FLOATS, c, c6);
            s7 = FloatVector.fromArray(FLOATS, c, c7);
        }
        for (int p = 0; p < whole; p += LOGICAL) {
            s0 = FloatVector.fromArray(FLOATS, x, xo + 0 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a0 + p), s0);
            s1 = FloatVector.fromArray(FLOATS, x, xo + 1 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a1 + p), s1);
            s2 = FloatVector.fromArray(FLOATS, x, xo + 2 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a2 + p), s2);
            s3 = FloatVector.fromArray(FLOATS, x, xo + 3 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a3 + p), s3);
            s4 = FloatVector.fromArray(FLOATS, x, xo + 4 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a4 + p), s4);
            s5 = FloatVector.fromArray(FLOATS, x, xo + 5 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a5 + p), s5);
            s6 = FloatVector.fromArray(FLOATS, x, xo + 6 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a6 + p), s6);
            s7 = FloatVector.fromArray(FLOATS, x, xo + 7 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a7 + p), s7);
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
        s4.intoArray(c, c4);
        s5.intoArray(c, c5);
        s6.intoArray(c, c6);
        s7.intoArray(c, c7);
    }

    /** The rows that 4 vectors of chains hold; those past the last repeat it. */
    private static void byFour(Microtile t, int row, int whole) {
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo;
        float[] c = (float[]) t.c;
        int last = t.rows - 1;
        int r0 = Math.min(row + 0 / PARTS, last);
        int r1 = Math.min(row + 1 / PARTS, last);
        int r2 = Math.min(row + 2 / PARTS, last);
        int r3 = Math.min(row + 3 / PARTS, last);
        int a0 = t.ao + r0 * ars + 0 % PARTS * COUNT;
        int a1 = t.ao + r1 * ars + 1 % PARTS * COUNT;
        int a2 = t.ao + r2 * ars + 2 % PARTS * COUNT;
        int a3 = t.ao + r3 * ars + 3 % PARTS * COUNT;
        int c0 = t.co + r0 * LOGICAL + 0 % PARTS * COUNT;
        int c1 = t.co + r1 * LOGICAL + 1 % PARTS * COUNT;
        int c2 = t.co + r2 * LOGICAL + 2 % PARTS * COUNT;
        int c3 = t.co + r3 * LOGICAL + 3 % PARTS * COUNT;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        if (!zero) {
            s0 = FloatVector.fromArray(FLOATS, c, c0);
            s1 = FloatVector.fromArray(FLOATS, c, c1);
            s2 = FloatVector.fromArray(FLOATS, c, c2);
            s3 = FloatVector.fromArray(FLOATS, c, c3);
        }
        for (int p = 0; p < whole; p += LOGICAL) {
            s0 = FloatVector.fromArray(FLOATS, x, xo + 0 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a0 + p), s0);
            s1 = FloatVector.fromArray(FLOATS, x, xo + 1 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a1 + p), s1);
            s2 = FloatVector.fromArray(FLOATS, x, xo + 2 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a2 + p), s2);
            s3 = FloatVector.fromArray(FLOATS, x, xo + 3 % PARTS * COUNT + p).fma(FloatVector.fromArray(FLOATS, a, a3 + p), s3);
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
    }
}
// spotless:on
