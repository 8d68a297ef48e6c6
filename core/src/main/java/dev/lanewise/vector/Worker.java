// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import dev.lanewise.vector.leaf.Width;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What one thread at work needs for one precision: the frame's loops, and their scratch memory, made once: 0.65 to 1.3 MB,
 * most of it for a packed block of B and a panel of A. Closing it gives it back to where it came from.
 */
final class Worker implements AutoCloseable {
    /** Elements of a tile of a strided operand. */
    static final int TILE = 4096;

    final Leaves leaves;
    /** By which products are computed: the same, or faster ones for a large product. */
    Leaves products;

    /** Null for those of a team, which nobody takes or gives back. */
    private final @Nullable Workers home;

    private @Nullable MemorySegment packedB;

    /** A panel of A. */
    final Object packedA;
    /** One microtile of C, or some elements of a single column of it. */
    final Object tile;
    /** A panel of a B that is narrow or strided, row by row; or the vector that a matrix is multiplied with. */
    final Object panelOfB;

    final Microtiles microtiles;
    final Microtile column = new Microtile();
    final Turning turning = new Turning();

    final Stretch stretch;
    /** The same operands after the stretch's whole sixteens. */
    final Stretch rest;

    final Copies copies;
    /** Tiles of strided operands, made when they are wanted. */
    private final @Nullable Object[] tiles = new Object[Stretch.SLOTS];

    /** What an operand has after the whole sixteens, filled up. */
    final Object[] remainders = new Object[Stretch.SLOTS];

    final double[] doubles = new double[Width.LOGICAL];
    final Softmax softmax;
    final Elementwise elementwise;
    final Gemm gemm;

    /** The terms of a loss. */
    final Room terms;

    Worker(Leaves leaves, @Nullable Workers home) {
        this.leaves = leaves;
        products = leaves;
        this.home = home;
        Precision precision = leaves.precision();
        Tiling tiling = leaves.tiling();
        // A transposition writes whole blocks, rows of A or not.
        packedA = precision.array((tiling.panelRows() + tiling.turned()) * tiling.aStride());
        tile = precision.array(Tiling.DIRECT_MR * tiling.nr());
        panelOfB = precision.array(tiling.kc() * tiling.nr());
        stretch = new Stretch(precision);
        rest = new Stretch(precision);
        for (int slot = 0; slot < remainders.length; slot++) {
            remainders[slot] = precision.array(Width.LOGICAL);
        }
        copies = new Copies(precision);
        terms = new Room(precision);
        microtiles = new Microtiles(leaves, tile);
        softmax = new Softmax(leaves);
        elementwise = new Elementwise(this);
        gemm = new Gemm(this);
    }

    /** A block of B as micropanels. */
    MemorySegment packedB() {
        MemorySegment block = packedB;
        if (block == null) {
            Tiling tiling = leaves.tiling();
            long elements = (long) tiling.kc() * (tiling.nc() + tiling.nr());
            block = Micropanels.allocate(elements * leaves.precision().bytes());
            packedB = block;
        }
        return block;
    }

    Object tile(int slot) {
        Object tile = tiles[slot];
        if (tile == null) {
            tile = leaves.precision().array(TILE);
            tiles[slot] = tile;
        }
        return tile;
    }

    /** Lets go of the callers' arrays, which a worker outlives. */
    void forget() {
        turning.forget();
        stretch.forget();
        rest.forget();
    }

    @Override
    public void close() {
        copies.forgetLarge();
        if (home != null) {
            home.giveBack(this);
        }
    }
}
