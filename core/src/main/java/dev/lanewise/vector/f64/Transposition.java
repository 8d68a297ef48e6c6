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
 * <p>Stage s = 0, 1 … exchanges, between rows whose numbers differ in bit s, the elements whose column has that bit wrong
 * (Eklundh, <i>A Fast Computer Method for Matrix Transposing</i>, IEEE Transactions on Computers C-21, 1972), by
 * two-source permutations. {@code r<stage>_<row>} names the rows. Many blocks in one call, because the first block of a
 * call costs as much as two.
 */
final class Transposition {
    private static final int SIZE = 8;

    /** For each stage, where the lanes of the lower and of the upper row of a pair come from. */
    static final double[][] LOW = lanes(0);

    static final double[][] HIGH = lanes(1);

    private Transposition() {}

    /** For the lower (0) or upper (1) row: 0 to SIZE − 1 is a lane of the lower row, SIZE and more one of the upper. */
    private static double[][] lanes(int upper) {
        double[][] lanes = new double[Integer.numberOfTrailingZeros(SIZE)][SIZE];
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
        double[] x = (double[]) t.x;
        int xrs = t.xrs;
        int xStep = t.xStep;
        double[] y = (double[]) t.y;
        int yrs = t.yrs;
        int yStep = t.yStep;
        int last = t.rows - 1;
        DoubleVector low0 = DoubleVector.fromArray(DOUBLES, Transposition.LOW[0], 0);
        DoubleVector high0 = DoubleVector.fromArray(DOUBLES, Transposition.HIGH[0], 0);
        DoubleVector low1 = DoubleVector.fromArray(DOUBLES, Transposition.LOW[1], 0);
        DoubleVector high1 = DoubleVector.fromArray(DOUBLES, Transposition.HIGH[1], 0);
        DoubleVector low2 = DoubleVector.fromArray(DOUBLES, Transposition.LOW[2], 0);
        DoubleVector high2 = DoubleVector.fromArray(DOUBLES, Transposition.HIGH[2], 0);
        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {
            DoubleVector r0_0 = DoubleVector.fromArray(DOUBLES, x, from);
            DoubleVector r0_1 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(1, last) * xrs);
            DoubleVector r0_2 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(2, last) * xrs);
            DoubleVector r0_3 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(3, last) * xrs);
            DoubleVector r0_4 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(4, last) * xrs);
            DoubleVector r0_5 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(5, last) * xrs);
            DoubleVector r0_6 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(6, last) * xrs);
            DoubleVector r0_7 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(7, last) * xrs);
            DoubleVector r1_0 = low0.selectFrom(r0_0, r0_1);
            DoubleVector r1_1 = high0.selectFrom(r0_0, r0_1);
            DoubleVector r1_2 = low0.selectFrom(r0_2, r0_3);
            DoubleVector r1_3 = high0.selectFrom(r0_2, r0_3);
            DoubleVector r1_4 = low0.selectFrom(r0_4, r0_5);
            DoubleVector r1_5 = high0.selectFrom(r0_4, r0_5);
            DoubleVector r1_6 = low0.selectFrom(r0_6, r0_7);
            DoubleVector r1_7 = high0.selectFrom(r0_6, r0_7);
            DoubleVector r2_0 = low1.selectFrom(r1_0, r1_2);
            DoubleVector r2_2 = high1.selectFrom(r1_0, r1_2);
            DoubleVector r2_1 = low1.selectFrom(r1_1, r1_3);
            DoubleVector r2_3 = high1.selectFrom(r1_1, r1_3);
            DoubleVector r2_4 = low1.selectFrom(r1_4, r1_6);
            DoubleVector r2_6 = high1.selectFrom(r1_4, r1_6);
            DoubleVector r2_5 = low1.selectFrom(r1_5, r1_7);
            DoubleVector r2_7 = high1.selectFrom(r1_5, r1_7);
            DoubleVector r3_0 = low2.selectFrom(r2_0, r2_4);
            DoubleVector r3_4 = high2.selectFrom(r2_0, r2_4);
            DoubleVector r3_1 = low2.selectFrom(r2_1, r2_5);
            DoubleVector r3_5 = high2.selectFrom(r2_1, r2_5);
            DoubleVector r3_2 = low2.selectFrom(r2_2, r2_6);
            DoubleVector r3_6 = high2.selectFrom(r2_2, r2_6);
            DoubleVector r3_3 = low2.selectFrom(r2_3, r2_7);
            DoubleVector r3_7 = high2.selectFrom(r2_3, r2_7);
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
