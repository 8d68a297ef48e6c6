// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.Matrix;
import jdk.incubator.vector.DoubleVector;

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
            vectors(x.doubles(), x.offset() + j, x.rowStride(), x.rows(), s.doubles(), s.offset() + j);
        }
        for (int j = wide; j < whole; j += COUNT) {
            vector(x.doubles(), x.offset() + j, x.rowStride(), x.rows(), s.doubles(), s.offset() + j);
        }
        for (int j = whole; j < cols; j++) {
            int at = x.offset() + j * x.colStride();
            s.doubles()[s.offset() + j * s.colStride()] = column(x.doubles(), at, x.rowStride(), x.rows());
        }
    }

    private static void vectors(double[] x, int xo, int xrs, int rows, double[] s, int so) {
        DoubleVector s0 = DoubleVector.zero(DOUBLES);
        DoubleVector s1 = DoubleVector.zero(DOUBLES);
        DoubleVector s2 = DoubleVector.zero(DOUBLES);
        DoubleVector s3 = DoubleVector.zero(DOUBLES);
        DoubleVector s4 = DoubleVector.zero(DOUBLES);
        DoubleVector s5 = DoubleVector.zero(DOUBLES);
        DoubleVector s6 = DoubleVector.zero(DOUBLES);
        DoubleVector s7 = DoubleVector.zero(DOUBLES);
        for (int i = 0; i < rows; i++) {
            int at = xo + i * xrs;
            s0 = s0.add(DoubleVector.fromArray(DOUBLES, x, at));
            s1 = s1.add(DoubleVector.fromArray(DOUBLES, x, at + COUNT));
            s2 = s2.add(DoubleVector.fromArray(DOUBLES, x, at + 2 * COUNT));
            s3 = s3.add(DoubleVector.fromArray(DOUBLES, x, at + 3 * COUNT));
            s4 = s4.add(DoubleVector.fromArray(DOUBLES, x, at + 4 * COUNT));
            s5 = s5.add(DoubleVector.fromArray(DOUBLES, x, at + 5 * COUNT));
            s6 = s6.add(DoubleVector.fromArray(DOUBLES, x, at + 6 * COUNT));
            s7 = s7.add(DoubleVector.fromArray(DOUBLES, x, at + 7 * COUNT));
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

    private static void vector(double[] x, int xo, int xrs, int rows, double[] s, int so) {
        DoubleVector sums = DoubleVector.zero(DOUBLES);
        for (int i = 0; i < rows; i++) {
            sums = sums.add(DoubleVector.fromArray(DOUBLES, x, xo + i * xrs));
        }
        sums.intoArray(s, so);
    }

    private static double column(double[] x, int xo, int xrs, int rows) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += x[xo + i * xrs];
        }
        return sum;
    }
}
// spotless:on
