// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.util.SplittableRandom;

/** Data to measure with, and the check that comes before any measurement. */
final class Samples {
    private static final long SEED = 20_26;

    private Samples() {}

    /** Uniform in [−1, 1), the same at every run. */
    static Matrix uniform(int rows, int cols, Precision precision) {
        Matrix matrix = Matrix.zeros(rows, cols, precision);
        SplittableRandom random = new SplittableRandom(SEED + 31L * rows + cols);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                matrix.set(i, j, random.nextDouble(-1, 1));
            }
        }
        return matrix;
    }

    /** Uniform in [−8, 8), where the sigmoid lives. */
    static Matrix logits(int size, Precision precision) {
        Matrix matrix = uniform(1, size, precision);
        for (int j = 0; j < size; j++) {
            matrix.set(0, j, 8 * matrix.get(0, j));
        }
        return matrix;
    }

    /** Stops the benchmark unless the two results, whole arrays of one shape, have the same bits. */
    static void requireSameBits(String what, Matrix result, Matrix reference) {
        for (int i = 0; i < reference.rows(); i++) {
            for (int j = 0; j < reference.cols(); j++) {
                if (Double.compare(result.get(i, j), reference.get(i, j)) != 0) {
                    throw new IllegalStateException(what + " differs from the scalar reference at (" + i + ", " + j
                            + "): " + result.get(i, j) + ", expected " + reference.get(i, j));
                }
            }
        }
    }
}
