// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** Room for a matrix, row by row in an array that is kept from call to call and grows. */
final class Room {
    private final Precision precision;
    private Matrix last;

    Room(Precision precision) {
        this.precision = precision;
        last = Matrix.zeros(0, 0, precision);
    }

    /** A matrix of this shape, valid until the next one is asked for: the last one again where it has the shape. */
    Matrix of(int rows, int cols) {
        if (last.rows() != rows || last.cols() != cols) {
            int size = Math.multiplyExact(rows, cols);
            Object array = size <= length() ? last.array() : precision.array(size);
            last = array instanceof float[] floats
                    ? Matrix.of(floats, 0, rows, cols, cols, 1)
                    : Matrix.of((double[]) array, 0, rows, cols, cols, 1);
        }
        return last;
    }

    /** How many elements the array has. */
    int length() {
        return Packing.length(last);
    }
}
