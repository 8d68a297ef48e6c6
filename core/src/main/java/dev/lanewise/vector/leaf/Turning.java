// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

/**
 * The operands of a transposition Y ← Xᵀ of a row of square blocks, each {@code xStep} and {@code yStep} after the last,
 * whose rows are {@code xrs} and {@code yrs} apart. Rows of X past the last of {@code rows} are copies of it.
 */
@SuppressWarnings({"NullAway.Init", "NullAway"}) // Set before each use, and let go of after it.
public final class Turning {
    public int blocks;
    public int rows;

    public Object x;
    public int xo;
    public int xrs;
    public int xStep;

    public Object y;
    public int yo;
    public int yrs;
    public int yStep;

    /** Lets go of the callers' arrays. */
    public void forget() {
        x = null;
        y = null;
    }
}
