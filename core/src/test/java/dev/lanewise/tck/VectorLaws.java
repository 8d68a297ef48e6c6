// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Matrix;
import org.junit.jupiter.api.Test;

/** What holds for a matrix times a vector. */
interface VectorLaws extends Laws {
    @Test
    default void everyMatrixTimesAVectorHasTheBitsOfTheReference() {
        Samples samples = samples(31);
        double[] factors = {1, 0, -0.7};
        int round = 0;
        for (int m : new int[] {0, 1, 2, 7, 8, 9, 15, 16, 17, 25, 33, 49, 100}) {
            for (int k : new int[] {0, 1, 3, 15, 16, 17, 31, 32, 33, 64, 100, 255, 321, 700}) {
                for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                    round++;
                    Matrix a = samples.uniform(m, k, layout, -1, 1);
                    Matrix x = samples.uniform(k, 1);
                    Matrix y = samples.uniform(m, 1);
                    double alpha = factors[round % 3];
                    double beta = factors[round / 2 % 3];
                    String what = "gemv of " + a + " and " + x + ", α " + alpha + ", β " + beta;
                    compare(what, (kernels, o) -> kernels.gemv(alpha, a, x, beta, o[0]), y);
                }
            }
        }
    }

    /** So long that x or A is copied in parts, so large that threads share the rows, and rows that a cache has no place for. */
    @Test
    default void longAndLargeMatricesTimesAVectorHaveTheBitsOfTheReference() {
        Samples samples = samples(32);
        for (int[] shape : new int[][] {{3, 20_011}, {3001, 1000}, {1200, 1804}, {40, 2048}}) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                Matrix a = samples.uniform(shape[0], shape[1], layout, -1, 1);
                Matrix x = samples.uniform(shape[1], 1, (layout + 1) % Samples.LAYOUTS, -1, 1);
                Matrix tight = samples.exactFit(shape[1], 1, 0, 0);
                compare("gemv of " + a, (kernels, o) -> kernels.gemv(1, a, x, 0, o[0]), samples.uniform(shape[0], 1));
                compare(
                        "gemv of " + a,
                        (kernels, o) -> kernels.gemv(1, a, tight, 1, o[0]),
                        samples.uniform(shape[0], 1));
            }
        }
    }

    @Test
    default void specialValuesInAVectorPropagateAsInTheReference() {
        Samples samples = samples(33);
        for (int k : new int[] {1, 16, 21, 70}) {
            for (int round = 0; round < 40; round++) {
                Matrix a = samples.anyBits(18, k, round % Samples.LAYOUTS);
                Matrix x = samples.anyBits(k, 1, round / 2 % Samples.LAYOUTS);
                Matrix y = samples.anyBits(18, 1, round / 3 % Samples.LAYOUTS);
                double beta = round % 2;
                compare("gemv of any bits", (kernels, o) -> kernels.gemv(1, a, x, beta, o[0]), y);
            }
        }
    }

    @Test
    default void aVectorWhoseFactorIsZeroIsNotRead() {
        Samples samples = samples(34);
        Matrix a = samples.uniform(19, 23, 0, -1, 1);
        Matrix x = samples.uniform(23, 1, 0, -1, 1);
        Matrix nan = samples.row(Double.NaN).repeated(19);
        Matrix poisoned = Samples.copy(samples.uniform(19, 1, 0, -1, 1));
        for (int i = 0; i < 19; i++) {
            poisoned.set(i, 0, Double.NaN);
        }
        backend().gemv(1, a, x, 0, poisoned);
        Matrix y = samples.uniform(19, 1, 0, -1, 1);
        Matrix before = Samples.copy(y);
        backend().gemv(0, nan, samples.row(Double.NaN), 2, y);
        for (int i = 0; i < 19; i++) {
            assertTrue(Double.isFinite(poisoned.get(i, 0)), "β = 0 reads no y");
            assertEquals(2 * before.get(i, 0), y.get(i, 0), "α = 0 reads neither A nor x");
        }
    }

    @Test
    default void aMatrixTimesAVectorStaysWithinItsErrorBound() {
        Samples samples = samples(35);
        for (int k : new int[] {10, 500, 5000}) {
            Matrix a = samples.uniform(13, k, 0, -1, 1);
            Matrix x = samples.uniform(k, 1, 0, -1, 1);
            Matrix y = samples.uniform(13, 1, 0, -1, 1);
            Matrix before = Samples.copy(y);
            backend().gemv(0.7, a, x, 1.3, y);
            int roundings = Math.ceilDiv(k, 16) + 6;
            for (int i = 0; i < 13; i++) {
                double error = Oracle.gemmError(0.7, a, x, 1.3, before, y, i, 0);
                assertTrue(error <= roundings, "error " + error + " u; expected at most " + roundings);
            }
        }
    }
}
