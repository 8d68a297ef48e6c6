// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Tiling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A whole B as micropanels of two vectors of columns, one after the other, each with all its rows of k: a block of k is a stretch of
 * each. B is wider than a vector.
 */
final class Micropanels implements PackedMatrix {
    private static final int CACHE_LINE = 64;

    final MemorySegment memory;
    /** From one micropanel to the next, in bytes. */
    final long stride;

    private final String backend;
    private final int rows;
    private final int cols;
    private final Precision precision;
    private final int nr;
    /** The bytes of one step of k. */
    private final long step;

    Micropanels(String backend, Worker w, Matrix b) {
        this.backend = backend;
        Tiling tiling = w.leaves.tiling();
        rows = b.rows();
        cols = b.cols();
        precision = b.precision();
        nr = tiling.nr();
        step = Packing.stride(w.leaves, 1);
        stride = rows * step;
        memory = allocate(stride * Math.ceilDiv(cols, nr));
        w.products = w.leaves;
        for (int pc = 0; pc < rows; pc += tiling.kc()) {
            int k = Math.min(tiling.kc(), rows - pc);
            Matrix stretch = w.copies.inArray(0, b.rows(pc, pc + k));
            Packing.packB(w, stretch, 0, k, 0, cols, memory.asSlice(pc * step), rows);
        }
    }

    /** The byte at which the steps from {@code pc} on of the micropanel that starts with column {@code jc} begin. */
    long first(int pc, int jc) {
        // Only the last one may start elsewhere than at a multiple.
        return Math.ceilDiv(jc, nr) * stride + pc * step;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int cols() {
        return cols;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public String backend() {
        return backend;
    }

    /** Memory for micropanels, so many bytes. A heap array would start 16 bytes into its object and split cache lines. */
    static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, CACHE_LINE);
    }
}
