// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

/**
 * The sizes of the blocks in which a product is computed; none of them shows in the result. The model is that of Low,
 * Igual, Smith and Quintana-Ortí, <i>Analytical Modeling Is Enough for High-Performance BLIS</i>, ACM TOMS 43(2), 2016:
 * a block of B (KC x NC) fills about half of a level-2 cache and stays there while all of A passes, a micropanel of A
 * (MR x KC) about half of level 1 while it meets each micropanel of B, and C streams by along its rows.
 */
final class Blocking {
    /** Rows and columns of the microtile. */
    static final int MR = Lanes.MANY_REGISTERS ? PackedKernel12x2v.MR : PackedKernel6x2v.MR;

    static final int NR = 2 * Lanes.COUNT;
    /** Steps of k in one block: 12 x 384 or 6 x 256 floats of A. */
    static final int KC = Lanes.MANY_REGISTERS ? 384 : 256;
    /** Columns of B in one block: 384 KiB or 256 KiB of B. */
    static final int NC = 256;

    private Blocking() {}

    /** Cuts {@code size} into equal parts of at most {@code most}, a multiple of {@code unit}, but for the last part. */
    static int evenly(int size, int most, int unit) {
        int parts = Math.ceilDiv(size, most);
        return Math.ceilDiv(Math.ceilDiv(size, parts), unit) * unit;
    }
}
