// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.util.Arrays;

/**
 * The calls of the acceptance test of the reference BLAS for level 3 (Dongarra, Du Croz, Hammarling and Duff, ACM TOMS
 * 16(1), 1990), with its pseudo-random data, leading dimensions, filler and threshold.
 */
final class BlasGrid {
    private static final double THRESHOLD = 16;
    private static final double ROGUE = -1e10;

    private final Precision precision;
    private int seed = 7;
    private int drawn;
    private int calls;

    BlasGrid(Precision precision) {
        this.precision = precision;
    }

    int calls() {
        return calls;
    }

    /** {@code forms} counts the nine pairs of "as it is", "transposed" and "conjugated", for reals the same as the second. */
    void check(Backend backend, int m, int n, int k, double alpha, double beta, int forms) {
        calls++;
        Matrix a = forms / 3 == 0 ? draw(m, k) : draw(k, m).t();
        Matrix b = forms % 3 == 0 ? draw(k, n) : draw(n, k).t();
        Matrix c = draw(m, n);
        Matrix before = Samples.copy(c);
        long[] aBefore = Laws.bits(a);
        long[] bBefore = Laws.bits(b);
        backend.gemm(alpha, a, b, beta, c);
        assertTrue(
                Arrays.equals(aBefore, Laws.bits(a)) && Arrays.equals(bBefore, Laws.bits(b)), "inputs are unchanged");
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double error = Oracle.gemmError(alpha, a, b, beta, before, c, i, j) / 2;
                assertTrue(error < THRESHOLD, m + "x" + n + "x" + k + " element " + i + ", " + j + ": " + error);
            }
        }
        long[] bits = Laws.bits(c);
        for (int at = 0; at < bits.length; at++) {
            if (m == 0 || n == 0 || at % (n + 1) == n) {
                assertEquals(ROGUE, Double.longBitsToDouble(bits[at]), "the filler between the rows");
            }
        }
    }

    private Matrix draw(int rows, int cols) {
        Matrix all = Matrix.zeros(1, Math.max(1, rows * (cols + 1)), precision);
        for (int e = 0; e < all.cols(); e++) {
            all.set(0, e, ROGUE);
        }
        Matrix matrix = Samples.on(all.array(), 0, rows, cols, cols + 1, 1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                double number = next();
                boolean cleared = rows > 3 && i == rows / 2 - 1 && i != j;
                matrix.set(i, j, cleared ? 0 : number);
            }
        }
        return matrix;
    }

    /** The reference's own generator: every fifth number of the sequence is passed over. */
    private double next() {
        drawn++;
        seed = seed * 891 % 1000;
        if (drawn >= 5) {
            drawn = 0;
            seed = seed * 891 % 1000;
        }
        return (seed - 500) / 1001.0;
    }
}
