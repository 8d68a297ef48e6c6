// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.RowChainsWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.TILING;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * A matrix times a vector. Some vectors of x stay in registers while all rows pass; the chains of a row, which are one vector
 * or several, wait in memory in between. So a row of few steps costs little more than its steps, and as no row waits for
 * another the latencies of their chains overlap.
 *
 * <pre>
 *             x   ####  ####  ####  ####
 *     row 0       ####→ ####→ ####→ ####→  lanes of row 0
 *     row 1       ####→ ####→ ####→ ####→  lanes of row 1
 * </pre>
 */
final class RowChains {
    /** Vectors to sixteen lanes. */
    private static final int PARTS = LOGICAL / COUNT;
    /** Whether a row has more than one part, of which two are taken at a time. */
    private static final boolean TWO = PARTS > 1;
    /** Steps from which a row is long. */
    private static final int LONG = 160;

    private RowChains() {}

    /**
     * The chains of {@code rows} rows of A, each contiguous, over k steps; x is B, and C holds the sixteen lanes of each
     * row. There may be anything behind the ends of x, whose array reaches to a whole sixteen, and of the rows.
     */
    static void chains(Microtile t) {
        int first = t.k < LONG || PARTS > LongRows.MOST_PARTS ? 0 : LongRows.chains(t);
        for (int part = 0; part < LOGICAL; part += TWO ? 2 * COUNT : COUNT) {
            int p = first;
            for (; t.k - p > 4 * LOGICAL; p += 4 * LOGICAL) {
                steps(t, part, p);
            }
            switch ((t.k - p + LOGICAL - 1) / LOGICAL) {
                case 1 -> last1(t, part, p);
                case 2 -> last2(t, part, p);
                case 3 -> last3(t, part, p);
                case 4 -> last4(t, part, p);
                default -> {}
            }
        }
    }

    private static void steps(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        float[] a = (float[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo + part + p;
        float[] c = (float[]) t.c;
        int co = t.co + part;
        int rows = t.rows;
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector y0 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 0) : x0;
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector y1 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 16) : x1;
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 32);
        FloatVector y2 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 32) : x2;
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xo + 48);
        FloatVector y3 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 48) : x3;
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            FloatVector r = s;
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
                r = TWO ? FloatVector.fromArray(FLOATS, c, co + COUNT + i * LOGICAL) : s;
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s);
            s = x2.fma(FloatVector.fromArray(FLOATS, a, at + 32), s);
            s = x3.fma(FloatVector.fromArray(FLOATS, a, at + 48), s);
            s.intoArray(c, co + i * LOGICAL);
            if (TWO) {
                r = y0.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 0), r);
                r = y1.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 16), r);
                r = y2.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 32), r);
                r = y3.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 48), r);
                r.intoArray(c, co + COUNT + i * LOGICAL);
            }
        }
    }

    private static void last1(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        float[] a = (float[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo + part + p;
        float[] c = (float[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 0 - (TWO ? COUNT : 0), ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 0);
        VectorMask<Float> lives = TWO ? FLOATS.indexInRange(part + COUNT, t.k - p - 0) : live;
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector y0 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 0) : x0;
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            FloatVector r = s;
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
                r = TWO ? FloatVector.fromArray(FLOATS, c, co + COUNT + i * LOGICAL) : s;
            }
            s = s.blend(x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s), live);
            s.intoArray(c, co + i * LOGICAL);
            if (TWO) {
                r = r.blend(y0.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 0), r), lives);
                r.intoArray(c, co + COUNT + i * LOGICAL);
            }
        }
        byElements(t, part, p, rows);
    }

    private static void last2(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        float[] a = (float[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo + part + p;
        float[] c = (float[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 16 - (TWO ? COUNT : 0), ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 16);
        VectorMask<Float> lives = TWO ? FLOATS.indexInRange(part + COUNT, t.k - p - 16) : live;
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector y0 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 0) : x0;
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector y1 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 16) : x1;
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            FloatVector r = s;
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
                r = TWO ? FloatVector.fromArray(FLOATS, c, co + COUNT + i * LOGICAL) : s;
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = s.blend(x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s), live);
            s.intoArray(c, co + i * LOGICAL);
            if (TWO) {
                r = y0.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 0), r);
                r = r.blend(y1.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 16), r), lives);
                r.intoArray(c, co + COUNT + i * LOGICAL);
            }
        }
        byElements(t, part, p, rows);
    }

    private static void last3(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        float[] a = (float[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo + part + p;
        float[] c = (float[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 32 - (TWO ? COUNT : 0), ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 32);
        VectorMask<Float> lives = TWO ? FLOATS.indexInRange(part + COUNT, t.k - p - 32) : live;
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector y0 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 0) : x0;
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector y1 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 16) : x1;
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 32);
        FloatVector y2 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 32) : x2;
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            FloatVector r = s;
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
                r = TWO ? FloatVector.fromArray(FLOATS, c, co + COUNT + i * LOGICAL) : s;
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s);
            s = s.blend(x2.fma(FloatVector.fromArray(FLOATS, a, at + 32), s), live);
            s.intoArray(c, co + i * LOGICAL);
            if (TWO) {
                r = y0.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 0), r);
                r = y1.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 16), r);
                r = r.blend(y2.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 32), r), lives);
                r.intoArray(c, co + COUNT + i * LOGICAL);
            }
        }
        byElements(t, part, p, rows);
    }

    private static void last4(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        float[] a = (float[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo + part + p;
        float[] c = (float[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 48 - (TWO ? COUNT : 0), ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 48);
        VectorMask<Float> lives = TWO ? FLOATS.indexInRange(part + COUNT, t.k - p - 48) : live;
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector y0 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 0) : x0;
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector y1 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 16) : x1;
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 32);
        FloatVector y2 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 32) : x2;
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xo + 48);
        FloatVector y3 = TWO ? FloatVector.fromArray(FLOATS, x, xo + COUNT + 48) : x3;
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            FloatVector r = s;
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
                r = TWO ? FloatVector.fromArray(FLOATS, c, co + COUNT + i * LOGICAL) : s;
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s);
            s = x2.fma(FloatVector.fromArray(FLOATS, a, at + 32), s);
            s = s.blend(x3.fma(FloatVector.fromArray(FLOATS, a, at + 48), s), live);
            s.intoArray(c, co + i * LOGICAL);
            if (TWO) {
                r = y0.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 0), r);
                r = y1.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 16), r);
                r = y2.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 32), r);
                r = r.blend(y3.fma(FloatVector.fromArray(FLOATS, a, at + COUNT + 48), r), lives);
                r.intoArray(c, co + COUNT + i * LOGICAL);
            }
        }
        byElements(t, part, p, rows);
    }

    /** The same for rows so near to the end of the array that a vector would pass it. */
    private static void byElements(Microtile t, int part, int from, int row) {
        float[] a = (float[]) t.a;
        float[] x = (float[]) t.b;
        float[] c = (float[]) t.c;
        for (int i = row; i < t.rows; i++) {
            for (int l = part; l < part + (TWO ? 2 * COUNT : COUNT); l++) {
                int to = t.co + l + i * LOGICAL;
                float s = t.zero && from == 0 ? 0 : c[to];
                for (int p = from + l; p < t.k; p += LOGICAL) {
                    s = fma(a[t.ao + p + i * t.ars], x[t.bo + p], s);
                }
                c[to] = s;
            }
        }
    }
}
// spotless:on
