// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.Matrix;
import jdk.incubator.vector.FloatVector;

/** The sums of columns: each a chain of additions down the rows. */
final class ColumnSums {
    /** Vectors side by side: whole cache lines of each row, and chains enough to hide the latency of an addition. */
    private static final int WIDE = 8 * COUNT;

    private ColumnSums() {}

    static void sum(Matrix x, Matrix s) {
        int cols = x.cols();
        int whole = x.colStride() == 1 && s.colStride() == 1 ? cols / COUNT * COUNT : 0;
        int wide = whole / WIDE * WIDE;
        for (int j = 0; j < wide; j += WIDE) {
            vectors(x.floats(), x.offset() + j, x.rowStride(), x.rows(), s.floats(), s.offset() + j);
        }
        for (int j = wide; j < whole; j += COUNT) {
            vector(x.floats(), x.offset() + j, x.rowStride(), x.rows(), s.floats(), s.offset() + j);
        }
        for (int j = whole; j < cols; j++) {
            int at = x.offset() + j * x.colStride();
            s.floats()[s.offset() + j * s.colStride()] = column(x.floats(), at, x.rowStride(), x.rows());
        }
    }

    private static void vectors(float[] x, int xo, int xrs, int rows, float[] s, int so) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        FloatVector s4 = FloatVector.zero(FLOATS);
        FloatVector s5 = FloatVector.zero(FLOATS);
        FloatVector s6 = FloatVector.zero(FLOATS);
        FloatVector s7 = FloatVector.zero(FLOATS);
        for (int i = 0; i < rows; i++) {
            int at = xo + i * xrs;
            s0 = s0.add(FloatVector.fromArray(FLOATS, x, at));
            s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + COUNT));
            s2 = s2.add(FloatVector.fromArray(FLOATS, x, at + 2 * COUNT));
            s3 = s3.add(FloatVector.fromArray(FLOATS, x, at + 3 * COUNT));
            s4 = s4.add(FloatVector.fromArray(FLOATS, x, at + 4 * COUNT));
            s5 = s5.add(FloatVector.fromArray(FLOATS, x, at + 5 * COUNT));
            s6 = s6.add(FloatVector.fromArray(FLOATS, x, at + 6 * COUNT));
            s7 = s7.add(FloatVector.fromArray(FLOATS, x, at + 7 * COUNT));
        }
        s0.intoArray(s, so);
        s1.intoArray(s, so + COUNT);
        s2.intoArray(s, so + 2 * COUNT);
        s3.intoArray(s, so + 3 * COUNT);
        s4.intoArray(s, so + 4 * COUNT);
        s5.intoArray(s, so + 5 * COUNT);
        s6.intoArray(s, so + 6 * COUNT);
        s7.intoArray(s, so + 7 * COUNT);
    }

    private static void vector(float[] x, int xo, int xrs, int rows, float[] s, int so) {
        FloatVector sums = FloatVector.zero(FLOATS);
        for (int i = 0; i < rows; i++) {
            sums = sums.add(FloatVector.fromArray(FLOATS, x, xo + i * xrs));
        }
        sums.intoArray(s, so);
    }

    private static float column(float[] x, int xo, int xrs, int rows) {
        float sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += x[xo + i * xrs];
        }
        return sum;
    }
}
