// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Stretch;

/**
 * Arrays for copies of operands: those from memory segments are worked on here. A loop over arrays and segments alike would make both slow; and as
 * a kernel's operands are copied before it writes anything, a segment that somebody closes does not stop it half-way.
 */
final class Copies {
    /** Elements of a copy whose array is kept for the next call. */
    private static final int KEPT = 1 << 20;

    /** Elements of the largest array. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final Precision precision;
    private final Object[] arrays = new Object[Stretch.SLOTS];
    private final int[] lengths = new int[Stretch.SLOTS];
    private final Matrix[] copies = new Matrix[Stretch.SLOTS];
    private boolean large;

    Copies(Precision precision) {
        this.precision = precision;
        forget();
    }

    /** Whether room for a copy of the operand is kept from call to call. */
    static boolean areKept(Matrix x) {
        return (long) x.rows() * x.cols() <= KEPT;
    }

    /** The operand itself, or what it holds in an array, in the same order; valid until the call is over. */
    Matrix inArray(int slot, Matrix x) {
        if (x.hasArray()) {
            return x;
        }
        Matrix copy = like(slot, x);
        x.copyTo(copy);
        return copy;
    }

    /** Room for as many elements in the same order. */
    Matrix like(int slot, Matrix x) {
        boolean byColumns = x.rowStride() == 1 && x.colStride() != 1;
        return byColumns ? room(slot, x.cols(), x.rows()).t() : room(slot, x.rows(), x.cols());
    }

    private Matrix room(int slot, int rows, int cols) {
        Matrix room = copies[slot];
        if (room.rows() == rows && room.cols() == cols) {
            return room;
        }
        if ((long) rows * cols > MOST) {
            throw new IllegalArgumentException("an operand in a memory segment has " + rows + " · " + cols
                    + " elements; expected at most " + MOST + ", as it is copied to an array");
        }
        int size = rows * cols;
        if (size > lengths[slot]) {
            arrays[slot] = precision.array(size);
            lengths[slot] = size;
            large |= size > KEPT;
        }
        room = arrays[slot] instanceof float[] floats
                ? Matrix.of(floats, 0, rows, cols, cols, 1)
                : Matrix.of((double[]) arrays[slot], 0, rows, cols, cols, 1);
        copies[slot] = room;
        return room;
    }

    /** Lets go of arrays that are too large to be kept. */
    void forgetLarge() {
        if (large) {
            forget();
        }
    }

    private void forget() {
        for (int slot = 0; slot < arrays.length; slot++) {
            arrays[slot] = precision.array(0);
            lengths[slot] = 0;
            copies[slot] = Matrix.zeros(0, 0, precision);
        }
        large = false;
    }
}
