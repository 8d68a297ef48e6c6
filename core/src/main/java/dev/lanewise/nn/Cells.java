// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** Looks for cells that are not finite, counted row by row. */
final class Cells {
    /** Cells that are summed at a time. */
    private static final int SUMMED = 1 << 16;

    private Cells() {}

    /** The number of the first, or -1. Rows whose sum is finite hold nothing else, and a sum is quickly had. */
    static long firstNotFinite(Matrix x) {
        int rows = Math.max(1, SUMMED / Math.max(1, x.cols()));
        for (int from = 0, to; from < x.rows(); from = to) {
            to = from + Math.min(rows, x.rows() - from);
            long cell = Double.isFinite(Backends.scalar().sum(x.rows(from, to))) ? -1 : firstNotFinite(x, from, to);
            if (cell >= 0) {
                return cell;
            }
        }
        return -1;
    }

    private static long firstNotFinite(Matrix x, int from, int to) {
        for (int i = from; i < to; i++) {
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
