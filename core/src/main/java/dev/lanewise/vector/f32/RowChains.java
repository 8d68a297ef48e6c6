// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.RowChainsWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;
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
    private static final boolean MERGED = COUNT == 16;

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(FLOATS, i -> (i + 8) % COUNT);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> (i + 4) % COUNT);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> (i + 2) % COUNT);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> (i + 1) % COUNT);

    /** For each stage of the tree, where the lower and the upper halves of the groups of two vectors lie. */
    private static final float[][] LOWER = halves(0);

    private static final float[][] UPPER = halves(1);

    private RowChains() {}

    /** At stage s the groups are of 16/2ˢ lanes; those of the second vector follow those of the first. */
    private static float[][] halves(int upper) {
        float[][] lanes = new float[Integer.numberOfTrailingZeros(16)][16];
        for (int stage = 0; stage < lanes.length; stage++) {
            int group = 16 >> stage;
            int half = group / 2;
            for (int lane = 0; lane < 16; lane++) {
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
        float[] a = (float[]) t.a;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo;
        float[] c = (float[]) t.c;
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
            boolean fits = a7 + whole + COUNT <= a.length;
            if (rest > 0 && fits) {
                VectorMask<Float> m0 = FLOATS.indexInRange(0 % PARTS * COUNT, rest);
                VectorMask<Float> m1 = FLOATS.indexInRange(1 % PARTS * COUNT, rest);
                VectorMask<Float> m2 = FLOATS.indexInRange(2 % PARTS * COUNT, rest);
                VectorMask<Float> m3 = FLOATS.indexInRange(3 % PARTS * COUNT, rest);
                VectorMask<Float> m4 = FLOATS.indexInRange(4 % PARTS * COUNT, rest);
                VectorMask<Float> m5 = FLOATS.indexInRange(5 % PARTS * COUNT, rest);
                VectorMask<Float> m6 = FLOATS.indexInRange(6 % PARTS * COUNT, rest);
                VectorMask<Float> m7 = FLOATS.indexInRange(7 % PARTS * COUNT, rest);
                FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0 % PARTS * COUNT + whole);
                FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 1 % PARTS * COUNT + whole);
                FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 2 % PARTS * COUNT + whole);
                FloatVector x3 = FloatVector.fromArray(FLOATS, x, xo + 3 % PARTS * COUNT + whole);
                FloatVector x4 = FloatVector.fromArray(FLOATS, x, xo + 4 % PARTS * COUNT + whole);
                FloatVector x5 = FloatVector.fromArray(FLOATS, x, xo + 5 % PARTS * COUNT + whole);
                FloatVector x6 = FloatVector.fromArray(FLOATS, x, xo + 6 % PARTS * COUNT + whole);
                FloatVector x7 = FloatVector.fromArray(FLOATS, x, xo + 7 % PARTS * COUNT + whole);
                s0 = s0.blend(x0.fma(FloatVector.fromArray(FLOATS, a, a0 + whole), s0), m0);
                s1 = s1.blend(x1.fma(FloatVector.fromArray(FLOATS, a, a1 + whole), s1), m1);
                s2 = s2.blend(x2.fma(FloatVector.fromArray(FLOATS, a, a2 + whole), s2), m2);
                s3 = s3.blend(x3.fma(FloatVector.fromArray(FLOATS, a, a3 + whole), s3), m3);
                s4 = s4.blend(x4.fma(FloatVector.fromArray(FLOATS, a, a4 + whole), s4), m4);
                s5 = s5.blend(x5.fma(FloatVector.fromArray(FLOATS, a, a5 + whole), s5), m5);
                s6 = s6.blend(x6.fma(FloatVector.fromArray(FLOATS, a, a6 + whole), s6), m6);
                s7 = s7.blend(x7.fma(FloatVector.fromArray(FLOATS, a, a7 + whole), s7), m7);
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
    static void trees(float[] lanes, int rows, float alpha, boolean zero, float[] y, int yo, int ys) {
        int done = MERGED ? merged(lanes, rows) : 0;
        for (int r = done; r < rows; r++) {
            FloatVector s = parts(lanes, r * LOGICAL);
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
    private static FloatVector parts(float[] lanes, int at) {
        FloatVector s = FloatVector.fromArray(FLOATS, lanes, at);
        if (PARTS == 2) {
            return s.add(FloatVector.fromArray(FLOATS, lanes, at + COUNT));
        }
        if (PARTS == 4) {
            FloatVector odd = FloatVector.fromArray(FLOATS, lanes, at + COUNT);
            s = s.add(FloatVector.fromArray(FLOATS, lanes, at + 2 * COUNT));
            return s.add(odd.add(FloatVector.fromArray(FLOATS, lanes, at + 3 * COUNT)));
        }
        return s;
    }

    /** The sums of as many rows as are whole vectors of them; they take the place of the lanes. */
    private static int merged(float[] lanes, int rows) {
        int row = 0;
        for (; row + 16 <= rows; row += 16) {
            int at = row * LOGICAL;
            FloatVector low0 = FloatVector.fromArray(FLOATS, LOWER[0], 0);
            FloatVector up0 = FloatVector.fromArray(FLOATS, UPPER[0], 0);
            FloatVector low1 = FloatVector.fromArray(FLOATS, LOWER[1], 0);
            FloatVector up1 = FloatVector.fromArray(FLOATS, UPPER[1], 0);
            FloatVector low2 = FloatVector.fromArray(FLOATS, LOWER[2], 0);
            FloatVector up2 = FloatVector.fromArray(FLOATS, UPPER[2], 0);
            FloatVector low3 = FloatVector.fromArray(FLOATS, LOWER[3], 0);
            FloatVector up3 = FloatVector.fromArray(FLOATS, UPPER[3], 0);
            FloatVector r0_0 = parts(lanes, at + 0 * LOGICAL);
            FloatVector r0_1 = parts(lanes, at + 1 * LOGICAL);
            FloatVector r1_0 = low0.selectFrom(r0_0, r0_1).add(up0.selectFrom(r0_0, r0_1));
            FloatVector r0_2 = parts(lanes, at + 2 * LOGICAL);
            FloatVector r0_3 = parts(lanes, at + 3 * LOGICAL);
            FloatVector r1_2 = low0.selectFrom(r0_2, r0_3).add(up0.selectFrom(r0_2, r0_3));
            FloatVector r2_0 = low1.selectFrom(r1_0, r1_2).add(up1.selectFrom(r1_0, r1_2));
            FloatVector r0_4 = parts(lanes, at + 4 * LOGICAL);
            FloatVector r0_5 = parts(lanes, at + 5 * LOGICAL);
            FloatVector r1_4 = low0.selectFrom(r0_4, r0_5).add(up0.selectFrom(r0_4, r0_5));
            FloatVector r0_6 = parts(lanes, at + 6 * LOGICAL);
            FloatVector r0_7 = parts(lanes, at + 7 * LOGICAL);
            FloatVector r1_6 = low0.selectFrom(r0_6, r0_7).add(up0.selectFrom(r0_6, r0_7));
            FloatVector r2_4 = low1.selectFrom(r1_4, r1_6).add(up1.selectFrom(r1_4, r1_6));
            FloatVector r3_0 = low2.selectFrom(r2_0, r2_4).add(up2.selectFrom(r2_0, r2_4));
            FloatVector r0_8 = parts(lanes, at + 8 * LOGICAL);
            FloatVector r0_9 = parts(lanes, at + 9 * LOGICAL);
            FloatVector r1_8 = low0.selectFrom(r0_8, r0_9).add(up0.selectFrom(r0_8, r0_9));
            FloatVector r0_10 = parts(lanes, at + 10 * LOGICAL);
            FloatVector r0_11 = parts(lanes, at + 11 * LOGICAL);
            FloatVector r1_10 = low0.selectFrom(r0_10, r0_11).add(up0.selectFrom(r0_10, r0_11));
            FloatVector r2_8 = low1.selectFrom(r1_8, r1_10).add(up1.selectFrom(r1_8, r1_10));
            FloatVector r0_12 = parts(lanes, at + 12 * LOGICAL);
            FloatVector r0_13 = parts(lanes, at + 13 * LOGICAL);
            FloatVector r1_12 = low0.selectFrom(r0_12, r0_13).add(up0.selectFrom(r0_12, r0_13));
            FloatVector r0_14 = parts(lanes, at + 14 * LOGICAL);
            FloatVector r0_15 = parts(lanes, at + 15 * LOGICAL);
            FloatVector r1_14 = low0.selectFrom(r0_14, r0_15).add(up0.selectFrom(r0_14, r0_15));
            FloatVector r2_12 = low1.selectFrom(r1_12, r1_14).add(up1.selectFrom(r1_12, r1_14));
            FloatVector r3_8 = low2.selectFrom(r2_8, r2_12).add(up2.selectFrom(r2_8, r2_12));
            FloatVector r4_0 = low3.selectFrom(r3_0, r3_8).add(up3.selectFrom(r3_0, r3_8));
            r4_0.intoArray(lanes, row);
        }
        return row;
    }
}
// spotless:on
