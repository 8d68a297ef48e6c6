// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * Walks an elementwise operation over views of any strides. The operation itself only ever sees stretches of
 * neighbouring elements whose length is a multiple of sixteen: a contiguous view is one long row, rows with gaps are
 * taken one by one, and strided elements and the remainders of rows go through small buffers.
 */
final class Elementwise implements Parallel.Task {
    /** Blocks for each thread, at least, of what is shared. */
    private static final int BLOCKS = 4;
    /** Elements that one thread takes at a time from a contiguous operand: what an operation reads and writes stays in level 2. */
    private static final int BLOCK = 16 * 1024;

    private final Workspace own;
    private final Matrix[] operands = new Matrix[Slices.COUNT];
    private final Slices.Numbers numbers = new Slices.Numbers();
    private Operation operation;
    private int count;
    private boolean flat;
    private int rows;
    private int cols;
    private int rowsPerBlock;
    private Team team;

    Elementwise(Workspace own) {
        this.own = own;
    }

    Slices.Numbers numbers() {
        return numbers;
    }

    void run(Team team, Operation operation, Matrix x, Matrix y) {
        operands[0] = x;
        operands[1] = y;
        run(team, operation, 2);
    }

    void run(Team team, Operation operation, Matrix x, Matrix y, Matrix z) {
        operands[2] = z;
        operands[0] = x;
        operands[1] = y;
        run(team, operation, 3);
    }

    void run(Team team, Operation operation, Matrix x, Matrix y, Matrix z, Matrix w) {
        operands[0] = x;
        operands[1] = y;
        operands[2] = z;
        operands[3] = w;
        run(team, operation, 4);
    }

    private void run(Team team, Operation operation, int count) {
        this.team = team;
        this.operation = operation;
        this.count = count;
        flat = true;
        for (int slot = 0; slot < count; slot++) {
            flat &= operands[slot].isContiguous();
        }
        int size = operands[0].rows() * operands[0].cols();
        boolean shared = team.shares(size, operation.sharedFrom());
        int block = shared ? Math.min(BLOCK, padded(Math.ceilDiv(size, BLOCKS * team.threads()))) : BLOCK;
        rows = flat ? Math.ceilDiv(size, block) : operands[0].rows();
        cols = flat ? block : operands[0].cols();
        try {
            blocks(size, shared);
        } finally {
            Arrays.fill(operands, null);
            own.forget();
        }
    }

    private void blocks(int size, boolean shared) {
        if (size > 0) {
            rowsPerBlock = flat ? 1 : Math.max(1, BLOCK / cols);
            int blocks = Math.ceilDiv(rows, rowsPerBlock);
            if (shared) {
                team.run(this, blocks);
            } else {
                for (int block = 0; block < blocks; block++) {
                    run(block, 0);
                }
            }
        }
    }

    @Override
    public void run(int block, int worker) {
        Workspace w = worker == 0 ? own : team.workspace(worker);
        w.slices.numbers = numbers;
        try {
            if (flat) {
                stretchFlat(w, block);
            } else {
                rows(w, block);
            }
        } finally {
            w.forget();
        }
    }

    private void rows(Workspace w, int block) {
        int end = (int) Math.min(rows, (block + 1L) * rowsPerBlock);
        for (int row = block * rowsPerBlock; row < end; row++) {
            row(w, row);
        }
    }

    private void stretchFlat(Workspace w, int block) {
        int from = block * cols;
        int length = Math.min(cols, operands[0].rows() * operands[0].cols() - from);
        for (int slot = 0; slot < count; slot++) {
            w.slices.set(slot, operands[slot].array(), operands[slot].offset() + from);
        }
        stretch(w, operation, length);
    }

    private void row(Workspace w, int row) {
        boolean near = true;
        for (int slot = 0; slot < count; slot++) {
            near &= operands[slot].colStride() == 1;
        }
        if (near) {
            for (int slot = 0; slot < count; slot++) {
                Matrix x = operands[slot];
                w.slices.set(slot, x.array(), x.offset() + row * x.rowStride());
            }
            stretch(w, operation, cols);
        } else {
            for (int col = 0; col < cols; col += Workspace.CHUNK) {
                buffered(w, row, col, Math.min(Workspace.CHUNK, cols - col));
            }
        }
    }

    private void buffered(Workspace w, int row, int col, int length) {
        for (int slot = 0; slot < count; slot++) {
            Matrix x = operands[slot];
            int at = x.offset() + row * x.rowStride() + col * x.colStride();
            gather(x.array(), at, x.colStride(), w.chunks[slot], length);
            w.slices.set(slot, w.chunks[slot], 0);
        }
        operation.run(w.slices, padded(length));
        for (int slot = 0; slot < count; slot++) {
            if (operation.writes(slot)) {
                Matrix x = operands[slot];
                int at = x.offset() + row * x.rowStride() + col * x.colStride();
                scatter(w.chunks[slot], x.array(), at, x.colStride(), length);
            }
        }
    }

    private static int padded(int length) {
        return Math.ceilDiv(length, Lanes.LOGICAL) * Lanes.LOGICAL;
    }

    private static void gather(float[] x, int at, int stride, float[] chunk, int length) {
        for (int e = 0; e < length; e++) {
            chunk[e] = x[at + e * stride];
        }
        Arrays.fill(chunk, length, padded(length), 0);
    }

    private static void scatter(float[] chunk, float[] x, int at, int stride, int length) {
        for (int e = 0; e < length; e++) {
            x[at + e * stride] = chunk[e];
        }
    }

    /** One stretch of three operands, on this thread. */
    void stretch(Operation operation, int length, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
        Slices slices = own.slices;
        slices.set(0, x, xo);
        slices.set(1, y, yo);
        slices.set(2, z, zo);
        count = 3;
        stretch(own, operation, length);
    }

    /** The stretch that the slices describe: whole sixteens where they are, the rest through the buffers. */
    private void stretch(Workspace w, Operation operation, int length) {
        int whole = length / Lanes.LOGICAL * Lanes.LOGICAL;
        if (whole > 0) {
            operation.run(w.slices, whole);
        }
        if (whole < length) {
            rest(w, operation, whole, length - whole);
        }
    }

    private void rest(Workspace w, Operation operation, int from, int length) {
        Slices s = w.slices;
        Slices buffers = w.rest;
        buffers.numbers = s.numbers;
        for (int slot = 0; slot < count; slot++) {
            gather(s.array(slot), s.offset(slot) + from, 1, w.chunks[slot], length);
            buffers.set(slot, w.chunks[slot], 0);
        }
        operation.run(buffers, Lanes.LOGICAL);
        for (int slot = 0; slot < count; slot++) {
            if (operation.writes(slot)) {
                scatter(w.chunks[slot], s.array(slot), s.offset(slot) + from, 1, length);
            }
        }
    }
}
