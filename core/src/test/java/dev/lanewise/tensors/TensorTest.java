// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Matrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes at the edges of what a matrix holds. */
class TensorTest {
    /** Of a type that can be listed but not read, so that no test needs gigabytes to get past the sizes. */
    private static Tensor listed(long... sizes) {
        List<Long> shape = Arrays.stream(sizes).boxed().toList();
        return new Tensor(
                "t",
                ElementType.F8_E4M3,
                shape,
                () -> MemorySegment.ofArray(new byte[1]),
                ByteOrder.LITTLE_ENDIAN,
                false);
    }

    private static void hasTooMany(Tensor tensor) {
        assertThatThrownBy(tensor::matrix)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("one array holds at most 2147483639");
    }

    private static void fits(Tensor tensor) {
        assertThatThrownBy(tensor::matrix).hasMessageContaining("cannot be read; expected a type of 16 bits");
    }

    @Test
    void aMatrixHasAsManyElementsAsAnArray() {
        fits(listed(1, 2_147_483_639));
        hasTooMany(listed(1, 2_147_483_640));
        fits(listed(2_147_483_647, 0));
        hasTooMany(listed(2_147_483_648L, 0));
        fits(listed(0, 2_147_483_647));
        hasTooMany(listed(0, 2_147_483_648L));
    }

    @Test
    void theProductOfSizesStopsAtTheGreatestLong() {
        assertThat(Tensor.size(List.of((1L << 62) - 1, 2L))).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(Tensor.size(List.of(1L << 62, 2L))).isEqualTo(Long.MAX_VALUE);
        assertThat(Tensor.size(List.of(1L << 62, 4L, 0L))).isZero();
        assertThat(Tensor.size(List.of())).isEqualTo(1);
    }

    @Test
    void aViewHasTwoSizesAtMost() {
        Tensor deep = Tensor.of("deep", Matrix.zeros(2, 1), List.of(1L, 2L, 1L));
        assertThatThrownBy(deep::view).hasMessageContaining("has 3 sizes; expected at most two");
    }
}
