// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import java.lang.foreign.MemorySegment;

/**
 * The operands of a microkernel: C ← C + A·B over k steps for a few rows and vectors. Each kernel uses the fields that it
 * knows, reads them once at its start, and checks none.
 */
@SuppressWarnings({"NullAway.Init", "NullAway"}) // Set before each use, and let go of after it.
public final class Microtile {
    /** Neither this nor what is less is a step of k; a variable, so that the compiler cannot know. */
    public int never = -1;
    /** Steps of k. */
    public int k;
    /** Whether C starts from zero rather than from what it holds. */
    public boolean zero;

    /** The array of A, whose rows are contiguous. */
    public Object a;

    public int ao;
    public int ars;

    /** The array of B, where it is read as it lies or was copied to. */
    public Object b;

    public int bo;
    public int brs;

    /** Packed B, and the byte at which the micropanel begins. */
    public MemorySegment packedB;

    public long panel;
    /** Bytes to the next micropanel. */
    public long panelStride;

    /** The array of C, whose rows are contiguous. */
    public Object c;

    public int co;
    public int crs;

    /** The rows and columns that count. */
    public int rows;

    public int cols;

    /** Lets go of the callers' arrays. */
    public void forget() {
        a = null;
        b = null;
        packedB = null;
        c = null;
    }
}
