// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

/**
 * The law of row blocks: what a batch contributes to gradients and losses is defined over blocks of {@value #ROWS} consecutive
 * rows, the last of which may be smaller. Within a block every sum over rows is the chain that {@link dev.lanewise.Backend}
 * defines; the sums of blocks are added by one fixed tree over their numbers,
 *
 * <pre>
 * T(a, 1) = block a;    T(a, n) = T(a, p) + T(a + p, n − p)  with p the greatest power of two below n
 * </pre>
 *
 * complete subtrees first, from T(0, blocks). So a gradient does not depend on who computes which block, in which order, on
 * one thread or on many machines; and its error grows with the block and with the logarithm of their number, not with the
 * rows.
 */
public final class RowBlocks {
    /** Rows of a block: part of the definition. */
    public static final int ROWS = 256;

    private RowBlocks() {}

    /** How many blocks so many rows make. */
    public static int count(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows is " + rows + "; expected 0 or more");
        }
        long most = (long) Integer.MAX_VALUE * ROWS;
        if (rows > most) {
            throw new IllegalArgumentException("rows is " + rows + "; expected at most 2^31 - 1 blocks of " + ROWS
                    + ", which is " + most + " rows");
        }
        return (int) Math.ceilDiv(rows, ROWS);
    }

    /** The first row of a block. */
    static int from(int block) {
        return block * ROWS;
    }

    /** The row after a block's last. */
    static int to(int block, int rows) {
        return (int) Math.min(rows, (block + 1L) * ROWS);
    }
}
