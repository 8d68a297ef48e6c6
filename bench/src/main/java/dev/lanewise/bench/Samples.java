// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Data to measure with, and the check that comes before any measurement. */
final class Samples {
    private static final long SEED = 20_26;

    private Samples() {}

    /** Uniform in [−1, 1), the same at every run. */
    static Matrix uniform(int rows, int cols) {
        Matrix matrix = Matrix.zeros(rows, cols);
        SplittableRandom random = new SplittableRandom(SEED + 31L * rows + cols);
        float[] array = matrix.array();
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) random.nextDouble(-1, 1);
        }
        return matrix;
    }

    /** Uniform in [−8, 8), where the sigmoid lives. */
    static Matrix logits(int size) {
        Matrix matrix = uniform(1, size);
        float[] array = matrix.array();
        for (int i = 0; i < array.length; i++) {
            array[i] *= 8;
        }
        return matrix;
    }

    /** Stops the benchmark unless the two results have the same bits. */
    static void requireSameBits(String what, Matrix result, Matrix reference) {
        int at = Arrays.mismatch(result.array(), reference.array());
        if (at >= 0) {
            throw new IllegalStateException(what + " differs from the scalar reference at index " + at + ": "
                    + result.array()[at] + ", expected " + reference.array()[at]);
        }
    }
}
