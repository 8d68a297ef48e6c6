// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;

/** Looks for cells that are not finite, counted row by row. */
final class Cells {
    private Cells() {}

    /** The number of the first, or -1. */
    static long firstNotFinite(Matrix x) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                if (!Double.isFinite(x.get(i, j))) {
                    return (long) i * x.cols() + j;
                }
            }
        }
        return -1;
    }

    static int row(Matrix x, long cell) {
        return (int) (cell / x.cols());
    }

    static int column(Matrix x, long cell) {
        return (int) (cell % x.cols());
    }

    static double value(Matrix x, long cell) {
        return x.get(row(x, cell), column(x, cell));
    }
}
