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
        boolean whole = from.isContiguous() && to.isContiguous();
        boolean together = whole || from.colStride() == 1 && to.colStride() == 1;
        int lines = whole ? Math.min(1, from.rows()) : from.rows();
        int length = whole ? from.rows() * from.cols() : from.cols();
        for (int i = 0; i < lines; i++) {
            if (together) {
                Segments.copy(from, from.offset() + i * from.rowStride(), to, to.offset() + i * to.rowStride(), length);
            } else {
                for (int j = 0; j < length; j++) {
                    to.set(i, j, from.get(i, j));
                }
            }
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
