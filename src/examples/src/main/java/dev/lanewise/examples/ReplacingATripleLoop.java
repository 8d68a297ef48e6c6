// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** The loop that everybody writes first, and the call that replaces it: same arrays, no copies. */
public final class ReplacingATripleLoop {
    private ReplacingATripleLoop() {}

    /** C += A·B, all row by row. */
    static void tripleLoop(float[] a, float[] b, float[] c, int m, int n, int k) {
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }
    }

    /** The same on the best backend; views cost nothing. */
    static void oneCall(float[] a, float[] b, float[] c, int m, int n, int k) {
        Backends.best().gemm(1, Matrix.of(a, m, k), Matrix.of(b, k, n), 1, Matrix.of(c, m, n));
    }

    public static void main(String[] args) {
        int size = 500;
        float[] a = new float[size * size];
        float[] b = new float[size * size];
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7 - 3;
            b[i] = i % 5 - 2;
        }
        float[] before = new float[size * size];
        float[] after = new float[size * size];
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            tripleLoop(a, b, before, size, size, size);
            long middle = System.nanoTime();
            oneCall(a, b, after, size, size, size);
            long end = System.nanoTime();
            if (round == 19) {
                System.out.printf(
                        "triple loop %.2f ms, one call %.2f ms, equal: %b%n",
                        (middle - start) / 1e6, (end - middle) / 1e6, java.util.Arrays.equals(before, after));
            }
        }
    }
}
