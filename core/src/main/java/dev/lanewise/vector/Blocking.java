// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;

/**
 * The sizes of the blocks in which a product is computed; none of them shows in the result. The model is that of Low,
 * Igual, Smith and Quintana-Ortí, <i>Analytical Modeling Is Enough for High-Performance BLIS</i>, ACM TOMS 43(2), 2016:
 * a block of B (KC x NC) fills about half of a level-2 cache and stays there while all of A passes, a micropanel of A
 * (MR x KC) about half of level 1 while it meets each micropanel of B, and C streams by along its rows.
 */
final class Blocking {
    /** Rows and columns of the microtile. */
    static final int MR = Lanes.MANY_REGISTERS ? PackedKernel12x2v.MR : PackedKernel5x2v.MR;

    static final int NR = 2 * COUNT;
    /** Rows of A that are computed together where B is not packed: whole microtiles of every direct kernel. */
    static final int DIRECT_MR = 2 * DirectKernel12x2v.MR;
    /** Rows of A that are transposed together, at most: both whole micropanels and whole blocks of the transposition. */
    static final int PANEL_ROWS = Transpose16x16.SIZE * MR;
    /** Steps of k in one block: 12 x 320 or 5 x 256 floats of A. */
    static final int KC = Lanes.MANY_REGISTERS ? 320 : 256;
    /** Columns of B in one block: 640 KiB or 256 KiB of B. */
    static final int NC = Lanes.MANY_REGISTERS ? 512 : 256;

    /** A single row reads B but once: a few steps of k at a time over many columns, so that it is read nearly as it lies. */
    static final int SINGLE_ROW_KC = 64;

    static final int SINGLE_ROW_NC = 4096;

    private Blocking() {}

    /** Cuts {@code size} into equal parts of at most {@code most}, a multiple of {@code unit}, but for the last part. */
    static int evenly(int size, int most, int unit) {
        if (size <= most) {
            return size;
        }
        int parts = Math.ceilDiv(size, most);
        return Math.ceilDiv(Math.ceilDiv(size, parts), unit) * unit;
    }

    /** Columns of the next block, when {@code rest} are left: {@code most}, but never so that less than a vector remains. */
    static int blockCols(int rest, int most) {
        int left = rest - most;
        return left <= 0 ? rest : left < COUNT && most > NR ? most - COUNT : most;
    }

    /** Columns of the next microtile, when {@code rest} are left: two vectors, which overlap where it is narrower. */
    static int tileCols(int rest) {
        return rest <= NR ? rest : rest < NR + COUNT ? rest - COUNT : NR;
    }
}
