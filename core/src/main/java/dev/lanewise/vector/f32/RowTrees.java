// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.RowTreesWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The sums of the sixteen chains of each row, by the fixed tree; of as many rows at once as a vector has lanes, by two-source
 * permutations, where vectors have 512 bits.
 *
 * <pre>
 *     row a   a0 a1 a2 a3       a0+a2 a1+a3 b0+b2 b1+b3
 *     row b   b0 b1 b2 b3   →                             →   Σa Σb Σc Σd
 *     row c   c0 c1 c2 c3       c0+c2 c1+c3 d0+d2 d1+d3
 *     row d   d0 d1 d2 d3
 * </pre>
 */
final class RowTrees {
    /** Vectors to sixteen lanes. */
    private static final int PARTS = LOGICAL / COUNT;
    /** Whether the tree adds as many rows at once as a vector has lanes, by two-source permutations. */
    private static final boolean MERGED = COUNT == 16;

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(FLOATS, i -> (i + 8) % COUNT);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> (i + 4) % COUNT);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> (i + 2) % COUNT);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> (i + 1) % COUNT);

    /** For each stage of the tree, where the lower and the upper halves of the groups of two vectors lie. */
    private static final float[][] LOWER = halves(0);

    private static final float[][] UPPER = halves(1);

    private RowTrees() {}

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
