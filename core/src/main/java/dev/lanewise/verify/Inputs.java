// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** The fixed inputs of the survey: the same numbers in the same order everywhere. */
final class Inputs {
    private final Precision precision;
    private long state = 42;

    Inputs(Precision precision) {
        this.precision = precision;
    }

    /** Uniform in [−range, range), in a layout of the given kind: rows, columns, with gaps, or strided both ways. */
    Matrix random(int rows, int cols, int layout, double range) {
        Matrix matrix = switch (layout % 4) {
            case 0 -> zeros(rows, cols);
            case 1 -> zeros(cols, rows).t();
            case 2 -> zeros(rows, cols + 5).cols(3, cols + 3);
            default -> everySecond(rows, cols);
        };
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                matrix.set(i, j, range * next());
            }
        }
        return matrix;
    }

    Matrix zeros(int rows, int cols) {
        return Matrix.zeros(rows, cols, precision);
    }

    private Matrix everySecond(int rows, int cols) {
        int stride = 2 * cols + 3;
        return precision == Precision.SINGLE
                ? Matrix.of(new float[7 + rows * stride], 7, rows, cols, stride, 2)
                : Matrix.of(new double[7 + rows * stride], 7, rows, cols, stride, 2);
    }

    /** A linear congruential step (Knuth's MMIX constants), as a number in [−1, 1) that both precisions hold. */
    private double next() {
        state = state * 6364136223846793005L + 1442695040888963407L;
        return (state >> 40) * 0x1p-23f;
    }
}
