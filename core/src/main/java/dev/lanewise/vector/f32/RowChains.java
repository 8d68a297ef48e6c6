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
        float[] a = (float[]) t.a;
        int ao = t.ao + part + p;
        int ars = t.ars;
        float[] x = (float[]) t.b;
        int xo = t.bo + part + p;
        float[] c = (float[]) t.c;
        int co = t.co + part;
        int rows = t.rows;
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 32);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xo + 48);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s);
            s = x2.fma(FloatVector.fromArray(FLOATS, a, at + 32), s);
            s = x3.fma(FloatVector.fromArray(FLOATS, a, at + 48), s);
            s.intoArray(c, co + i * LOGICAL);
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
        int rows = TILING.wholeRows(a.length - ao - 0, ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 0);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
            }
            s = s.blend(x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s), live);
            s.intoArray(c, co + i * LOGICAL);
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
        int rows = TILING.wholeRows(a.length - ao - 16, ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 16);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = s.blend(x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s), live);
            s.intoArray(c, co + i * LOGICAL);
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
        int rows = TILING.wholeRows(a.length - ao - 32, ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 32);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 32);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s);
            s = s.blend(x2.fma(FloatVector.fromArray(FLOATS, a, at + 32), s), live);
            s.intoArray(c, co + i * LOGICAL);
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
        int rows = TILING.wholeRows(a.length - ao - 48, ars, t.rows);
        VectorMask<Float> live = FLOATS.indexInRange(part, t.k - p - 48);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xo + 0);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xo + 16);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xo + 32);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xo + 48);
        for (int i = 0; i < rows; i++) {
            int at = ao + i * ars;
            FloatVector s = FloatVector.zero(FLOATS);
            if (!zero) {
                s = FloatVector.fromArray(FLOATS, c, co + i * LOGICAL);
            }
            s = x0.fma(FloatVector.fromArray(FLOATS, a, at + 0), s);
            s = x1.fma(FloatVector.fromArray(FLOATS, a, at + 16), s);
            s = x2.fma(FloatVector.fromArray(FLOATS, a, at + 32), s);
            s = s.blend(x3.fma(FloatVector.fromArray(FLOATS, a, at + 48), s), live);
            s.intoArray(c, co + i * LOGICAL);
        }
        byElements(t, part, p, rows);
    }

    /** The same for rows so near to the end of the array that a vector would pass it. */
    private static void byElements(Microtile t, int part, int from, int row) {
        float[] a = (float[]) t.a;
        float[] x = (float[]) t.b;
        float[] c = (float[]) t.c;
        for (int i = row; i < t.rows; i++) {
            for (int l = part; l < part + COUNT; l++) {
                int to = t.co + l + i * LOGICAL;
                float s = t.zero && from == 0 ? 0 : c[to];
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
        return whole;
    }

    /** y ← α·s, or y ← y + α·s unless {@code zero}, s the tree over the sixteen lanes of each row, which are lost. */
    static void trees(float[] lanes, int rows, float alpha, boolean zero, float[] y, int yo, int ys) {
        int done = MERGED ? merged(lanes, rows, alpha, zero, y, yo, ys) : 0;
        for (int r = done; r < rows; r++) {
            // Not in a method of its own: where C2 does not take that in, each row costs an object.
            int at = r * LOGICAL;
            FloatVector s = FloatVector.fromArray(FLOATS, lanes, at);
            if (PARTS == 2) {
                s = s.add(FloatVector.fromArray(FLOATS, lanes, at + COUNT));
            }
            if (PARTS == 4) {
                FloatVector odd = FloatVector.fromArray(FLOATS, lanes, at + COUNT);
                s = s.add(FloatVector.fromArray(FLOATS, lanes, at + 2 * COUNT));
                s = s.add(odd.add(FloatVector.fromArray(FLOATS, lanes, at + 3 * COUNT)));
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
    private static int merged(float[] lanes, int rows, float alpha, boolean zero, float[] y, int yo, int ys) {
        FloatVector factor = FloatVector.broadcast(FLOATS, alpha);
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
            FloatVector r0_0 = FloatVector.fromArray(FLOATS, lanes, at + 0);
            FloatVector r0_1 = FloatVector.fromArray(FLOATS, lanes, at + 16);
            FloatVector r1_0 = low0.selectFrom(r0_0, r0_1).add(up0.selectFrom(r0_0, r0_1));
            FloatVector r0_2 = FloatVector.fromArray(FLOATS, lanes, at + 32);
            FloatVector r0_3 = FloatVector.fromArray(FLOATS, lanes, at + 48);
            FloatVector r1_2 = low0.selectFrom(r0_2, r0_3).add(up0.selectFrom(r0_2, r0_3));
            FloatVector r2_0 = low1.selectFrom(r1_0, r1_2).add(up1.selectFrom(r1_0, r1_2));
            FloatVector r0_4 = FloatVector.fromArray(FLOATS, lanes, at + 64);
            FloatVector r0_5 = FloatVector.fromArray(FLOATS, lanes, at + 80);
            FloatVector r1_4 = low0.selectFrom(r0_4, r0_5).add(up0.selectFrom(r0_4, r0_5));
            FloatVector r0_6 = FloatVector.fromArray(FLOATS, lanes, at + 96);
            FloatVector r0_7 = FloatVector.fromArray(FLOATS, lanes, at + 112);
            FloatVector r1_6 = low0.selectFrom(r0_6, r0_7).add(up0.selectFrom(r0_6, r0_7));
            FloatVector r2_4 = low1.selectFrom(r1_4, r1_6).add(up1.selectFrom(r1_4, r1_6));
            FloatVector r3_0 = low2.selectFrom(r2_0, r2_4).add(up2.selectFrom(r2_0, r2_4));
            FloatVector r0_8 = FloatVector.fromArray(FLOATS, lanes, at + 128);
            FloatVector r0_9 = FloatVector.fromArray(FLOATS, lanes, at + 144);
            FloatVector r1_8 = low0.selectFrom(r0_8, r0_9).add(up0.selectFrom(r0_8, r0_9));
            FloatVector r0_10 = FloatVector.fromArray(FLOATS, lanes, at + 160);
            FloatVector r0_11 = FloatVector.fromArray(FLOATS, lanes, at + 176);
            FloatVector r1_10 = low0.selectFrom(r0_10, r0_11).add(up0.selectFrom(r0_10, r0_11));
            FloatVector r2_8 = low1.selectFrom(r1_8, r1_10).add(up1.selectFrom(r1_8, r1_10));
            FloatVector r0_12 = FloatVector.fromArray(FLOATS, lanes, at + 192);
            FloatVector r0_13 = FloatVector.fromArray(FLOATS, lanes, at + 208);
            FloatVector r1_12 = low0.selectFrom(r0_12, r0_13).add(up0.selectFrom(r0_12, r0_13));
            FloatVector r0_14 = FloatVector.fromArray(FLOATS, lanes, at + 224);
            FloatVector r0_15 = FloatVector.fromArray(FLOATS, lanes, at + 240);
            FloatVector r1_14 = low0.selectFrom(r0_14, r0_15).add(up0.selectFrom(r0_14, r0_15));
            FloatVector r2_12 = low1.selectFrom(r1_12, r1_14).add(up1.selectFrom(r1_12, r1_14));
            FloatVector r3_8 = low2.selectFrom(r2_8, r2_12).add(up2.selectFrom(r2_8, r2_12));
            FloatVector r4_0 = low3.selectFrom(r3_0, r3_8).add(up3.selectFrom(r3_0, r3_8));
            FloatVector before = FloatVector.zero(FLOATS);
            if (ys != 1) {
                r4_0.intoArray(lanes, row);
            } else {
                if (!zero) {
                    before = FloatVector.fromArray(FLOATS, y, yo + row);
                }
                factor.fma(r4_0, before).intoArray(y, yo + row);
            }
        }
        return row;
    }
}
// spotless:on
