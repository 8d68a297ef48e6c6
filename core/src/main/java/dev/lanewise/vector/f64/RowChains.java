// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.RowChainsWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * A matrix times a vector. The sixteen chains of a row are one vector or several; eight accumulators, of one row or of
 * several, hide the latency of an fma.
 *
 * <pre>
 *            one row, 16 lanes          x
 *        s0  ################         ####
 *        s1  ################
 *        ..  or 2 rows of 4 vectors, 4 of 2 …
 * </pre>
 */
final class RowChains {
    /** Vectors to sixteen lanes. */
    private static final int PARTS = LOGICAL / COUNT;
    /** Rows that the accumulators hold. */
    private static final int ROWS = 8 / PARTS;
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
        int whole = t.k / LOGICAL * LOGICAL;
        int rest = t.k - whole;
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
            DoubleVector s0 = DoubleVector.zero(DOUBLES);
            DoubleVector s1 = DoubleVector.zero(DOUBLES);
            DoubleVector s2 = DoubleVector.zero(DOUBLES);
            DoubleVector s3 = DoubleVector.zero(DOUBLES);
            DoubleVector s4 = DoubleVector.zero(DOUBLES);
            DoubleVector s5 = DoubleVector.zero(DOUBLES);
            DoubleVector s6 = DoubleVector.zero(DOUBLES);
            DoubleVector s7 = DoubleVector.zero(DOUBLES);
            if (!zero) {
                s0 = DoubleVector.fromArray(DOUBLES, c, c0);
                s1 = DoubleVector.fromArray(DOUBLES, c, c1);
                s2 = DoubleVector.fromArray(DOUBLES, c, c2);
                s3 = DoubleVector.fromArray(DOUBLES, c, c3);
                s4 = DoubleVector.fromArray(DOUBLES, c, c4);
                s5 = DoubleVector.fromArray(DOUBLES, c, c5);
                s6 = DoubleVector.fromArray(DOUBLES, c, c6);
                s7 = DoubleVector.fromArray(DOUBLES, c, c7);
            }
            for (int p = 0; p < whole; p += LOGICAL) {
                s0 = DoubleVector.fromArray(DOUBLES, x, xo + 0 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a0 + p), s0);
                s1 = DoubleVector.fromArray(DOUBLES, x, xo + 1 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a1 + p), s1);
                s2 = DoubleVector.fromArray(DOUBLES, x, xo + 2 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a2 + p), s2);
                s3 = DoubleVector.fromArray(DOUBLES, x, xo + 3 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a3 + p), s3);
                s4 = DoubleVector.fromArray(DOUBLES, x, xo + 4 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a4 + p), s4);
                s5 = DoubleVector.fromArray(DOUBLES, x, xo + 5 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a5 + p), s5);
                s6 = DoubleVector.fromArray(DOUBLES, x, xo + 6 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a6 + p), s6);
                s7 = DoubleVector.fromArray(DOUBLES, x, xo + 7 % PARTS * COUNT + p).fma(DoubleVector.fromArray(DOUBLES, a, a7 + p), s7);
            }
            boolean fits = a7 + whole + COUNT <= a.length;
            if (rest > 0 && fits) {
                VectorMask<Double> m0 = DOUBLES.indexInRange(0 % PARTS * COUNT, rest);
                VectorMask<Double> m1 = DOUBLES.indexInRange(1 % PARTS * COUNT, rest);
                VectorMask<Double> m2 = DOUBLES.indexInRange(2 % PARTS * COUNT, rest);
                VectorMask<Double> m3 = DOUBLES.indexInRange(3 % PARTS * COUNT, rest);
                VectorMask<Double> m4 = DOUBLES.indexInRange(4 % PARTS * COUNT, rest);
                VectorMask<Double> m5 = DOUBLES.indexInRange(5 % PARTS * COUNT, rest);
                VectorMask<Double> m6 = DOUBLES.indexInRange(6 % PARTS * COUNT, rest);
                VectorMask<Double> m7 = DOUBLES.indexInRange(7 % PARTS * COUNT, rest);
                DoubleVector x0 = DoubleVector.fromArray(DOUBLES, x, xo + 0 % PARTS * COUNT + whole);
                DoubleVector x1 = DoubleVector.fromArray(DOUBLES, x, xo + 1 % PARTS * COUNT + whole);
                DoubleVector x2 = DoubleVector.fromArray(DOUBLES, x, xo + 2 % PARTS * COUNT + whole);
                DoubleVector x3 = DoubleVector.fromArray(DOUBLES, x, xo + 3 % PARTS * COUNT + whole);
                DoubleVector x4 = DoubleVector.fromArray(DOUBLES, x, xo + 4 % PARTS * COUNT + whole);
                DoubleVector x5 = DoubleVector.fromArray(DOUBLES, x, xo + 5 % PARTS * COUNT + whole);
                DoubleVector x6 = DoubleVector.fromArray(DOUBLES, x, xo + 6 % PARTS * COUNT + whole);
                DoubleVector x7 = DoubleVector.fromArray(DOUBLES, x, xo + 7 % PARTS * COUNT + whole);
                s0 = s0.blend(x0.fma(DoubleVector.fromArray(DOUBLES, a, a0 + whole), s0), m0);
                s1 = s1.blend(x1.fma(DoubleVector.fromArray(DOUBLES, a, a1 + whole), s1), m1);
                s2 = s2.blend(x2.fma(DoubleVector.fromArray(DOUBLES, a, a2 + whole), s2), m2);
                s3 = s3.blend(x3.fma(DoubleVector.fromArray(DOUBLES, a, a3 + whole), s3), m3);
                s4 = s4.blend(x4.fma(DoubleVector.fromArray(DOUBLES, a, a4 + whole), s4), m4);
                s5 = s5.blend(x5.fma(DoubleVector.fromArray(DOUBLES, a, a5 + whole), s5), m5);
                s6 = s6.blend(x6.fma(DoubleVector.fromArray(DOUBLES, a, a6 + whole), s6), m6);
                s7 = s7.blend(x7.fma(DoubleVector.fromArray(DOUBLES, a, a7 + whole), s7), m7);
            }
            s0.intoArray(c, c0);
            s1.intoArray(c, c1);
            s2.intoArray(c, c2);
            s3.intoArray(c, c3);
            s4.intoArray(c, c4);
            s5.intoArray(c, c5);
            s6.intoArray(c, c6);
            s7.intoArray(c, c7);
            if (!fits) {
                for (int r = row; r <= Math.min(row + ROWS - 1, last); r++) {
                    for (int l = 0; l < rest; l++) {
                        int to = t.co + r * LOGICAL + l;
                        c[to] = fma(a[t.ao + r * ars + whole + l], x[xo + whole + l], c[to]);
                    }
                }
            }
        }
    }

    /** y ← α·s, or y ← y + α·s unless {@code zero}, s the tree over the sixteen lanes of each row, which are lost. */
    static void trees(double[] lanes, int rows, double alpha, boolean zero, double[] y, int yo, int ys) {
        int done = MERGED ? merged(lanes, rows) : 0;
        for (int r = done; r < rows; r++) {
            DoubleVector s = parts(lanes, r * LOGICAL);
            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
            s = s.add(s.rearrange(BY_2));
            lanes[r] = s.add(s.rearrange(BY_1)).lane(0);
        }
        for (int r = 0; r < rows; r++) {
            int to = yo + r * ys;
            y[to] = fma(alpha, lanes[r], zero ? 0 : y[to]);
        }
    }

    /** The sixteen lanes of a row in one vector, its parts added as the tree does first. */
    private static DoubleVector parts(double[] lanes, int at) {
        DoubleVector s = DoubleVector.fromArray(DOUBLES, lanes, at);
        if (PARTS == 2) {
            return s.add(DoubleVector.fromArray(DOUBLES, lanes, at + COUNT));
        }
        if (PARTS == 4) {
            DoubleVector odd = DoubleVector.fromArray(DOUBLES, lanes, at + COUNT);
            s = s.add(DoubleVector.fromArray(DOUBLES, lanes, at + 2 * COUNT));
            return s.add(odd.add(DoubleVector.fromArray(DOUBLES, lanes, at + 3 * COUNT)));
        }
        return s;
    }

    /** The sums of as many rows as are whole vectors of them; they take the place of the lanes. */
    private static int merged(double[] lanes, int rows) {
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            int at = row * LOGICAL;
            DoubleVector low0 = DoubleVector.fromArray(DOUBLES, LOWER[0], 0);
            DoubleVector up0 = DoubleVector.fromArray(DOUBLES, UPPER[0], 0);
            DoubleVector low1 = DoubleVector.fromArray(DOUBLES, LOWER[1], 0);
            DoubleVector up1 = DoubleVector.fromArray(DOUBLES, UPPER[1], 0);
            DoubleVector low2 = DoubleVector.fromArray(DOUBLES, LOWER[2], 0);
            DoubleVector up2 = DoubleVector.fromArray(DOUBLES, UPPER[2], 0);
            DoubleVector r0_0 = parts(lanes, at + 0 * LOGICAL);
            DoubleVector r0_1 = parts(lanes, at + 1 * LOGICAL);
            DoubleVector r1_0 = low0.selectFrom(r0_0, r0_1).add(up0.selectFrom(r0_0, r0_1));
            DoubleVector r0_2 = parts(lanes, at + 2 * LOGICAL);
            DoubleVector r0_3 = parts(lanes, at + 3 * LOGICAL);
            DoubleVector r1_2 = low0.selectFrom(r0_2, r0_3).add(up0.selectFrom(r0_2, r0_3));
            DoubleVector r2_0 = low1.selectFrom(r1_0, r1_2).add(up1.selectFrom(r1_0, r1_2));
            DoubleVector r0_4 = parts(lanes, at + 4 * LOGICAL);
            DoubleVector r0_5 = parts(lanes, at + 5 * LOGICAL);
            DoubleVector r1_4 = low0.selectFrom(r0_4, r0_5).add(up0.selectFrom(r0_4, r0_5));
            DoubleVector r0_6 = parts(lanes, at + 6 * LOGICAL);
            DoubleVector r0_7 = parts(lanes, at + 7 * LOGICAL);
            DoubleVector r1_6 = low0.selectFrom(r0_6, r0_7).add(up0.selectFrom(r0_6, r0_7));
            DoubleVector r2_4 = low1.selectFrom(r1_4, r1_6).add(up1.selectFrom(r1_4, r1_6));
            DoubleVector r3_0 = low2.selectFrom(r2_0, r2_4).add(up2.selectFrom(r2_0, r2_4));
            r3_0.intoArray(lanes, row);
        }
        return row;
    }
}
// spotless:on
