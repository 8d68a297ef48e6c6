// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import java.util.Arrays;

/**
 * The calls of the acceptance test of the reference BLAS for level 3 (Dongarra, Du Croz, Hammarling and Duff, ACM TOMS
 * 16(1), 1990), with its pseudo-random data, leading dimensions, filler and threshold.
 */
final class BlasGrid {
    private static final double THRESHOLD = 16;
    private static final double EPSILON = 0x1p-23;
    private static final float ROGUE = -1e10f;

    private int seed = 7;
    private int drawn;
    private int calls;

    int calls() {
        return calls;
    }

    /** {@code forms} counts the nine pairs of "as it is", "transposed" and "conjugated", for reals the same as the second. */
    void check(Backend backend, int m, int n, int k, float alpha, float beta, int forms) {
        calls++;
        Matrix a = forms / 3 == 0 ? draw(m, k) : draw(k, m).t();
        Matrix b = forms % 3 == 0 ? draw(k, n) : draw(n, k).t();
        Matrix c = draw(m, n);
        Matrix before = Samples.copy(c);
        float[] aBefore = a.array().clone();
        float[] bBefore = b.array().clone();
        backend.gemm(alpha, a, b, beta, c);
        assertTrue(Arrays.equals(aBefore, a.array()) && Arrays.equals(bBefore, b.array()), "inputs are unchanged");
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double error = Oracle.gemmError(alpha, a, b, beta, before, c, i, j) * 0x1p-24 / EPSILON;
                assertTrue(error < THRESHOLD, m + "x" + n + "x" + k + " element " + i + ", " + j + ": " + error);
            }
        }
        for (int at = 0; at < c.array().length; at++) {
            if (m == 0 || n == 0 || at % (n + 1) == n) {
                assertEquals(ROGUE, c.array()[at], "the filler between the rows");
            }
        }
    }

    private Matrix draw(int rows, int cols) {
        float[] array = new float[Math.max(1, rows * (cols + 1))];
        Arrays.fill(array, ROGUE);
        Matrix matrix = Matrix.of(array, 0, rows, cols, cols + 1, 1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                boolean cleared = rows > 3 && i == rows / 2 && i != j;
                matrix.set(i, j, cleared ? 0 : next());
            }
        }
        return matrix;
    }

    private float next() {
        drawn++;
        do {
            seed = seed * 891 % 1000;
        } while (++drawn % 6 == 0);
        return (seed - 500) / 1001f;
    }
}
