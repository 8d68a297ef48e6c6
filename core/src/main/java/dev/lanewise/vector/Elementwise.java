// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Numbers;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Turning;
import dev.lanewise.vector.leaf.Width;
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

    /** Rows of a tile of strided operands: a cache line of those that lie by columns. */
    private static final int TILE_ROWS = 16;
    /** Rows of a tile whose rows are shorter than a stretch, a multiple of that: all that there is room for. */
    private static final int NARROW_ROWS = Worker.TILE / Width.LOGICAL;

    private final Worker own;
    private final Leaves leaves;
    private final Matrix[] operands = new Matrix[Stretch.SLOTS];
    private final Numbers numbers = new Numbers();

    @SuppressWarnings("NullAway.Init")
    private Operation operation;

    private int count;
    private boolean flat;
    /** Whether the rows, no short ones, or in their place the columns, of all operands lie together. */
    private boolean near;
    /** Whether the columns of all operands, no short ones, are what lies together: then rows and columns change places. */
    private boolean turned;

    private int rows;
    private int cols;
    private int rowsPerBlock;

    @SuppressWarnings("NullAway.Init")
    private Team team;

    Elementwise(Worker own) {
        this.own = own;
        leaves = own.leaves;
    }

    Numbers numbers() {
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
        try {
            for (int slot = 0; slot < count; slot++) {
                operands[slot] = own.copies.inArray(slot, operands[slot]);
            }
            lie();
            walk();
        } finally {
            Arrays.fill(operands, null);
            own.forget();
        }
    }

    /** How the operands lie together. */
    private void lie() {
        turned = operands[0].rows() >= Width.LOGICAL;
        near = true;
        for (int slot = 0; slot < count; slot++) {
            turned &= operands[slot].rowStride() == 1 && operands[slot].colStride() != 1;
            near &= operands[slot].colStride() == 1;
        }
        cols = turned ? operands[0].rows() : operands[0].cols();
        near = cols >= Width.LOGICAL && (near || turned);
        flat = true;
        for (int slot = 0; slot < count; slot++) {
            Matrix x = operands[slot];
            flat &= x.isContiguous() || turned && x.colStride() == cols;
        }
    }

    private void walk() {
        int size = operands[0].rows() * operands[0].cols();
        boolean shared = team.shares(size, operation.sharedFrom());
        int part = shared ? Math.min(BLOCK, Width.padded(Math.ceilDiv(size, BLOCKS * team.threads()))) : BLOCK;
        if (flat) {
            cols = part;
            rows = Math.ceilDiv(size, part);
            rowsPerBlock = 1;
        } else {
            rows = turned ? operands[0].cols() : operands[0].rows();
            int unit = near ? 1 : TILE_ROWS;
            rowsPerBlock = Math.max(1, part / Math.max(1, cols) / unit) * unit;
        }
        blocks(size, shared);
    }

    private void blocks(int size, boolean shared) {
        if (size > 0) {
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
        Worker w = worker == 0 ? own : team.worker(worker, leaves);
        w.stretch.numbers = numbers;
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

    private void rows(Worker w, int block) {
        int end = (int) Math.min(rows, (block + 1L) * rowsPerBlock);
        int step = near ? 1 : cols < Width.LOGICAL ? NARROW_ROWS : TILE_ROWS;
        // Not beyond the last row, which may be the last int.
        for (int row = block * rowsPerBlock; row < end; row += Math.min(step, end - row)) {
            if (near) {
                row(w, row);
            } else {
                tiles(w, row, Math.min(step, end - row));
            }
        }
    }

    private void stretchFlat(Worker w, int block) {
        int from = block * cols;
        int length = Math.min(cols, operands[0].rows() * operands[0].cols() - from);
        for (int slot = 0; slot < count; slot++) {
            w.stretch.set(slot, operands[slot].array(), operands[slot].offset() + from);
        }
        stretch(w, operation, length);
    }

    private void row(Worker w, int row) {
        for (int slot = 0; slot < count; slot++) {
            Matrix x = operands[slot];
            w.stretch.set(slot, x.array(), x.offset() + row * (turned ? x.colStride() : x.rowStride()));
        }
        stretch(w, operation, cols);
    }

    /** Small enough that a column of a transposed operand is still in the cache when its next element is wanted. */
    private void tiles(Worker w, int row, int rows) {
        int most = Worker.TILE / TILE_ROWS;
        for (int col = 0, some; col < cols; col += some) {
            some = Math.min(most, cols - col);
            tile(w, row, col, rows, some);
        }
    }

    /**
     * Row by row: operands whose rows lie together as they lie, the others from a copy of the tile. Short rows as one stretch from copies
     * of all operands.
     */
    private void tile(Worker w, int row, int col, int rows, int cols) {
        boolean narrow = cols < Width.LOGICAL && cols == this.cols;
        for (int slot = 0; slot < count; slot++) {
            if (operation.reads(slot) && isCopied(slot, narrow)) {
                copy(w, operands[slot], row, col, rows, cols, w.tile(slot), true);
            }
        }
        if (narrow) {
            narrow(w, rows * cols);
        } else {
            for (int i = 0; i < rows; i++) {
                for (int slot = 0; slot < count; slot++) {
                    Matrix x = operands[slot];
                    boolean copied = isCopied(slot, false);
                    w.stretch.set(slot, copied ? w.tile(slot) : x.array(), copied ? i * cols : place(x, row + i, col));
                }
                stretch(w, operation, cols);
            }
        }
        for (int slot = 0; slot < count; slot++) {
            if (operation.writes(slot) && isCopied(slot, narrow)) {
                copy(w, operands[slot], row, col, rows, cols, w.tile(slot), false);
            }
        }
    }

    private boolean isCopied(int slot, boolean narrow) {
        return narrow || operands[slot].colStride() != 1;
    }

    /** All rows of the copies at once, filled up to a whole sixteen. */
    private void narrow(Worker w, int length) {
        for (int slot = 0; slot < count; slot++) {
            leaves.fill(w.tile(slot), length, Width.padded(length), 0);
            w.stretch.set(slot, w.tile(slot), 0);
        }
        leaves.run(operation, w.stretch, Width.padded(length));
    }

    /** Copies a tile of an operand, or back, along whichever side lies together. */
    private void copy(Worker w, Matrix x, int row, int col, int rows, int cols, Object tile, boolean in) {
        if (x.colStride() == 1 || x.rowStride() != 1) {
            for (int i = 0; i < rows; i++) {
                line(x, place(x, row + i, col), x.colStride(), tile, i * cols, 1, cols, in);
            }
            return;
        }
        int size = leaves.tiling().turned();
        int wholeRows = size == 0 || cols < size ? 0 : rows / size * size;
        int wholeCols = wholeRows == 0 ? 0 : cols / size * size;
        if (wholeCols > 0) {
            turn(w.turning, x, place(x, row, col), wholeRows, wholeCols, tile, cols, in);
        }
        for (int j = rows == wholeRows ? wholeCols : 0; j < cols; j++) {
            int i = j < wholeCols ? wholeRows : 0;
            line(x, place(x, row + i, col + j), 1, tile, i * cols + j, cols, rows - i, in);
        }
    }

    private static int place(Matrix x, int row, int col) {
        return x.offset() + row * x.rowStride() + col * x.colStride();
    }

    private void line(Matrix x, int at, int stride, Object tile, int to, int tileStride, int length, boolean in) {
        if (in) {
            leaves.copy(x.array(), at, stride, tile, to, tileStride, length);
        } else {
            leaves.copy(tile, to, tileStride, x.array(), at, stride, length);
        }
    }

    /** Copies whole square blocks of a transposed operand in registers. */
    private void turn(Turning t, Matrix x, int at, int rows, int cols, Object tile, int stride, boolean in) {
        int size = leaves.tiling().turned();
        t.rows = size;
        t.x = in ? x.array() : tile;
        t.y = in ? tile : x.array();
        t.xrs = in ? x.colStride() : stride;
        t.yrs = in ? stride : x.colStride();
        t.xStep = size;
        t.yStep = size * t.yrs;
        t.blocks = (in ? rows : cols) / size;
        for (int i = 0; i < (in ? cols : rows); i += size) {
            t.xo = in ? at + i * x.colStride() : i * stride;
            t.yo = in ? i : at + i;
            leaves.transpose(t);
        }
    }

    /** One operation on some rows of an array, {@code stride} apart, in place and on this thread; rows without gaps as one. */
    void inPlace(Operation operation, Object x, int at, int stride, int rows, int cols) {
        count = 2;
        boolean flat = stride == cols;
        int stretches = flat ? 1 : rows;
        for (int i = 0; i < stretches; i++) {
            own.stretch.set(0, x, at + i * stride);
            own.stretch.set(1, x, at + i * stride);
            stretch(own, operation, flat ? rows * cols : cols);
        }
    }

    /** The stretch as set: whole sixteens where they are, the rest through the buffers. */
    private void stretch(Worker w, Operation operation, int length) {
        int whole = length / Width.LOGICAL * Width.LOGICAL;
        if (whole > 0) {
            leaves.run(operation, w.stretch, whole);
        }
        if (whole < length) {
            rest(w, operation, whole, length - whole);
        }
    }

    private void rest(Worker w, Operation operation, int from, int length) {
        Stretch s = w.stretch;
        Stretch buffers = w.rest;
        buffers.numbers = s.numbers;
        for (int slot = 0; slot < count; slot++) {
            if (operation.reads(slot)) {
                gather(s.array(slot), s.offset(slot) + from, w.remainders[slot], length);
            }
            buffers.set(slot, w.remainders[slot], 0);
        }
        leaves.run(operation, buffers, Width.LOGICAL);
        for (int slot = 0; slot < count; slot++) {
            if (operation.writes(slot)) {
                leaves.copy(w.remainders[slot], 0, 1, s.array(slot), s.offset(slot) + from, 1, length);
            }
        }
    }

    /** Fills the buffer up with zeros to a whole sixteen. */
    private void gather(Object x, int at, Object buffer, int length) {
        leaves.copy(x, at, 1, buffer, 0, 1, length);
        leaves.fill(buffer, length, Width.padded(length), 0);
    }
}
