// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/** The IEEE 754 format of a matrix's elements: a property of the data, not of an operation. */
public enum Precision {
    /** binary32, Java's {@code float}. */
    SINGLE(0x1p-24, Float.BYTES),
    /** binary64, Java's {@code double}. */
    DOUBLE(0x1p-53, Double.BYTES);

    private final double unit;
    private final int bytes;

    Precision(double unit, int bytes) {
        this.unit = unit;
        this.bytes = bytes;
    }

    /** u, the greatest relative error of one rounding. */
    public double unit() {
        return unit;
    }

    /** The bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The element nearest to x. */
    public double round(double x) {
        return this == SINGLE ? (float) x : x;
    }

    /** A new array of zeros: a {@code float[]} or a {@code double[]}. */
    public Object array(int size) {
        return this == SINGLE ? new float[size] : new double[size];
    }
}
