// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.Matrix;
import jdk.incubator.vector.DoubleVector;

/** The loops of sums and products. */
final class Arithmetic {
    /** Rows that stay in level 1 while one column after the other is gone down. */
    private static final int TALL = 256;

    private Arithmetic() {}

    /** Z ← X + Y. */
    static void add(double[] x, int xo, double[] y, int yo, double[] z, int zo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector a = DoubleVector.fromArray(DOUBLES, x, xo + i);
            a.add(DoubleVector.fromArray(DOUBLES, y, yo + i)).intoArray(z, zo + i);
        }
    }

    /** Z ← X ⊙ Y. */
    static void hadamard(double[] x, int xo, double[] y, int yo, double[] z, int zo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector a = DoubleVector.fromArray(DOUBLES, x, xo + i);
            a.mul(DoubleVector.fromArray(DOUBLES, y, yo + i)).intoArray(z, zo + i);
        }
    }

    /** Y ← α·X. */
    static void scale(double alpha, double[] x, int xo, double[] y, int yo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector.fromArray(DOUBLES, x, xo + i).mul(alpha).intoArray(y, yo + i);
        }
    }

    /** C ← β·C, or zeros where β is 0. */
    static void scale(double beta, Matrix c) {
        double[] array = c.doubles();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                int at = c.offset() + i * c.rowStride() + j * c.colStride();
                array[at] = beta == 0 ? 0 : beta * array[at];
            }
        }
    }

    /** Adds one row to each of several, {@code yrs} apart. */
    static void addToRows(double[] x, int xo, double[] y, int yo, int yrs, int rows, int cols) {
        int whole = cols / COUNT * COUNT;
        for (int i = 0; i < rows && whole > 0; i++) {
            int at = yo + i * yrs;
            for (int j = 0; j < whole; j += COUNT) {
                DoubleVector sum =
                        DoubleVector.fromArray(DOUBLES, y, at + j).add(DoubleVector.fromArray(DOUBLES, x, xo + j));
                sum.intoArray(y, at + j);
            }
        }
        for (int i = 0, some; i < rows && whole < cols; i += some) {
            some = Math.min(TALL, rows - i);
            addToColumns(x, xo, y, yo + i * yrs, yrs, some, whole, cols);
        }
    }

    /** Down the columns, because a loop over a few columns costs more to enter than it does. */
    private static void addToColumns(double[] x, int xo, double[] y, int yo, int yrs, int rows, int from, int to) {
        for (int j = from; j < to; j++) {
            addToColumn(x[xo + j], y, yo + j, yrs, rows);
        }
    }

    private static void addToColumn(double x, double[] y, int yo, int yrs, int rows) {
        for (int i = 0; i < rows; i++) {
            y[yo + i * yrs] += x;
        }
    }
}
// spotless:on
