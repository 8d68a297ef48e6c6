// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static dev.lanewise.vector.Lanes.all;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;

/** The loops of sums, products and ReLU. */
final class Arithmetic {
    /** Rows that stay in level 1 while one column after the other is gone down. */
    private static final int TALL = 256;

    private Arithmetic() {}

    /** Z ← X + Y. */
    static void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, xo + i);
            a.add(FloatVector.fromArray(FLOATS, y, yo + i)).intoArray(z, zo + i);
        }
    }

    /** Z ← X ⊙ Y. */
    static void multiply(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, xo + i);
            a.mul(FloatVector.fromArray(FLOATS, y, yo + i)).intoArray(z, zo + i);
        }
    }

    /** Y ← α·X. */
    static void scale(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, xo + i).mul(alpha).intoArray(y, yo + i);
        }
    }

    /** Y ← X. */
    static void copy(float[] x, int xo, float[] y, int yo, int n) {
        System.arraycopy(x, xo, y, yo, n);
    }

    /** Y ← value. */
    static void fill(float value, float[] y, int yo, int n) {
        java.util.Arrays.fill(y, yo, yo + n, value);
    }

    /** A ← Z ≤ 0 ? +0 : Z. */
    static void relu(float[] z, int zo, float[] a, int ao, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, z, zo + i);
            x.blend(0f, x.compare(LE, 0f)).intoArray(a, ao + i);
        }
    }

    /** D ← X ≤ 0 ? 0 : X &gt; 0 ? 1 : X. */
    static void step(float[] x, int xo, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            v.blend(0f, v.compare(LE, 0f)).blend(1f, v.compare(GT, 0f)).intoArray(d, to + i);
        }
    }

    /** dZ ← A ≤ 0 ? +0 : dA. */
    static void reluBackward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.blend(all(0), y.compare(LE, 0f)).intoArray(d, to + i);
        }
    }

    /** Adds one row to each of several, {@code yrs} apart. */
    static void addToRows(float[] x, int xo, float[] y, int yo, int yrs, int rows, int cols) {
        int whole = cols / COUNT * COUNT;
        for (int i = 0; i < rows && whole > 0; i++) {
            int at = yo + i * yrs;
            for (int j = 0; j < whole; j += COUNT) {
                FloatVector sum =
                        FloatVector.fromArray(FLOATS, y, at + j).add(FloatVector.fromArray(FLOATS, x, xo + j));
                sum.intoArray(y, at + j);
            }
        }
        for (int i = 0; i < rows && whole < cols; i += TALL) {
            addToColumns(x, xo, y, yo + i * yrs, yrs, Math.min(TALL, rows - i), whole, cols);
        }
    }

    /** Down the columns, because a loop over a few columns costs more to enter than it does. */
    private static void addToColumns(float[] x, int xo, float[] y, int yo, int yrs, int rows, int from, int to) {
        for (int j = from; j < to; j++) {
            addToColumn(x[xo + j], y, yo + j, yrs, rows);
        }
    }

    private static void addToColumn(float x, float[] y, int yo, int yrs, int rows) {
        for (int i = 0; i < rows; i++) {
            y[yo + i * yrs] += x;
        }
    }
}
