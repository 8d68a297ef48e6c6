// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.NarrowTranspositionWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Turning;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes blocks as {@link Transposition} does, in registers of fewer lanes, where two-source permutations are not one
 * instruction. Stage s = 0, 1 … exchanges, between rows whose numbers differ in bit s, the elements whose column has that bit
 * wrong (Eklundh, <i>A Fast Computer Method for Matrix Transposing</i>, IEEE Transactions on Computers C-21, 1972): lanes
 * whose numbers differ in bit s change places, and each row of a pair takes the half that is not its own from the other, a
 * permutation and a blend for each row.
 */
final class NarrowTransposition {
    // Constants, because a shuffle made from a vector boxes on JDK 27 and, in double precision, where vectors have 256 bits.
    private static final VectorShuffle<Float> EXCHANGE0 = exchange(1);
    private static final VectorShuffle<Float> EXCHANGE1 = exchange(2);
    private static final VectorShuffle<Float> EXCHANGE2 = exchange(4);

    /** For each stage, the lanes of the upper half of each pair. */
    private static final boolean[][] UPPER = new boolean[Integer.numberOfTrailingZeros(COUNT)][COUNT];

    static {
        for (int stage = 0; stage < UPPER.length; stage++) {
            for (int lane = 0; lane < COUNT; lane++) {
                UPPER[stage][lane] = (lane & 1 << stage) != 0;
            }
        }
    }

    private NarrowTransposition() {}

    /** Each lane changes places with the one so far away. */
    private static VectorShuffle<Float> exchange(int distance) {
        int[] partner = new int[COUNT];
        for (int lane = 0; lane < COUNT; lane++) {
            partner[lane] = (lane ^ distance) % COUNT;
        }
        return VectorShuffle.fromArray(FLOATS, partner, 0);
    }

    /** Blocks of as many rows as there are lanes, at least four. */
    static void transpose(Turning t) {
        if (COUNT == 8) {
            by8(t);
            return;
        }
        by4(t);
    }

    private static void by8(Turning t) {
        int blocks = t.blocks;
        float[] x = (float[]) t.x;
        int xrs = t.xrs;
        int xStep = t.xStep;
        float[] y = (float[]) t.y;
        int yrs = t.yrs;
        int yStep = t.yStep;
        int last = t.rows - 1;
        VectorMask<Float> upper0 = VectorMask.fromArray(FLOATS, UPPER[0], 0);
        VectorMask<Float> upper1 = VectorMask.fromArray(FLOATS, UPPER[1], 0);
        VectorMask<Float> upper2 = VectorMask.fromArray(FLOATS, UPPER[2], 0);
        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {
            FloatVector r0_0 = FloatVector.fromArray(FLOATS, x, from);
            FloatVector r0_1 = FloatVector.fromArray(FLOATS, x, from + Math.min(1, last) * xrs);
            FloatVector r0_2 = FloatVector.fromArray(FLOATS, x, from + Math.min(2, last) * xrs);
            FloatVector r0_3 = FloatVector.fromArray(FLOATS, x, from + Math.min(3, last) * xrs);
            FloatVector r0_4 = FloatVector.fromArray(FLOATS, x, from + Math.min(4, last) * xrs);
            FloatVector r0_5 = FloatVector.fromArray(FLOATS, x, from + Math.min(5, last) * xrs);
            FloatVector r0_6 = FloatVector.fromArray(FLOATS, x, from + Math.min(6, last) * xrs);
            FloatVector r0_7 = FloatVector.fromArray(FLOATS, x, from + Math.min(7, last) * xrs);
            FloatVector r1_0 = r0_0.blend(r0_1.rearrange(EXCHANGE0), upper0);
            FloatVector r1_1 = r0_0.rearrange(EXCHANGE0).blend(r0_1, upper0);
            FloatVector r1_2 = r0_2.blend(r0_3.rearrange(EXCHANGE0), upper0);
            FloatVector r1_3 = r0_2.rearrange(EXCHANGE0).blend(r0_3, upper0);
            FloatVector r1_4 = r0_4.blend(r0_5.rearrange(EXCHANGE0), upper0);
            FloatVector r1_5 = r0_4.rearrange(EXCHANGE0).blend(r0_5, upper0);
            FloatVector r1_6 = r0_6.blend(r0_7.rearrange(EXCHANGE0), upper0);
            FloatVector r1_7 = r0_6.rearrange(EXCHANGE0).blend(r0_7, upper0);
            FloatVector r2_0 = r1_0.blend(r1_2.rearrange(EXCHANGE1), upper1);
            FloatVector r2_2 = r1_0.rearrange(EXCHANGE1).blend(r1_2, upper1);
            FloatVector r2_1 = r1_1.blend(r1_3.rearrange(EXCHANGE1), upper1);
            FloatVector r2_3 = r1_1.rearrange(EXCHANGE1).blend(r1_3, upper1);
            FloatVector r2_4 = r1_4.blend(r1_6.rearrange(EXCHANGE1), upper1);
            FloatVector r2_6 = r1_4.rearrange(EXCHANGE1).blend(r1_6, upper1);
            FloatVector r2_5 = r1_5.blend(r1_7.rearrange(EXCHANGE1), upper1);
            FloatVector r2_7 = r1_5.rearrange(EXCHANGE1).blend(r1_7, upper1);
            FloatVector r3_0 = r2_0.blend(r2_4.rearrange(EXCHANGE2), upper2);
            FloatVector r3_4 = r2_0.rearrange(EXCHANGE2).blend(r2_4, upper2);
            FloatVector r3_1 = r2_1.blend(r2_5.rearrange(EXCHANGE2), upper2);
            FloatVector r3_5 = r2_1.rearrange(EXCHANGE2).blend(r2_5, upper2);
            FloatVector r3_2 = r2_2.blend(r2_6.rearrange(EXCHANGE2), upper2);
            FloatVector r3_6 = r2_2.rearrange(EXCHANGE2).blend(r2_6, upper2);
            FloatVector r3_3 = r2_3.blend(r2_7.rearrange(EXCHANGE2), upper2);
            FloatVector r3_7 = r2_3.rearrange(EXCHANGE2).blend(r2_7, upper2);
            r3_0.intoArray(y, to + 0 * yrs);
            r3_1.intoArray(y, to + 1 * yrs);
            r3_2.intoArray(y, to + 2 * yrs);
            r3_3.intoArray(y, to + 3 * yrs);
            r3_4.intoArray(y, to + 4 * yrs);
            r3_5.intoArray(y, to + 5 * yrs);
            r3_6.intoArray(y, to + 6 * yrs);
            r3_7.intoArray(y, to + 7 * yrs);
        }
    }

    private static void by4(Turning t) {
        int blocks = t.blocks;
        float[] x = (float[]) t.x;
        int xrs = t.xrs;
        int xStep = t.xStep;
        float[] y = (float[]) t.y;
        int yrs = t.yrs;
        int yStep = t.yStep;
        int last = t.rows - 1;
        VectorMask<Float> upper0 = VectorMask.fromArray(FLOATS, UPPER[0], 0);
        VectorMask<Float> upper1 = VectorMask.fromArray(FLOATS, UPPER[1], 0);
        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {
            FloatVector r0_0 = FloatVector.fromArray(FLOATS, x, from);
            FloatVector r0_1 = FloatVector.fromArray(FLOATS, x, from + Math.min(1, last) * xrs);
            FloatVector r0_2 = FloatVector.fromArray(FLOATS, x, from + Math.min(2, last) * xrs);
            FloatVector r0_3 = FloatVector.fromArray(FLOATS, x, from + Math.min(3, last) * xrs);
            FloatVector r1_0 = r0_0.blend(r0_1.rearrange(EXCHANGE0), upper0);
            FloatVector r1_1 = r0_0.rearrange(EXCHANGE0).blend(r0_1, upper0);
            FloatVector r1_2 = r0_2.blend(r0_3.rearrange(EXCHANGE0), upper0);
            FloatVector r1_3 = r0_2.rearrange(EXCHANGE0).blend(r0_3, upper0);
            FloatVector r2_0 = r1_0.blend(r1_2.rearrange(EXCHANGE1), upper1);
            FloatVector r2_2 = r1_0.rearrange(EXCHANGE1).blend(r1_2, upper1);
            FloatVector r2_1 = r1_1.blend(r1_3.rearrange(EXCHANGE1), upper1);
            FloatVector r2_3 = r1_1.rearrange(EXCHANGE1).blend(r1_3, upper1);
            r2_0.intoArray(y, to + 0 * yrs);
            r2_1.intoArray(y, to + 1 * yrs);
            r2_2.intoArray(y, to + 2 * yrs);
            r2_3.intoArray(y, to + 3 * yrs);
        }
    }
}
// spotless:on
