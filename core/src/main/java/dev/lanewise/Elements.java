// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.lang.reflect.Array;

/** What looks at every element of a matrix, wherever they lie. */
final class Elements {
    private static final int SHOWN_ROWS = 20;
    private static final int SHOWN_COLS = 10;

    private Elements() {}

    /** A new matrix of rows that must have one length. */
    static Matrix rows(Precision precision, Object[] rows) {
        int cols = rows.length == 0 ? 0 : Array.getLength(rows[0]);
        Matrix matrix = Matrix.zeros(rows.length, cols, precision);
        for (int i = 0; i < rows.length; i++) {
            int length = Array.getLength(rows[i]);
            if (length != cols) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + length + " elements; expected " + cols + " as in row 0");
            }
            System.arraycopy(rows[i], 0, matrix.array(), i * cols, cols);
        }
        return matrix;
    }

    /** Copies lines that lie together in both matrices at once, and everything if it does. */
    static void copy(Matrix from, Matrix to) {
        if (from.colStride() != 1 && from.rowStride() == 1 && to.rowStride() == 1) {
            copy(from.t(), to.t());
            return;
        }
        if (from.isContiguous() && to.isContiguous()) {
            copyLine(from, from.offset(), to, to.offset(), from.rows() * from.cols());
            return;
        }
        for (int i = 0; i < from.rows(); i++) {
            copyRow(from, to, i);
        }
    }

    private static void copyRow(Matrix from, Matrix to, int i) {
        if (from.colStride() == 1 && to.colStride() == 1) {
            int length = from.cols();
            copyLine(from, from.offset() + i * from.rowStride(), to, to.offset() + i * to.rowStride(), length);
            return;
        }
        for (int j = 0; j < from.cols(); j++) {
            to.set(i, j, from.get(i, j));
        }
    }

    /** By the arrays' types, so that the JVM moves elements without asking what they are. */
    private static void copyLine(Matrix from, int at, Matrix to, int place, int length) {
        if (!from.hasArray()) {
            Segments.copy(from, at, to, place, length);
        } else if (from.precision() == Precision.SINGLE) {
            System.arraycopy(from.floats(), at, to.floats(), place, length);
        } else {
            System.arraycopy(from.doubles(), at, to.doubles(), place, length);
        }
    }

    static boolean areSame(Matrix x, Matrix y) {
        if (x.precision() != y.precision() || x.rows() != y.rows() || x.cols() != y.cols()) {
            return false;
        }
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                if (Double.doubleToLongBits(x.get(i, j)) != Double.doubleToLongBits(y.get(i, j))) {
                    return false;
                }
            }
        }
        return true;
    }

    static String text(Matrix x) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < x.rows(); i = next(i, x.rows(), SHOWN_ROWS)) {
            if (x.rows() > SHOWN_ROWS && i == x.rows() - SHOWN_ROWS / 2) {
                text.append("...\n");
            }
            for (int j = 0; j < x.cols(); j = next(j, x.cols(), SHOWN_COLS)) {
                boolean skipped = x.cols() > SHOWN_COLS && j == x.cols() - SHOWN_COLS / 2;
                text.append(j == 0 ? "" : " ").append(skipped ? "... " : "");
                double value = x.get(i, j);
                text.append(x.precision() == Precision.SINGLE ? Float.toString((float) value) : Double.toString(value));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static int next(int i, int count, int shown) {
        return count > shown && i == shown / 2 - 1 ? count - shown / 2 : i + 1;
    }
}
