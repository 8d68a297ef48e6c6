// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

/**
 * An elementwise operation: a loop over stretches of arrays, the operands that it writes, and from how many elements on
 * several threads pay.
 */
record Operation(Loop loop, int written, int sharedFrom) {
    /** Computes {@code n} elements of each operand, n a multiple of sixteen. */
    interface Loop {
        void run(Slices s, int n);
    }

    /** An operation that writes one operand. */
    static Operation writing(int slot, int sharedFrom, Loop loop) {
        return new Operation(loop, 1 << slot, sharedFrom);
    }

    void run(Slices s, int n) {
        loop.run(s, n);
    }

    boolean writes(int slot) {
        return (written & 1 << slot) != 0;
    }
}
