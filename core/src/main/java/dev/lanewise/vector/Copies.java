// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Stretch;
import java.util.Arrays;

/**
 * Arrays for copies of operands: those from memory segments are worked on here. A loop over arrays and segments alike would make both slow; and as
 * a kernel's operands are copied before it writes anything, a segment that somebody closes does not stop it half-way.
 */
final class Copies {
    /** Elements of a copy whose array is kept for the next call. */
    private static final int KEPT = 1 << 20;

    /** Elements of the largest array. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final Room[] rooms = new Room[Stretch.SLOTS];
    private final Precision precision;

    Copies(Precision precision) {
        this.precision = precision;
        Arrays.setAll(rooms, slot -> new Room(precision));
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
        if ((long) rows * cols > MOST) {
            throw new IllegalArgumentException("an operand in a memory segment has " + rows + " · " + cols
                    + " elements; expected at most " + MOST + ", as it is copied to an array");
        }
        return rooms[slot].of(rows, cols);
    }

    /** Lets go of arrays that are too large to be kept. */
    void forgetLarge() {
        for (int slot = 0; slot < rooms.length; slot++) {
            if (rooms[slot].length() > KEPT) {
                rooms[slot] = new Room(precision);
            }
        }
    }
}
