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
 * The chains of long rows times a vector, four vectors of chains at a time in registers from end to end.
 */
final class LongRows {
    /** Vectors to sixteen lanes. */
    private static final int PARTS = LOGICAL / COUNT;
    /** Parts of a row that the accumulators hold, at most. */
    static final int MOST_PARTS = 4;
    /** Rows that they hold. */
    private static final int ROWS = Math.max(1, MOST_PARTS / PARTS);

    private LongRows() {}

    /** As many whole sixteens as there are of all rows; says how many steps. */
    static int chains(Microtile t) {
        int whole = t.k / LOGICAL * LOGICAL;
        for (int row = 0; row < t.rows; row += ROWS) {
            rows(t, row, whole);
        }
        return whole;
    }

    /** The rows from this one on; those past the last repeat it. */
    private static void rows(Microtile t, int row, int whole) {
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
