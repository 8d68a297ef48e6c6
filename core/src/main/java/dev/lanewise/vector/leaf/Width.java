// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

/** The width of the vectors, a constant of the JVM. {@link Host} has checked the request before this class is loaded. */
public final class Width {
    /** Of one vector. */
    public static final int BITS = Host.laneBits();
    /** The lanes by which sums are defined, whatever the vectors hold. */
    public static final int LOGICAL = 16;
    /** Whether there are 32 vector registers rather than 16. */
    public static final boolean MANY_REGISTERS = Host.hasManyRegisters();

    /** Whether a masked store is one instruction: all hardware with vectors that wide has predicates. */
    public static final boolean HAVE_MASKS = BITS == 512;
    /** Whether to take lanes from two vectors, in any order, is one instruction for the compiler. */
    public static final boolean HAVE_PERMUTATIONS = BITS == 512;

    private Width() {}

    /** What a backend of such vectors is called. */
    public static String backendName() {
        return "vector-" + BITS;
    }

    /** The next multiple of sixteen. */
    public static int padded(int length) {
        return Math.ceilDiv(length, LOGICAL) * LOGICAL;
    }
}
