// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import dev.lanewise.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The formats of numbers that a file may hold, by the names that safetensors gives them. */
public enum ElementType {
    /** IEEE binary16. */
    F16(2),
    /** The upper half of a binary32. */
    BF16(2),
    /** IEEE binary32. */
    F32(4),
    /** IEEE binary64. */
    F64(8),
    /** Signed integers. */
    I8(1),
    I16(2),
    I32(4),
    I64(8),
    /** Unsigned integers. */
    U8(1),
    U16(2),
    U32(4),
    U64(8),
    /** A byte that is 0 or not. */
    BOOL(1),
    /** Eight bits of two formats, which can be listed but not converted. */
    F8_E4M3(1),
    F8_E5M2(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** Whether numbers of this type can be read. */
    public boolean isReadable() {
        return this != F8_E4M3 && this != F8_E5M2;
    }

    /** Whether it is an integer, so that its value decides whether a precision holds it. */
    boolean isInteger() {
        return switch (this) {
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> true;
            default -> false;
        };
    }

    /** Whether every number of this type is one of the precision. */
    boolean fits(Precision precision) {
        return switch (this) {
            case I64, U64, F8_E4M3, F8_E5M2 -> false;
            case F64, I32, U32 -> precision == Precision.DOUBLE;
            default -> true;
        };
    }

    /** The number at a byte, rounded to binary64 where an integer of 64 bits does not fit. */
    double get(MemorySegment data, long at, ByteOrder order) {
        return switch (this) {
            case F16 -> Float.float16ToFloat(int16(data, at, order));
            case BF16 -> Float.intBitsToFloat(int16(data, at, order) << 16);
            case F32 -> Float.intBitsToFloat(int32(data, at, order));
            case F64 -> Double.longBitsToDouble(int64(data, at, order));
            case I8 -> data.get(ValueLayout.JAVA_BYTE, at);
            case I16 -> int16(data, at, order);
            case I32 -> int32(data, at, order);
            case I64 -> int64(data, at, order);
            case U8 -> data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            case U16 -> int16(data, at, order) & 0xffff;
            case U32 -> int32(data, at, order) & 0xffffffffL;
            case U64 -> unsigned(int64(data, at, order));
            case BOOL -> data.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
            case F8_E4M3, F8_E5M2 -> throw new IllegalStateException("numbers of type " + this + " cannot be read");
        };
    }

    /** The number at a byte, rounded once to a precision. */
    double get(MemorySegment data, long at, ByteOrder order, Precision precision) {
        if (precision == Precision.DOUBLE || this != I64 && this != U64) {
            return precision.round(get(data, at, order));
        }
        long bits = int64(data, at, order);
        return this == I64 || bits >= 0 ? (float) bits : 2 * (float) (bits >>> 1 | bits & 1);
    }

    /** Whether the number at a byte is one of binary64. */
    boolean isExact(MemorySegment data, long at, ByteOrder order) {
        if (this != I64 && this != U64) {
            return true;
        }
        long bits = int64(data, at, order);
        // No more than 53 binary digits between the first and the last that is set.
        long magnitude = this == I64 && bits < 0 ? -bits : bits;
        return Long.numberOfLeadingZeros(magnitude) + Long.numberOfTrailingZeros(magnitude) >= 11;
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : 2.0 * (bits >>> 1 | bits & 1);
    }

    private static short int16(MemorySegment data, long at, ByteOrder order) {
        return data.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), at);
    }

    private static int int32(MemorySegment data, long at, ByteOrder order) {
        return data.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), at);
    }

    private static long int64(MemorySegment data, long at, ByteOrder order) {
        return data.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at);
    }
}
