// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** Room for the values of a network's nodes and the gradients by them, which passes of any number of rows use one after the other. */
final class Buffers {
    private final Precision precision;
    private final int rows;
    private final Matrix[] rooms;

    /** For passes of up to so many rows, with so many matrices each. */
    Buffers(Precision precision, int rows, int count) {
        this.precision = precision;
        this.rows = rows;
        rooms = new Matrix[count];
    }

    int rows() {
        return rows;
    }

    /** The first rows of a matrix of so many columns: always the same for a number. */
    Matrix get(int number, int rows, int cols) {
        Matrix room = rooms[number];
        if (room == null) {
            room = Matrix.zeros(this.rows, cols, precision);
            rooms[number] = room;
        }
        return room.rows(0, rows);
    }
}
