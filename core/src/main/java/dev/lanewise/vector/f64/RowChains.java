// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.RowChainsWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.TILING;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

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
    /** Rows that the accumulators hold. */
    private static final int ROWS = Math.max(1, 4 / PARTS);
    /** Steps from which a row is long. */
    private static final int LONG = 160;
    /** Whether the tree adds as many rows at once as a vector has lanes, by two-source permutations. */
    private static final boolean MERGED = COUNT == 8;

    private static final VectorShuffle<Double> BY_8 = VectorShuffle.fromOp(DOUBLES, i -> (i + 8) % COUNT);
    private static final VectorShuffle<Double> BY_4 = VectorShuffle.fromOp(DOUBLES, i -> (i + 4) % COUNT);
    private static final VectorShuffle<Double> BY_2 = VectorShuffle.fromOp(DOUBLES, i -> (i + 2) % COUNT);
    private static final VectorShuffle<Double> BY_1 = VectorShuffle.fromOp(DOUBLES, i -> (i + 1) % COUNT);

    /** For each stage of the tree, where the lower and the upper halves of the groups of two vectors lie. */
    private static final double[][] LOWER = halves(0);

    private static final double[][] UPPER = halves(1);

    private RowChains() {}

    /** At stage s the groups are of 8/2ˢ lanes; those of the second vector follow those of the first. */
    private static double[][] halves(int upper) {
        double[][] lanes = new double[Integer.numberOfTrailingZeros(8)][8];
        for (int stage = 0; stage < lanes.length; stage++) {
            int group = 8 >> stage;
            int half = group / 2;
            for (int lane = 0; lane < 8; lane++) {
                lanes[stage][lane] = lane / half * group + lane % half + upper * half;
            }
        }
        return lanes;
    }

    /**
     * The chains of {@code rows} rows of A, each contiguous, over k steps; x is B, and C holds the sixteen lanes of each
     * row. There may be anything behind the ends of x, whose array reaches to a whole sixteen, and of the rows.
     */
    static void chains(Microtile t) {
        int first = t.k < LONG ? 0 : longRows(t);
        for (int part = 0; part < LOGICAL; part += COUNT) {
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
        double[] a = (double[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo + part + p;
        double[] c = (double[]) t.c;
        int co = t.co + part;
        int rows = t.rows;
        DoubleVector x0 = DoubleVector.fromArray(DOUBLES, x, xo + 0);
        DoubleVector x1 = DoubleVector.fromArray(DOUBLES, x, xo + 16);
        DoubleVector x2 = DoubleVector.fromArray(DOUBLES, x, xo + 32);
        DoubleVector x3 = DoubleVector.fromArray(DOUBLES, x, xo + 48);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            DoubleVector s = DoubleVector.zero(DOUBLES);
            if (!zero) {
                s = DoubleVector.fromArray(DOUBLES, c, co + i * LOGICAL);
            }
            s = x0.fma(DoubleVector.fromArray(DOUBLES, a, at + 0), s);
            s = x1.fma(DoubleVector.fromArray(DOUBLES, a, at + 16), s);
            s = x2.fma(DoubleVector.fromArray(DOUBLES, a, at + 32), s);
            s = x3.fma(DoubleVector.fromArray(DOUBLES, a, at + 48), s);
            s.intoArray(c, co + i * LOGICAL);
        }
    }

    private static void last1(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        double[] a = (double[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo + part + p;
        double[] c = (double[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 0, ars, t.rows);
        VectorMask<Double> live = DOUBLES.indexInRange(part, t.k - p - 0);
        DoubleVector x0 = DoubleVector.fromArray(DOUBLES, x, xo + 0);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            DoubleVector s = DoubleVector.zero(DOUBLES);
            if (!zero) {
                s = DoubleVector.fromArray(DOUBLES, c, co + i * LOGICAL);
            }
            s = s.blend(x0.fma(DoubleVector.fromArray(DOUBLES, a, at + 0), s), live);
            s.intoArray(c, co + i * LOGICAL);
        }
        byElements(t, part, p, rows);
    }

    private static void last2(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        double[] a = (double[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo + part + p;
        double[] c = (double[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 16, ars, t.rows);
        VectorMask<Double> live = DOUBLES.indexInRange(part, t.k - p - 16);
        DoubleVector x0 = DoubleVector.fromArray(DOUBLES, x, xo + 0);
        DoubleVector x1 = DoubleVector.fromArray(DOUBLES, x, xo + 16);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            DoubleVector s = DoubleVector.zero(DOUBLES);
            if (!zero) {
                s = DoubleVector.fromArray(DOUBLES, c, co + i * LOGICAL);
            }
            s = x0.fma(DoubleVector.fromArray(DOUBLES, a, at + 0), s);
            s = s.blend(x1.fma(DoubleVector.fromArray(DOUBLES, a, at + 16), s), live);
            s.intoArray(c, co + i * LOGICAL);
        }
        byElements(t, part, p, rows);
    }

    private static void last3(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        double[] a = (double[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo + part + p;
        double[] c = (double[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 32, ars, t.rows);
        VectorMask<Double> live = DOUBLES.indexInRange(part, t.k - p - 32);
        DoubleVector x0 = DoubleVector.fromArray(DOUBLES, x, xo + 0);
        DoubleVector x1 = DoubleVector.fromArray(DOUBLES, x, xo + 16);
        DoubleVector x2 = DoubleVector.fromArray(DOUBLES, x, xo + 32);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            DoubleVector s = DoubleVector.zero(DOUBLES);
            if (!zero) {
                s = DoubleVector.fromArray(DOUBLES, c, co + i * LOGICAL);
            }
            s = x0.fma(DoubleVector.fromArray(DOUBLES, a, at + 0), s);
            s = x1.fma(DoubleVector.fromArray(DOUBLES, a, at + 16), s);
            s = s.blend(x2.fma(DoubleVector.fromArray(DOUBLES, a, at + 32), s), live);
            s.intoArray(c, co + i * LOGICAL);
        }
        byElements(t, part, p, rows);
    }

    private static void last4(Microtile t, int part, int p) {
        boolean zero = t.zero && p == 0;
        double[] a = (double[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo + part + p;
        double[] c = (double[]) t.c;
        int co = t.co + part;
        int rows = TILING.wholeRows(a.length - ao - 48, ars, t.rows);
        VectorMask<Double> live = DOUBLES.indexInRange(part, t.k - p - 48);
        DoubleVector x0 = DoubleVector.fromArray(DOUBLES, x, xo + 0);
        DoubleVector x1 = DoubleVector.fromArray(DOUBLES, x, xo + 16);
        DoubleVector x2 = DoubleVector.fromArray(DOUBLES, x, xo + 32);
        DoubleVector x3 = DoubleVector.fromArray(DOUBLES, x, xo + 48);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            DoubleVector s = DoubleVector.zero(DOUBLES);
            if (!zero) {
                s = DoubleVector.fromArray(DOUBLES, c, co + i * LOGICAL);
            }
            s = x0.fma(DoubleVector.fromArray(DOUBLES, a, at + 0), s);
            s = x1.fma(DoubleVector.fromArray(DOUBLES, a, at + 16), s);
            s = x2.fma(DoubleVector.fromArray(DOUBLES, a, at + 32), s);
            s = s.blend(x3.fma(DoubleVector.fromArray(DOUBLES, a, at + 48), s), live);
            s.intoArray(c, co + i * LOGICAL);
        }
        byElements(t, part, p, rows);
    }

    /** The same for rows so near to the end of the array that a vector would pass it. */
    private static void byElements(Microtile t, int part, int from, int row) {
        double[] a = (double[]) t.a;
        double[] x = (double[]) t.b;
        double[] c = (double[]) t.c;
        for (int i = row; i < t.rows; i++) {
            for (int l = part; l < part + COUNT; l++) {
                int to = t.co + l + i * LOGICAL;
                double s = t.zero && from == 0 ? 0 : c[to];
                for (int p = from + l; p < t.k; p += LOGICAL) {
                    s = fma(a[t.ao + p + i * t.ars], x[t.bo + p], s);
                }
                c[to] = s;
            }
        }
    }

    /**
     * As many whole sixteens of long rows as there are, a few rows at a time, their chains in registers from end to end; says
     * how many steps. Rows past the last repeat it.
     */
    private static int longRows(Microtile t) {
        int whole = t.k / LOGICAL * LOGICAL;
        boolean zero = t.zero;
        double[] a = (double[]) t.a;
        int ars = t.ars;
        double[] x = (double[]) t.b;
        int xo = t.bo;
        double[] c = (double[]) t.c;
        int last = t.rows - 1;
        for (int row = 0; row <= last; row += ROWS) {
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
        return whole;
    }

    /** y ← α·s, or y ← y + α·s unless {@code zero}, s the tree over the sixteen lanes of each row, which are lost. */
    static void trees(double[] lanes, int rows, double alpha, boolean zero, double[] y, int yo, int ys) {
        int done = MERGED ? merged(lanes, rows, alpha, zero, y, yo, ys) : 0;
        for (int r = done; r < rows; r++) {
            // Not in a method of its own: where C2 does not take that in, each row costs an object.
            int at = r * LOGICAL;
            DoubleVector s = DoubleVector.fromArray(DOUBLES, lanes, at);
            if (PARTS == 2) {
                s = s.add(DoubleVector.fromArray(DOUBLES, lanes, at + COUNT));
            }
            if (PARTS == 4) {
                DoubleVector odd = DoubleVector.fromArray(DOUBLES, lanes, at + COUNT);
                s = s.add(DoubleVector.fromArray(DOUBLES, lanes, at + 2 * COUNT));
                s = s.add(odd.add(DoubleVector.fromArray(DOUBLES, lanes, at + 3 * COUNT)));
            }
            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
            s = s.add(s.rearrange(BY_2));
            lanes[r] = s.add(s.rearrange(BY_1)).lane(0);
        }
        for (int r = ys == 1 ? done : 0; r < rows; r++) {
            int to = yo + r * ys;
            y[to] = fma(alpha, lanes[r], zero ? 0 : y[to]);
        }
    }

    /** The trees of as many rows as are whole vectors of them; their sums go to y, or where y is strided to the lanes. */
    private static int merged(double[] lanes, int rows, double alpha, boolean zero, double[] y, int yo, int ys) {
        DoubleVector factor = DoubleVector.broadcast(DOUBLES, alpha);
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            int at = row * LOGICAL;
            DoubleVector low0 = DoubleVector.fromArray(DOUBLES, LOWER[0], 0);
            DoubleVector up0 = DoubleVector.fromArray(DOUBLES, UPPER[0], 0);
            DoubleVector low1 = DoubleVector.fromArray(DOUBLES, LOWER[1], 0);
            DoubleVector up1 = DoubleVector.fromArray(DOUBLES, UPPER[1], 0);
            DoubleVector low2 = DoubleVector.fromArray(DOUBLES, LOWER[2], 0);
            DoubleVector up2 = DoubleVector.fromArray(DOUBLES, UPPER[2], 0);
            DoubleVector r0_0 = DoubleVector.fromArray(DOUBLES, lanes, at + 0).add(DoubleVector.fromArray(DOUBLES, lanes, at + 8));
            DoubleVector r0_1 = DoubleVector.fromArray(DOUBLES, lanes, at + 16).add(DoubleVector.fromArray(DOUBLES, lanes, at + 24));
            DoubleVector r1_0 = low0.selectFrom(r0_0, r0_1).add(up0.selectFrom(r0_0, r0_1));
            DoubleVector r0_2 = DoubleVector.fromArray(DOUBLES, lanes, at + 32).add(DoubleVector.fromArray(DOUBLES, lanes, at + 40));
            DoubleVector r0_3 = DoubleVector.fromArray(DOUBLES, lanes, at + 48).add(DoubleVector.fromArray(DOUBLES, lanes, at + 56));
            DoubleVector r1_2 = low0.selectFrom(r0_2, r0_3).add(up0.selectFrom(r0_2, r0_3));
            DoubleVector r2_0 = low1.selectFrom(r1_0, r1_2).add(up1.selectFrom(r1_0, r1_2));
            DoubleVector r0_4 = DoubleVector.fromArray(DOUBLES, lanes, at + 64).add(DoubleVector.fromArray(DOUBLES, lanes, at + 72));
            DoubleVector r0_5 = DoubleVector.fromArray(DOUBLES, lanes, at + 80).add(DoubleVector.fromArray(DOUBLES, lanes, at + 88));
            DoubleVector r1_4 = low0.selectFrom(r0_4, r0_5).add(up0.selectFrom(r0_4, r0_5));
            DoubleVector r0_6 = DoubleVector.fromArray(DOUBLES, lanes, at + 96).add(DoubleVector.fromArray(DOUBLES, lanes, at + 104));
            DoubleVector r0_7 = DoubleVector.fromArray(DOUBLES, lanes, at + 112).add(DoubleVector.fromArray(DOUBLES, lanes, at + 120));
            DoubleVector r1_6 = low0.selectFrom(r0_6, r0_7).add(up0.selectFrom(r0_6, r0_7));
            DoubleVector r2_4 = low1.selectFrom(r1_4, r1_6).add(up1.selectFrom(r1_4, r1_6));
            DoubleVector r3_0 = low2.selectFrom(r2_0, r2_4).add(up2.selectFrom(r2_0, r2_4));
            DoubleVector before = DoubleVector.zero(DOUBLES);
            if (ys != 1) {
                r3_0.intoArray(lanes, row);
            } else {
                if (!zero) {
                    before = DoubleVector.fromArray(DOUBLES, y, yo + row);
                }
                factor.fma(r3_0, before).intoArray(y, yo + row);
            }
        }
        return row;
    }
}
// spotless:on
