// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import dev.lanewise.Matrix;
import jdk.incubator.vector.FloatVector;

/** The sums of columns: each a chain of additions down the rows. */
final class ColumnSums {
    private ColumnSums() {}

    static void sum(Matrix x, Matrix s) {
        int cols = x.cols();
        int whole = x.colStride() == 1 && s.colStride() == 1 ? cols / COUNT * COUNT : 0;
        for (int j = 0; j < whole; j += COUNT) {
            vector(x.array(), x.offset() + j, x.rowStride(), x.rows(), s.array(), s.offset() + j);
        }
        for (int j = whole; j < cols; j++) {
            int at = x.offset() + j * x.colStride();
            s.array()[s.offset() + j * s.colStride()] = column(x.array(), at, x.rowStride(), x.rows());
        }
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
