// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.RowTreesWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import jdk.incubator.vector.DoubleVector;
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
    private static final boolean MERGED = COUNT == 8;

    private static final VectorShuffle<Double> BY_8 = VectorShuffle.fromOp(DOUBLES, i -> (i + 8) % COUNT);
    private static final VectorShuffle<Double> BY_4 = VectorShuffle.fromOp(DOUBLES, i -> (i + 4) % COUNT);
    private static final VectorShuffle<Double> BY_2 = VectorShuffle.fromOp(DOUBLES, i -> (i + 2) % COUNT);
    private static final VectorShuffle<Double> BY_1 = VectorShuffle.fromOp(DOUBLES, i -> (i + 1) % COUNT);

    /** For each stage of the tree, where the lower and the upper halves of the groups of two vectors lie. */
    private static final double[][] LOWER = halves(0);

    private static final double[][] UPPER = halves(1);

    private RowTrees() {}

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
