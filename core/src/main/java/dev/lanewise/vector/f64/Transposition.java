// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.TranspositionWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.vector.leaf.Turning;
import jdk.incubator.vector.DoubleVector;

/**
 * Transposes blocks of 8 x 8 elements in registers of 8 lanes, for packing a transposed operand.
 *
 * <p>Each stage shuffles the rows of the first half with those of the second as one shuffles cards: of a pair, one new row takes
 * the lower lanes in turn and the next the upper ones. That turns the bits of row and lane by one place, and after as many
 * stages as a lane's number has bits they have changed places (Stone, <i>Parallel Processing with the Perfect Shuffle</i>,
 * IEEE Transactions on Computers C-20, 1971, section 3). So all stages share two tables of lanes, and registers are left.
 * {@code r<stage>_<row>} names the rows. Many blocks in one call, because the first block of a call costs as much as two.
 */
final class Transposition {
    private static final int SIZE = 8;

    /** The lower lanes of two rows in turn, and the upper ones: SIZE and more is a lane of the second row. */
    static final double[] LOW = inTurn(0);

    static final double[] HIGH = inTurn(SIZE / 2);

    private Transposition() {}

    private static double[] inTurn(int first) {
        double[] lanes = new double[SIZE];
        for (int lane = 0; lane < SIZE; lane++) {
            lanes[lane] = first + lane / 2 + lane % 2 * SIZE;
        }
        return lanes;
    }

    static void transpose(Turning t) {
        int blocks = t.blocks;
        double[] x = (double[]) t.x;
        int xrs = t.xrs;
        int xStep = t.xStep;
        double[] y = (double[]) t.y;
        int yrs = t.yrs;
        int yStep = t.yStep;
        int last = t.rows - 1;
        DoubleVector low = DoubleVector.fromArray(DOUBLES, Transposition.LOW, 0);
        DoubleVector high = DoubleVector.fromArray(DOUBLES, Transposition.HIGH, 0);
        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {
            DoubleVector r0_0 = DoubleVector.fromArray(DOUBLES, x, from);
            DoubleVector r0_1 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(1, last) * xrs);
            DoubleVector r0_2 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(2, last) * xrs);
            DoubleVector r0_3 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(3, last) * xrs);
            DoubleVector r0_4 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(4, last) * xrs);
            DoubleVector r0_5 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(5, last) * xrs);
            DoubleVector r0_6 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(6, last) * xrs);
            DoubleVector r0_7 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(7, last) * xrs);
            DoubleVector r1_0 = low.selectFrom(r0_0, r0_4);
            DoubleVector r1_1 = high.selectFrom(r0_0, r0_4);
            DoubleVector r1_2 = low.selectFrom(r0_1, r0_5);
            DoubleVector r1_3 = high.selectFrom(r0_1, r0_5);
            DoubleVector r1_4 = low.selectFrom(r0_2, r0_6);
            DoubleVector r1_5 = high.selectFrom(r0_2, r0_6);
            DoubleVector r1_6 = low.selectFrom(r0_3, r0_7);
            DoubleVector r1_7 = high.selectFrom(r0_3, r0_7);
            DoubleVector r2_0 = low.selectFrom(r1_0, r1_4);
            DoubleVector r2_1 = high.selectFrom(r1_0, r1_4);
            DoubleVector r2_2 = low.selectFrom(r1_1, r1_5);
            DoubleVector r2_3 = high.selectFrom(r1_1, r1_5);
            DoubleVector r2_4 = low.selectFrom(r1_2, r1_6);
            DoubleVector r2_5 = high.selectFrom(r1_2, r1_6);
            DoubleVector r2_6 = low.selectFrom(r1_3, r1_7);
            DoubleVector r2_7 = high.selectFrom(r1_3, r1_7);
            DoubleVector r3_0 = low.selectFrom(r2_0, r2_4);
            DoubleVector r3_1 = high.selectFrom(r2_0, r2_4);
            DoubleVector r3_2 = low.selectFrom(r2_1, r2_5);
            DoubleVector r3_3 = high.selectFrom(r2_1, r2_5);
            DoubleVector r3_4 = low.selectFrom(r2_2, r2_6);
            DoubleVector r3_5 = high.selectFrom(r2_2, r2_6);
            DoubleVector r3_6 = low.selectFrom(r2_3, r2_7);
            DoubleVector r3_7 = high.selectFrom(r2_3, r2_7);
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
}
// spotless:on
