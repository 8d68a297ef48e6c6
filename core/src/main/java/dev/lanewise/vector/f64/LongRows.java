// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.LongRowsWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.leaf.Width.LOGICAL;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.DoubleVector;

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
        double[] a = (double[]) t.a;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo;
        double[] c = (double[]) t.c;
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
        DoubleVector s0 = DoubleVector.zero(DOUBLES);
        DoubleVector s1 = DoubleVector.zero(DOUBLES);
        DoubleVector s2 = DoubleVector.zero(DOUBLES);
        DoubleVector s3 = DoubleVector.zero(DOUBLES);
        if (!zero) {
            s0 = DoubleVector.fromArray(DOUBLES, c, c0);
            s1 = DoubleVector.fromArray(DOUBLES, c, c1);
            s2 = DoubleVector.fromArray(DOUBLES, c, c2);
            s3 = DoubleVector.fromArray(DOUBLES, c, c3);
        }
        for (int p = 0; p < whole; p += LOGICAL) {
            s0 = DoubleVector.fromArray(DOUBLES, x, xo + 0 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a0 + p), s0);
            s1 = DoubleVector.fromArray(DOUBLES, x, xo + 1 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a1 + p), s1);
            s2 = DoubleVector.fromArray(DOUBLES, x, xo + 2 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a2 + p), s2);
            s3 = DoubleVector.fromArray(DOUBLES, x, xo + 3 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a3 + p), s3);
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
    }
}
// spotless:on
