// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers of 64 bits against the 53 binary digits of a double. */
class ElementTypeTest {
    private static final long LARGEST = (1L << 53) - 1;

    private static MemorySegment bits(long value) {
        MemorySegment data = MemorySegment.ofArray(new byte[Long.BYTES]);
        data.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, value);
        return data;
    }

    private static boolean isExact(ElementType type, long value) {
        return type.isExact(bits(value), 0, ByteOrder.LITTLE_ENDIAN);
    }

    private static double unsigned(long value) {
        return ElementType.U64.get(bits(value), 0, ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, -3, LARGEST, -LARGEST, LARGEST + 1, 3L << 61, Long.MIN_VALUE, -(LARGEST << 10)})
    void signedIntegersOf53DigitsAreExact(long value) {
        assertThat(isExact(ElementType.I64, value)).isTrue();
        assertThat(ElementType.I64.get(bits(value), 0, ByteOrder.LITTLE_ENDIAN)).isEqualTo((double) value);
    }

    @ParameterizedTest
    @ValueSource(longs = {LARGEST + 2, -LARGEST - 2, Long.MAX_VALUE, Long.MIN_VALUE + 1})
    void signedIntegersOfMoreDigitsAreNot(long value) {
        assertThat(isExact(ElementType.I64, value)).isFalse();
    }

    @Test
    void unsignedIntegersOf53DigitsAreExact() {
        assertThat(isExact(ElementType.U64, LARGEST << 11)).isTrue();
        assertThat(isExact(ElementType.U64, Long.MIN_VALUE)).isTrue();
        assertThat(isExact(ElementType.U64, -1L << 10)).isFalse();
        assertThat(isExact(ElementType.U64, -1)).isFalse();
        assertThat(unsigned(LARGEST << 11)).isEqualTo(0x1.fffffffffffffp63);
        assertThat(unsigned(Long.MIN_VALUE)).isEqualTo(0x1p63);
        assertThat(unsigned(5)).isEqualTo(5);
    }

    /** Halfway between two doubles to the even one, and anything more upwards. */
    @Test
    void unsignedIntegersAreRoundedOnce() {
        assertThat(unsigned(-1)).isEqualTo(0x1p64);
        assertThat(unsigned(Long.MIN_VALUE + (1L << 10))).isEqualTo(0x1p63);
        assertThat(unsigned(Long.MIN_VALUE + (1L << 10) + 1)).isEqualTo(0x1p63 + 0x1p11);
    }

    /** Of 2⁶⁰ + 2³⁶ + 1 binary64 loses the 1, without which binary32 would round downwards. */
    @Test
    void integersBecomeBinary32WithoutADetour() {
        long above = (1L << 60) + (1L << 36) + 1;
        assertThat(single(ElementType.I64, above)).isEqualTo(0x1p60 + 0x1p37);
        assertThat(single(ElementType.I64, -above)).isEqualTo(-0x1p60 - 0x1p37);
        assertThat(single(ElementType.U64, above)).isEqualTo(0x1p60 + 0x1p37);
        assertThat(single(ElementType.U64, Long.MIN_VALUE + (1L << 39))).isEqualTo(0x1p63);
        assertThat(single(ElementType.U64, Long.MIN_VALUE + (1L << 39) + 1)).isEqualTo(0x1p63 + 0x1p40);
        assertThat(single(ElementType.U64, -1)).isEqualTo(0x1p64);
    }

    private static double single(ElementType type, long bits) {
        MemorySegment data = MemorySegment.ofArray(new long[] {bits});
        return type.get(data, 0, ByteOrder.nativeOrder(), Precision.SINGLE);
    }
}
