// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

/** A vector loop of the leaves: a microkernel, an elementwise operation, or what else the frame asks for. */
public sealed interface Loop permits Kernel, Operation, Piece {
    String name();

    /** Its place among all of them. */
    int number();

    /** What an element takes in a plain loop, roughly; of a kernel, a step of k for a vector in each of its rows. */
    int plainNanos();

    /** Whether the loop compares, blends or turns: C2 has no masks of two lanes on x86, and boxes. */
    boolean needsFourLanes();

    /** How many there are. */
    static int count() {
        return all().length;
    }

    /** All, each at its place. */
    static Loop[] all() {
        Kernel[] kernels = Kernel.values();
        Operation[] operations = Operation.values();
        Piece[] pieces = Piece.values();
        Loop[] all = new Loop[kernels.length + operations.length + pieces.length];
        System.arraycopy(kernels, 0, all, 0, kernels.length);
        System.arraycopy(operations, 0, all, kernels.length, operations.length);
        System.arraycopy(pieces, 0, all, kernels.length + operations.length, pieces.length);
        return all;
    }
}
