// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Precision;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.f64.Leaves64;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Turning;
import java.lang.reflect.Array;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TranspositionTest {
    /** Rows of the largest arrays are so far apart that the place of one that is not there is no int. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void aBlockOfOneRowLooksForNoOther(Precision precision) {
        Leaves leaves = precision == Precision.SINGLE ? new Leaves32() : new Leaves64();
        int size = leaves.tiling().turned();
        assumeTrue(size > 0, "lanes that can be turned");
        Turning turning = new Turning();
        turning.blocks = 1;
        turning.rows = 1;
        turning.x = precision.array(size);
        for (int i = 0; i < size; i++) {
            Array.set(turning.x, i, precision == Precision.SINGLE ? (Object) (float) i : (Object) (double) i);
        }
        turning.xrs = Integer.MAX_VALUE;
        turning.y = precision.array(size * size);
        turning.yrs = size;
        leaves.transpose(turning);
        for (int i = 0; i < size; i++) {
            assertThat(Array.getDouble(turning.y, i * size)).isEqualTo(i);
        }
    }
}
