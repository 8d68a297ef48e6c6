// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Matrix;
import java.io.Serializable;
import java.util.Arrays;

/** The rows of one block as arrays, in the network's precision: what executors keep. */
final class RowBlock implements Serializable {
    private static final long serialVersionUID = 1;

    private final int number;
    private final int rows;
    /** Each a {@code float[]} or a {@code double[]}. */
    private final Serializable x;

    private final Serializable targets;

    /** Of all numbers: a block that is read again must be what it was. */
    private final int checksum;

    RowBlock(int number, Matrix x, Matrix targets) {
        this.number = number;
        rows = x.rows();
        this.x = (Serializable) x.array();
        this.targets = (Serializable) targets.array();
        checksum = 31 * hash(x.array()) + hash(targets.array());
    }

    int number() {
        return number;
    }

    int checksum() {
        return checksum;
    }

    private static int hash(Object array) {
        return array instanceof float[] floats ? Arrays.hashCode(floats) : Arrays.hashCode((double[]) array);
    }

    int rows() {
        return rows;
    }

    Matrix x() {
        return matrix(x, rows);
    }

    Matrix targets() {
        return matrix(targets, rows);
    }

    private static Matrix matrix(Object array, int rows) {
        return array instanceof float[] floats
                ? Matrix.of(floats, rows, floats.length / rows)
                : Matrix.of((double[]) array, rows, ((double[]) array).length / rows);
    }
}
