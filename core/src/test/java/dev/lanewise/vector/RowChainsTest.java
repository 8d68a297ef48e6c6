// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Precision;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.f64.Leaves64;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Width;
import dev.lanewise.vector.plain.Plain32;
import dev.lanewise.vector.plain.Plain64;
import java.lang.reflect.Array;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chains of a matrix times a vector as they are, where a backend would not use them too. */
class RowChainsTest {
    private static final int[] STEPS = {1, 15, 16, 17, 48, 50, 63, 64, 65, 128, 159, 160, 161, 176, 239, 400};
    private static final int[] ROWS = {1, 2, 3, 4, 5, 8, 9};

    /** Rows end where their array ends, or have a gap behind them. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyLaneHasTheBitsOfThePlainLoop(Precision precision) {
        boolean single = precision == Precision.SINGLE;
        Leaves vectors = single ? new Leaves32() : new Leaves64();
        Leaves plain = single ? new Plain32() : new Plain64();
        for (int k : STEPS) {
            for (int rows : ROWS) {
                for (int gap : new int[] {0, 5}) {
                    assertThat(lanes(vectors, k, rows, k + gap))
                            .as("%d rows of %d, %d apart, in %s", rows, k, k + gap, precision)
                            .isEqualTo(lanes(plain, k, rows, k + gap));
                }
            }
        }
    }

    private static Object lanes(Leaves leaves, int k, int rows, int stride) {
        SplittableRandom random = new SplittableRandom(k + 1000L * rows);
        Microtile tile = new Microtile();
        tile.k = k;
        tile.rows = rows;
        tile.ars = stride;
        tile.a = numbers(leaves.precision(), random, (rows - 1) * stride + k);
        tile.b = numbers(leaves.precision(), random, Width.padded(k));
        tile.c = numbers(leaves.precision(), random, 2 * rows * Width.LOGICAL);
        tile.zero = true;
        leaves.rowChains(tile);
        tile.zero = false;
        tile.co = rows * Width.LOGICAL;
        leaves.rowChains(tile);
        return tile.c;
    }

    private static Object numbers(Precision precision, SplittableRandom random, int length) {
        Object numbers = precision.array(length);
        for (int i = 0; i < length; i++) {
            double number = random.nextDouble() - 0.5;
            if (precision == Precision.SINGLE) {
                Array.setFloat(numbers, i, (float) number);
            } else {
                Array.setDouble(numbers, i, number);
            }
        }
        return numbers;
    }
}
