// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.vector.leaf.Tiling;

/** The equal blocks into which C is cut for several threads: at least two for each, until they are as small as a microtile. */
final class Blocks {
    /** Two even out a thread that is held up; more would pack B more often. */
    private static final int PER_THREAD = 2;
    /** Halving gives powers of two, which other numbers of threads share evenly only if the blocks are many. */
    private static final int PER_ODD_THREAD = 8;

    /** A thirtieth of a matrix may be missing in its last blocks. */
    private static final int TOLERABLE = 30;

    private final Tiling tiling;
    private int rows;
    private int cols;
    private int down;
    private int across;
    private boolean byColumns;

    Blocks(Tiling tiling) {
        this.tiling = tiling;
    }

    /** Cuts an m x n matrix, always halving the longer side of the blocks. */
    void cut(int m, int n, int threads) {
        int mr = tiling.mr();
        int nr = tiling.nr();
        rows = m;
        cols = n;
        down = 1;
        across = 1;
        int wanted = threads * (Integer.bitCount(threads) == 1 ? PER_THREAD : PER_ODD_THREAD);
        while (threads > 1 && count() < wanted && (rows > mr || cols > nr)) {
            if (cols <= nr || rows > mr && rows >= cols) {
                rows = half(rows, mr);
                down = Math.ceilDiv(m, rows);
            } else {
                cols = half(cols, nr);
                across = Math.ceilDiv(n, cols);
            }
        }
        // Neighbouring numbers go to one thread: no thread should get all the short blocks.
        byColumns = isUneven(m, rows, down) && !isUneven(n, cols, across);
    }

    /** Whether the last of the blocks is shorter than the others by so much that its owner would idle. */
    private static boolean isUneven(int size, int block, int count) {
        return ((long) block * count - size) * TOLERABLE > size;
    }

    private static int half(int size, int unit) {
        return Math.ceilDiv(Math.ceilDiv(size, 2), unit) * unit;
    }

    int count() {
        return down * across;
    }

    /** Rows of every block but the last ones. */
    int rows() {
        return rows;
    }

    /** Columns of every block but the last ones. */
    int cols() {
        return cols;
    }

    /** The first row of a block. */
    int row(int block) {
        return (byColumns ? block % down : block / across) * rows;
    }

    /** The first column of a block. */
    int col(int block) {
        return (byColumns ? block / down : block % across) * cols;
    }
}
