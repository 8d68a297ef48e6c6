// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;

/** The sums of columns: each a chain of additions down the rows. */
final class ColumnSums {
    private ColumnSums() {}

    static void sum(Elementwise elementwise, Matrix x, Matrix s) {
        if (x.colStride() == 1 && s.colStride() == 1 && x.cols() >= Lanes.LOGICAL) {
            byRows(elementwise, x, s);
        } else {
            byColumns(x, s);
        }
    }

    private static void byRows(Elementwise elementwise, Matrix x, Matrix s) {
        int cols = x.cols();
        java.util.Arrays.fill(s.array(), s.offset(), s.offset() + cols, 0);
        for (int i = 0; i < x.rows(); i++) {
            int row = x.offset() + i * x.rowStride();
            elementwise.stretch(Operations.ADD, cols, s.array(), s.offset(), x.array(), row, s.array(), s.offset());
        }
    }

    private static void byColumns(Matrix x, Matrix s) {
        float[] array = x.array();
        for (int j = 0; j < x.cols(); j++) {
            int at = x.offset() + j * x.colStride();
            float sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += array[at + i * x.rowStride()];
            }
            s.array()[s.offset() + j * s.colStride()] = sum;
        }
    }
}
