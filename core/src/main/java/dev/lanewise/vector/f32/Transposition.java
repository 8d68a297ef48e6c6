// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.TranspositionWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Turning;
import jdk.incubator.vector.FloatVector;

/**
 * Transposes blocks of 16 x 16 elements in registers of 16 lanes, for packing a transposed operand.
 *
 * <p>Stage s = 0, 1 … exchanges, between rows whose numbers differ in bit s, the elements whose column has that bit wrong
 * (Eklundh, <i>A Fast Computer Method for Matrix Transposing</i>, IEEE Transactions on Computers C-21, 1972), by
 * two-source permutations. {@code r<stage>_<row>} names the rows. Many blocks in one call, because the first block of a
 * call costs as much as two.
 */
final class Transposition {
    private static final int SIZE = 16;

    /** For each stage, where the lanes of the lower and of the upper row of a pair come from. */
    static final float[][] LOW = lanes(0);

    static final float[][] HIGH = lanes(1);

    private Transposition() {}

    /** For the lower (0) or upper (1) row: 0 to SIZE − 1 is a lane of the lower row, SIZE and more one of the upper. */
    private static float[][] lanes(int upper) {
        float[][] lanes = new float[Integer.numberOfTrailingZeros(SIZE)][SIZE];
        for (int stage = 0; stage < lanes.length; stage++) {
            int distance = 1 << stage;
            for (int lane = 0; lane < SIZE; lane++) {
                boolean fromUpper = (lane & distance) != 0;
                int shift = upper == 0 ? (fromUpper ? -distance : 0) : fromUpper ? 0 : distance;
                lanes[stage][lane] = lane + shift + (fromUpper ? SIZE : 0);
            }
        }
        return lanes;
    }

    static void transpose(Turning t) {
        int blocks = t.blocks;
        float[] x = (float[]) t.x;
        int xrs = t.xrs;
        int xStep = t.xStep;
        float[] y = (float[]) t.y;
        int yrs = t.yrs;
        int yStep = t.yStep;
        int last = t.rows - 1;
        FloatVector low0 = FloatVector.fromArray(FLOATS, Transposition.LOW[0], 0);
        FloatVector high0 = FloatVector.fromArray(FLOATS, Transposition.HIGH[0], 0);
        FloatVector low1 = FloatVector.fromArray(FLOATS, Transposition.LOW[1], 0);
        FloatVector high1 = FloatVector.fromArray(FLOATS, Transposition.HIGH[1], 0);
        FloatVector low2 = FloatVector.fromArray(FLOATS, Transposition.LOW[2], 0);
        FloatVector high2 = FloatVector.fromArray(FLOATS, Transposition.HIGH[2], 0);
        FloatVector low3 = FloatVector.fromArray(FLOATS, Transposition.LOW[3], 0);
        FloatVector high3 = FloatVector.fromArray(FLOATS, Transposition.HIGH[3], 0);
        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {
            FloatVector r0_0 = FloatVector.fromArray(FLOATS, x, from);
            FloatVector r0_1 = FloatVector.fromArray(FLOATS, x, from + Math.min(1, last) * xrs);
            FloatVector r0_2 = FloatVector.fromArray(FLOATS, x, from + Math.min(2, last) * xrs);
            FloatVector r0_3 = FloatVector.fromArray(FLOATS, x, from + Math.min(3, last) * xrs);
            FloatVector r0_4 = FloatVector.fromArray(FLOATS, x, from + Math.min(4, last) * xrs);
            FloatVector r0_5 = FloatVector.fromArray(FLOATS, x, from + Math.min(5, last) * xrs);
            FloatVector r0_6 = FloatVector.fromArray(FLOATS, x, from + Math.min(6, last) * xrs);
            FloatVector r0_7 = FloatVector.fromArray(FLOATS, x, from + Math.min(7, last) * xrs);
            FloatVector r0_8 = FloatVector.fromArray(FLOATS, x, from + Math.min(8, last) * xrs);
            FloatVector r0_9 = FloatVector.fromArray(FLOATS, x, from + Math.min(9, last) * xrs);
            FloatVector r0_10 = FloatVector.fromArray(FLOATS, x, from + Math.min(10, last) * xrs);
            FloatVector r0_11 = FloatVector.fromArray(FLOATS, x, from + Math.min(11, last) * xrs);
            FloatVector r0_12 = FloatVector.fromArray(FLOATS, x, from + Math.min(12, last) * xrs);
            FloatVector r0_13 = FloatVector.fromArray(FLOATS, x, from + Math.min(13, last) * xrs);
            FloatVector r0_14 = FloatVector.fromArray(FLOATS, x, from + Math.min(14, last) * xrs);
            FloatVector r0_15 = FloatVector.fromArray(FLOATS, x, from + Math.min(15, last) * xrs);
            FloatVector r1_0 = low0.selectFrom(r0_0, r0_1);
            FloatVector r1_1 = high0.selectFrom(r0_0, r0_1);
            FloatVector r1_2 = low0.selectFrom(r0_2, r0_3);
            FloatVector r1_3 = high0.selectFrom(r0_2, r0_3);
            FloatVector r1_4 = low0.selectFrom(r0_4, r0_5);
            FloatVector r1_5 = high0.selectFrom(r0_4, r0_5);
            FloatVector r1_6 = low0.selectFrom(r0_6, r0_7);
            FloatVector r1_7 = high0.selectFrom(r0_6, r0_7);
            FloatVector r1_8 = low0.selectFrom(r0_8, r0_9);
            FloatVector r1_9 = high0.selectFrom(r0_8, r0_9);
            FloatVector r1_10 = low0.selectFrom(r0_10, r0_11);
            FloatVector r1_11 = high0.selectFrom(r0_10, r0_11);
            FloatVector r1_12 = low0.selectFrom(r0_12, r0_13);
            FloatVector r1_13 = high0.selectFrom(r0_12, r0_13);
            FloatVector r1_14 = low0.selectFrom(r0_14, r0_15);
            FloatVector r1_15 = high0.selectFrom(r0_14, r0_15);
            FloatVector r2_0 = low1.selectFrom(r1_0, r1_2);
            FloatVector r2_2 = high1.selectFrom(r1_0, r1_2);
            FloatVector r2_1 = low1.selectFrom(r1_1, r1_3);
            FloatVector r2_3 = high1.selectFrom(r1_1, r1_3);
            FloatVector r2_4 = low1.selectFrom(r1_4, r1_6);
            FloatVector r2_6 = high1.selectFrom(r1_4, r1_6);
            FloatVector r2_5 = low1.selectFrom(r1_5, r1_7);
            FloatVector r2_7 = high1.selectFrom(r1_5, r1_7);
            FloatVector r2_8 = low1.selectFrom(r1_8, r1_10);
            FloatVector r2_10 = high1.selectFrom(r1_8, r1_10);
            FloatVector r2_9 = low1.selectFrom(r1_9, r1_11);
            FloatVector r2_11 = high1.selectFrom(r1_9, r1_11);
            FloatVector r2_12 = low1.selectFrom(r1_12, r1_14);
            FloatVector r2_14 = high1.selectFrom(r1_12, r1_14);
            FloatVector r2_13 = low1.selectFrom(r1_13, r1_15);
            FloatVector r2_15 = high1.selectFrom(r1_13, r1_15);
            FloatVector r3_0 = low2.selectFrom(r2_0, r2_4);
            FloatVector r3_4 = high2.selectFrom(r2_0, r2_4);
            FloatVector r3_1 = low2.selectFrom(r2_1, r2_5);
            FloatVector r3_5 = high2.selectFrom(r2_1, r2_5);
            FloatVector r3_2 = low2.selectFrom(r2_2, r2_6);
            FloatVector r3_6 = high2.selectFrom(r2_2, r2_6);
            FloatVector r3_3 = low2.selectFrom(r2_3, r2_7);
            FloatVector r3_7 = high2.selectFrom(r2_3, r2_7);
            FloatVector r3_8 = low2.selectFrom(r2_8, r2_12);
            FloatVector r3_12 = high2.selectFrom(r2_8, r2_12);
            FloatVector r3_9 = low2.selectFrom(r2_9, r2_13);
            FloatVector r3_13 = high2.selectFrom(r2_9, r2_13);
            FloatVector r3_10 = low2.selectFrom(r2_10, r2_14);
            FloatVector r3_14 = high2.selectFrom(r2_10, r2_14);
            FloatVector r3_11 = low2.selectFrom(r2_11, r2_15);
            FloatVector r3_15 = high2.selectFrom(r2_11, r2_15);
            FloatVector r4_0 = low3.selectFrom(r3_0, r3_8);
            FloatVector r4_8 = high3.selectFrom(r3_0, r3_8);
            FloatVector r4_1 = low3.selectFrom(r3_1, r3_9);
            FloatVector r4_9 = high3.selectFrom(r3_1, r3_9);
            FloatVector r4_2 = low3.selectFrom(r3_2, r3_10);
            FloatVector r4_10 = high3.selectFrom(r3_2, r3_10);
            FloatVector r4_3 = low3.selectFrom(r3_3, r3_11);
            FloatVector r4_11 = high3.selectFrom(r3_3, r3_11);
            FloatVector r4_4 = low3.selectFrom(r3_4, r3_12);
            FloatVector r4_12 = high3.selectFrom(r3_4, r3_12);
            FloatVector r4_5 = low3.selectFrom(r3_5, r3_13);
            FloatVector r4_13 = high3.selectFrom(r3_5, r3_13);
            FloatVector r4_6 = low3.selectFrom(r3_6, r3_14);
            FloatVector r4_14 = high3.selectFrom(r3_6, r3_14);
            FloatVector r4_7 = low3.selectFrom(r3_7, r3_15);
            FloatVector r4_15 = high3.selectFrom(r3_7, r3_15);
            r4_0.intoArray(y, to + 0 * yrs);
            r4_1.intoArray(y, to + 1 * yrs);
            r4_2.intoArray(y, to + 2 * yrs);
            r4_3.intoArray(y, to + 3 * yrs);
            r4_4.intoArray(y, to + 4 * yrs);
            r4_5.intoArray(y, to + 5 * yrs);
            r4_6.intoArray(y, to + 6 * yrs);
            r4_7.intoArray(y, to + 7 * yrs);
            r4_8.intoArray(y, to + 8 * yrs);
            r4_9.intoArray(y, to + 9 * yrs);
            r4_10.intoArray(y, to + 10 * yrs);
            r4_11.intoArray(y, to + 11 * yrs);
            r4_12.intoArray(y, to + 12 * yrs);
            r4_13.intoArray(y, to + 13 * yrs);
            r4_14.intoArray(y, to + 14 * yrs);
            r4_15.intoArray(y, to + 15 * yrs);
        }
    }
}
// spotless:on
