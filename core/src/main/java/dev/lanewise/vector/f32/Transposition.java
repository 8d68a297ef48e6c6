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
 * <p>Each stage shuffles the rows of the first half with those of the second as one shuffles cards: of a pair, one new row takes
 * the lower lanes in turn and the next the upper ones. That turns the bits of row and lane by one place, and after as many
 * stages as a lane's number has bits they have changed places (Stone, <i>Parallel Processing with the Perfect Shuffle</i>,
 * IEEE Transactions on Computers C-20, 1971, section 3). So all stages share two tables of lanes, and registers are left.
 * {@code r<stage>_<row>} names the rows. Many blocks in one call, because the first block of a call costs as much as two.
 */
final class Transposition {
    private static final int SIZE = 16;

    /** The lower lanes of two rows in turn, and the upper ones: SIZE and more is a lane of the second row. */
    static final float[] LOW = inTurn(0);

    static final float[] HIGH = inTurn(SIZE / 2);

    private Transposition() {}

    private static float[] inTurn(int first) {
        float[] lanes = new float[SIZE];
        for (int lane = 0; lane < SIZE; lane++) {
            lanes[lane] = first + lane / 2 + lane % 2 * SIZE;
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
        FloatVector low = FloatVector.fromArray(FLOATS, Transposition.LOW, 0);
        FloatVector high = FloatVector.fromArray(FLOATS, Transposition.HIGH, 0);
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
            FloatVector r1_0 = low.selectFrom(r0_0, r0_8);
            FloatVector r1_1 = high.selectFrom(r0_0, r0_8);
            FloatVector r1_2 = low.selectFrom(r0_1, r0_9);
            FloatVector r1_3 = high.selectFrom(r0_1, r0_9);
            FloatVector r1_4 = low.selectFrom(r0_2, r0_10);
            FloatVector r1_5 = high.selectFrom(r0_2, r0_10);
            FloatVector r1_6 = low.selectFrom(r0_3, r0_11);
            FloatVector r1_7 = high.selectFrom(r0_3, r0_11);
            FloatVector r1_8 = low.selectFrom(r0_4, r0_12);
            FloatVector r1_9 = high.selectFrom(r0_4, r0_12);
            FloatVector r1_10 = low.selectFrom(r0_5, r0_13);
            FloatVector r1_11 = high.selectFrom(r0_5, r0_13);
            FloatVector r1_12 = low.selectFrom(r0_6, r0_14);
            FloatVector r1_13 = high.selectFrom(r0_6, r0_14);
            FloatVector r1_14 = low.selectFrom(r0_7, r0_15);
            FloatVector r1_15 = high.selectFrom(r0_7, r0_15);
            FloatVector r2_0 = low.selectFrom(r1_0, r1_8);
            FloatVector r2_1 = high.selectFrom(r1_0, r1_8);
            FloatVector r2_2 = low.selectFrom(r1_1, r1_9);
            FloatVector r2_3 = high.selectFrom(r1_1, r1_9);
            FloatVector r2_4 = low.selectFrom(r1_2, r1_10);
            FloatVector r2_5 = high.selectFrom(r1_2, r1_10);
            FloatVector r2_6 = low.selectFrom(r1_3, r1_11);
            FloatVector r2_7 = high.selectFrom(r1_3, r1_11);
            FloatVector r2_8 = low.selectFrom(r1_4, r1_12);
            FloatVector r2_9 = high.selectFrom(r1_4, r1_12);
            FloatVector r2_10 = low.selectFrom(r1_5, r1_13);
            FloatVector r2_11 = high.selectFrom(r1_5, r1_13);
            FloatVector r2_12 = low.selectFrom(r1_6, r1_14);
            FloatVector r2_13 = high.selectFrom(r1_6, r1_14);
            FloatVector r2_14 = low.selectFrom(r1_7, r1_15);
            FloatVector r2_15 = high.selectFrom(r1_7, r1_15);
            FloatVector r3_0 = low.selectFrom(r2_0, r2_8);
            FloatVector r3_1 = high.selectFrom(r2_0, r2_8);
            FloatVector r3_2 = low.selectFrom(r2_1, r2_9);
            FloatVector r3_3 = high.selectFrom(r2_1, r2_9);
            FloatVector r3_4 = low.selectFrom(r2_2, r2_10);
            FloatVector r3_5 = high.selectFrom(r2_2, r2_10);
            FloatVector r3_6 = low.selectFrom(r2_3, r2_11);
            FloatVector r3_7 = high.selectFrom(r2_3, r2_11);
            FloatVector r3_8 = low.selectFrom(r2_4, r2_12);
            FloatVector r3_9 = high.selectFrom(r2_4, r2_12);
            FloatVector r3_10 = low.selectFrom(r2_5, r2_13);
            FloatVector r3_11 = high.selectFrom(r2_5, r2_13);
            FloatVector r3_12 = low.selectFrom(r2_6, r2_14);
            FloatVector r3_13 = high.selectFrom(r2_6, r2_14);
            FloatVector r3_14 = low.selectFrom(r2_7, r2_15);
            FloatVector r3_15 = high.selectFrom(r2_7, r2_15);
            FloatVector r4_0 = low.selectFrom(r3_0, r3_8);
            FloatVector r4_1 = high.selectFrom(r3_0, r3_8);
            FloatVector r4_2 = low.selectFrom(r3_1, r3_9);
            FloatVector r4_3 = high.selectFrom(r3_1, r3_9);
            FloatVector r4_4 = low.selectFrom(r3_2, r3_10);
            FloatVector r4_5 = high.selectFrom(r3_2, r3_10);
            FloatVector r4_6 = low.selectFrom(r3_3, r3_11);
            FloatVector r4_7 = high.selectFrom(r3_3, r3_11);
            FloatVector r4_8 = low.selectFrom(r3_4, r3_12);
            FloatVector r4_9 = high.selectFrom(r3_4, r3_12);
            FloatVector r4_10 = low.selectFrom(r3_5, r3_13);
            FloatVector r4_11 = high.selectFrom(r3_5, r3_13);
            FloatVector r4_12 = low.selectFrom(r3_6, r3_14);
            FloatVector r4_13 = high.selectFrom(r3_6, r3_14);
            FloatVector r4_14 = low.selectFrom(r3_7, r3_15);
            FloatVector r4_15 = high.selectFrom(r3_7, r3_15);
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
