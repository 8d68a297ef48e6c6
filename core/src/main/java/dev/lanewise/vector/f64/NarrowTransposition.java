// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.NarrowTranspositionWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.vector.leaf.Turning;
import jdk.incubator.vector.DoubleVector;
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
    private static final VectorShuffle<Double> EXCHANGE0 = exchange(1);
    private static final VectorShuffle<Double> EXCHANGE1 = exchange(2);

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
    private static VectorShuffle<Double> exchange(int distance) {
        int[] partner = new int[COUNT];
        for (int lane = 0; lane < COUNT; lane++) {
            partner[lane] = (lane ^ distance) % COUNT;
        }
        return VectorShuffle.fromArray(DOUBLES, partner, 0);
    }

    /** Blocks of as many rows as there are lanes, at least four. */
    static void transpose(Turning t) {
        by4(t);
    }

    private static void by4(Turning t) {
        int blocks = t.blocks;
        double[] x = (double[]) t.x;
        int xrs = t.xrs;
        int xStep = t.xStep;
        double[] y = (double[]) t.y;
        int yrs = t.yrs;
        int yStep = t.yStep;
        int last = t.rows - 1;
        VectorMask<Double> upper0 = VectorMask.fromArray(DOUBLES, UPPER[0], 0);
        VectorMask<Double> upper1 = VectorMask.fromArray(DOUBLES, UPPER[1], 0);
        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {
            DoubleVector r0_0 = DoubleVector.fromArray(DOUBLES, x, from);
            DoubleVector r0_1 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(1, last) * xrs);
            DoubleVector r0_2 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(2, last) * xrs);
            DoubleVector r0_3 = DoubleVector.fromArray(DOUBLES, x, from + Math.min(3, last) * xrs);
            DoubleVector r1_0 = r0_0.blend(r0_1.rearrange(EXCHANGE0), upper0);
            DoubleVector r1_1 = r0_0.rearrange(EXCHANGE0).blend(r0_1, upper0);
            DoubleVector r1_2 = r0_2.blend(r0_3.rearrange(EXCHANGE0), upper0);
            DoubleVector r1_3 = r0_2.rearrange(EXCHANGE0).blend(r0_3, upper0);
            DoubleVector r2_0 = r1_0.blend(r1_2.rearrange(EXCHANGE1), upper1);
            DoubleVector r2_2 = r1_0.rearrange(EXCHANGE1).blend(r1_2, upper1);
            DoubleVector r2_1 = r1_1.blend(r1_3.rearrange(EXCHANGE1), upper1);
            DoubleVector r2_3 = r1_1.rearrange(EXCHANGE1).blend(r1_3, upper1);
            r2_0.intoArray(y, to + 0 * yrs);
            r2_1.intoArray(y, to + 1 * yrs);
            r2_2.intoArray(y, to + 2 * yrs);
            r2_3.intoArray(y, to + 3 * yrs);
        }
    }
}
// spotless:on
