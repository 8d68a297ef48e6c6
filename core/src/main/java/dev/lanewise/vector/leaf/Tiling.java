// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import dev.lanewise.Precision;

/**
 * The sizes of the blocks in which a product is computed; none of them shows in the result. The model is that of Low,
 * Igual, Smith and Quintana-Ortí, <i>Analytical Modeling Is Enough for High-Performance BLIS</i>, ACM TOMS 43(2), 2016:
 * a block of B (KC x NC) fills about half of a level-2 cache of 1 MiB and stays there while all of A passes (of a smaller one it
 * fills more, and level 3 supplies the rest), a micropanel of A
 * (MR x KC) about half of level 1 while it meets each micropanel of B, and C streams by along its rows.
 *
 * @param lanes elements in one vector
 * @param mr rows of the microtile over packed B
 * @param kc steps of k in one block
 * @param nc columns of B in one block
 * @param aStride from one row of a packed micropanel of A to the next: not a power of two, which would crowd one cache set
 * @param turned rows and columns of the blocks that are transposed in registers, or 0 where vectors are too short
 */
public record Tiling(int lanes, int mr, int kc, int nc, int aStride, int turned) {
    /** Chains of fma that fill the units and fit 16 registers. */
    public static final int ROOF_CHAINS = 12;

    /** Rows of A that are computed together where B is not packed: whole microtiles of every direct kernel. */
    public static final int DIRECT_MR = 24;

    /** Blocks of the transposition that are turned in one go, at most. */
    private static final int PANEL_BLOCKS = 16;

    /** Lanes from which a block is transposed in registers faster than element by element. */
    private static final int TURNED_LANES = 4;

    /** 12 x 320 or 6 x 256 elements of A. */
    private static final int KC = Width.MANY_REGISTERS ? 320 : 256;

    /** Of each step of k: 640 KiB or 512 KiB of B in all. */
    private static final int NC_BYTES = 2048;

    /** A constant lets C2 move the bounds checks of a packed A out of the kernels' loops. */
    public static final int A_STRIDE = KC + 16;

    /** That of the vectors of this JVM. */
    public static Tiling of(Precision precision) {
        int lanes = Width.BITS / 8 / precision.bytes();
        int mr = Width.MANY_REGISTERS ? 12 : 6;
        int turned = lanes >= TURNED_LANES ? lanes : 0;
        return new Tiling(lanes, mr, KC, NC_BYTES / precision.bytes(), A_STRIDE, turned);
    }

    /** Columns of the microtile: two vectors. */
    public int nr() {
        return 2 * lanes;
    }

    /** Rows of A that are turned in registers for a single column, or 0 where that takes more than an instruction a row and stage. */
    public int turnedRows() {
        return Width.HAVE_PERMUTATIONS ? turned : 0;
    }

    /** Rows whose sixteen lanes fit where otherwise a microtile is. */
    public int laneRows() {
        return DIRECT_MR * nr() / Width.LOGICAL;
    }

    /** Rows of A that are transposed together, at most: both whole micropanels and whole blocks of the transposition. */
    public int panelRows() {
        return PANEL_BLOCKS * mr;
    }

    /** Columns of the next block, when {@code rest} are left: {@code most}, but never so that less than a vector remains. */
    public int blockCols(int rest, int most) {
        int left = rest - most;
        return left <= 0 ? rest : left < lanes && most > nr() ? most - lanes : most;
    }

    /** Columns of the next microtile, when {@code rest} are left: two vectors, which overlap where it is narrower. */
    public int tileCols(int rest) {
        return rest <= nr() ? rest : rest < nr() + lanes ? rest - lanes : nr();
    }

    /** Cuts {@code size} into equal parts of at most {@code most}, a multiple of {@code unit}, but for the last part. */
    public static int evenly(int size, int most, int unit) {
        if (size <= most) {
            return size;
        }
        int parts = Math.ceilDiv(size, most);
        return Math.ceilDiv(Math.ceilDiv(size, parts), unit) * unit;
    }

    /** Of so many rows, {@code rs} apart, those of which a whole vector fits into the {@code room} from the first on. */
    public int wholeRows(int room, int rs, int rows) {
        return room < lanes ? 0 : rs == 0 ? rows : Math.min(rows, (room - lanes) / rs + 1);
    }
}
