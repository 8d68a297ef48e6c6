// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.f64.Leaves64;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision how a product is computed, without computing it; and each way forced upon products of every kind. */
class WayTest {
    private static Tiling tiling(Precision precision) {
        return precision == Precision.SINGLE ? new Leaves32().tiling() : new Leaves64().tiling();
    }

    private static Way way(Precision precision, int m, int n, int k, String form) {
        Product product = new Product();
        Matrix a = form.charAt(0) == 'N'
                ? Matrix.zeros(m, k, precision)
                : Matrix.zeros(k, m, precision).t();
        Matrix b = form.charAt(1) == 'N'
                ? Matrix.zeros(k, n, precision)
                : Matrix.zeros(n, k, precision).t();
        product.set(1, a, b, 0, Matrix.zeros(m, n, precision));
        return Way.of(tiling(precision), product, m, n);
    }

    @ParameterizedTest
    @CsvSource({
        "300, 1, 64, NN, COLUMNS",
        "20, 600, 1, NN, OUTER",
        "20, 512, 1, NN, OUTER",
        "20, 511, 1, NN, DIRECT",
        "300, 300, 300, NN, PACKED",
        "300, 300, 300, TT, PACKED",
        "60, 40, 40, TT, PACKED",
        "16, 300, 300, NN, DIRECT",
        "16, 300, 300, NT, COPIED",
        "40, 300, 300, TT, PACKED",
        "12, 300, 300, NT, COPIED",
        "50, 3, 20, NN, COPIED",
        "50, 3, 64, NN, COPIED",
        "50, 3, 65, NN, DIRECT",
        "1, 2000, 50, NN, LONG_ROW",
        "1, 17, 50, NN, DIRECT"
    })
    void theDecisionIsThatOfTheTable(int m, int n, int k, String form, Way expected) {
        assertThat(way(Precision.SINGLE, m, n, k, form)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "40, 300, 300, NN, DIRECT, PACKED",
        "40, 300, 300, NT, COPIED, PACKED",
        "100, 100, 100, NN, DIRECT, PACKED",
        "17, 300, 300, NN, DIRECT, PACKED",
        "49, 300, 300, NN, PACKED, PACKED",
        "64, 128, 256, NN, DIRECT, PACKED",
        "64, 128, 257, NN, PACKED, PACKED",
        "30, 80, 100, NN, DIRECT, DIRECT",
        "30, 80, 101, NN, DIRECT, PACKED",
        "1000, 63, 1000, NN, PACKED, DIRECT",
        "1000, 64, 1000, NN, PACKED, PACKED",
        "1000, 20, 1000, NN, PACKED, DIRECT",
        "1000, 20, 1000, TN, PACKED, PACKED"
    })
    void withFewRegistersPackingPaysForFewerRowsAndMoreColumns(int m, int n, int k, String form, Way many, Way few) {
        int lanes = tiling(Precision.SINGLE).lanes();
        assumeTrue(Width.MANY_REGISTERS ? lanes >= 8 : lanes == 8, "rows of the table are for this width");
        assertThat(way(Precision.SINGLE, m, n, k, form)).isEqualTo(Width.MANY_REGISTERS ? many : few);
    }

    /** What is decided in vectors is decided alike at every lane width. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void theDecisionForOneVectorAndForOneRowIsThatOfTheTable(Precision precision) {
        int lanes = tiling(precision).lanes();
        assertThat(way(precision, 48, lanes, 100, "NN")).isEqualTo(Way.DIRECT);
        assertThat(way(precision, 49, lanes, 100, "NN")).isEqualTo(Way.COPIED);
        assertThat(way(precision, 1, 8 * lanes, 50, "NN")).isEqualTo(Way.DIRECT);
        assertThat(way(precision, 1, 8 * lanes + 1, 50, "NN")).isEqualTo(Way.LONG_ROW);
    }

    /** Two to four of them, at least two blocks of k with few steps left, a block of rows, or four where B's columns are copied. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void fewColumnsAreTurnedWhereRegistersCanTurn(Precision precision) {
        boolean expected = tiling(precision).turnedRows() > 0;
        assertThat(way(precision, 64, 4, 64, "NN") == Way.COLUMNS).isEqualTo(expected);
        assertThat(way(precision, 63, 4, 64, "NT") == Way.COLUMNS).isEqualTo(expected);
        assertThat(way(precision, 64, 2, 64, "NT") == Way.COLUMNS).isEqualTo(expected);
        for (Way other : new Way[] {
            way(precision, 64, 5, 64, "NT"),
            way(precision, 64, 4, 31, "NT"),
            way(precision, 64, 4, 47, "NT"),
            way(precision, 7, 4, 64, "NT"),
            way(precision, 31, 4, 64, "NN"),
            way(precision, 64, 4, 64, "TN")
        }) {
            assertThat(other).isNotEqualTo(Way.COLUMNS);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void fewRowsTimesATransposedMatrixAreComputedTransposedWhereRegistersCanTurn(Precision precision) {
        Tiling tiling = tiling(precision);
        Matrix a = Matrix.zeros(4, 64, precision);
        Matrix b = Matrix.zeros(100, 64, precision).t();
        boolean expected = tiling.turnedRows() > 0;
        assertThat(Way.isBetterTransposed(tiling, a, b, Matrix.zeros(4, 100, precision)))
                .isEqualTo(expected);
        assertThat(Plan.of(tiling, 1, a, b, Matrix.zeros(4, 100, precision)).way() == Way.COLUMNS)
                .isEqualTo(expected);
        Matrix five = Matrix.zeros(5, 64, precision);
        assertThat(Way.isBetterTransposed(tiling, five, b, Matrix.zeros(5, 100, precision)))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyWayIsDecidedForSomeShapeOfTheSurvey(Precision precision) {
        Set<Way> decided = EnumSet.noneOf(Way.class);
        for (int[] shape : dev.lanewise.verify.Survey.ways()) {
            for (String form : new String[] {"NN", "TN", "NT", "TT"}) {
                decided.add(way(precision, shape[0], shape[1], shape[2], form));
            }
        }
        assertThat(decided).isEqualTo(EnumSet.complementOf(EnumSet.of(Way.ROWS, Way.READY)));
    }

    @Test
    void aMatrixTimesAVectorGoesByRowsHoweverItLies() {
        Matrix a = Matrix.zeros(64, 64);
        for (Matrix stored : new Matrix[] {a, a.t()}) {
            Product product = new Product();
            product.set(1, stored, Matrix.zeros(64, 1), 0, Matrix.zeros(64, 1));
            product.interleaved = true;
            assertThat(Way.of(tiling(Precision.SINGLE), product, 64, 1)).isEqualTo(Way.ROWS);
        }
    }

    @Test
    void aPackedMatrixIsReady() {
        Worker worker = new Worker(new Leaves32(), null);
        Product product = new Product();
        Micropanels packed = new Micropanels("vector", worker, Matrix.zeros(64, 64));
        product.set(Matrix.zeros(64, 64), packed, Matrix.zeros(64, 64));
        assertThat(Way.of(worker.leaves.tiling(), product, 64, 64)).isEqualTo(Way.READY);
    }

    @Test
    void blocksOfKAndOfColumnsCoverAllOfThem() {
        for (Precision precision : Precision.values()) {
            Tiling tiling = tiling(precision);
            for (Way way : Way.values()) {
                for (int size : new int[] {1, 7, 63, 64, 65, 319, 320, 321, 1000, 10_000}) {
                    assertThat(way.kc(tiling, size)).isBetween(1, Math.max(size, 1));
                    assertThat(way.nc(tiling, size)).isPositive();
                }
            }
        }
    }

    /** Whatever is decided, every way that can serve a product gives the bits of the reference. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void everyWayForcedGivesTheBitsOfTheReference(Way way) {
        SplittableRandom random = new SplittableRandom(7);
        try (VectorBackend backend = new VectorBackend(1)) {
            for (Precision precision : Precision.values()) {
                for (int m : new int[] {1, 4, 5, 12, 13, 30}) {
                    for (int n : new int[] {1, 3, 8, 16, 17, 33, 70, 150, 600}) {
                        for (int k : new int[] {1, 2, 33, 70, 400}) {
                            forced(backend, way, random, precision, m, n, k);
                        }
                    }
                }
            }
        }
    }

    private static void forced(
            VectorBackend backend, Way way, SplittableRandom random, Precision precision, int m, int n, int k) {
        Matrix a = stored(random, m, k, precision);
        Matrix b = stored(random, k, n, precision);
        double alpha = random.nextInt(3) == 0 ? 0.5 : 1;
        double beta = random.nextInt(3) - 1;
        Matrix found = stored(random, m, n, precision);
        Matrix expected = found.copy();
        Backends.scalar().gemm(alpha, a, b, beta, expected);
        backend.multiply(way, alpha, a, b, beta, found);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                assertThat(found.get(i, j))
                        .as("%s: %s of %s and %s at (%d, %d)", way, found, a, b, i, j)
                        .isEqualTo(expected.get(i, j));
            }
        }
    }

    /** By rows or by columns, somewhere in a larger array or all of it, in either case to its end. */
    private static Matrix stored(SplittableRandom random, int rows, int cols, Precision precision) {
        if (random.nextBoolean()) {
            return stored(random, cols, rows, precision).t();
        }
        int gap = 3 * random.nextInt(2);
        Matrix matrix = Matrix.zeros(rows + gap, cols + gap, precision).window(gap, gap, rows, cols);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                matrix.set(i, j, random.nextDouble() - 0.5);
            }
        }
        return matrix;
    }
}
