// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import dev.lanewise.Matrix;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * C ← α·A·B + β·C by the loops jc, pc, ir and jr around a microkernel, named as in Van Zee and van de Geijn, <i>BLIS: A
 * Framework for Rapidly Instantiating BLAS Functionality</i>, ACM TOMS 41(3), 2015. Their loop ic is missing: a micropanel
 * of A passes the whole block of B, and then the next one. Each element is one chain over all of k: blocks of k leave it in
 * C and pick it up there.
 */
final class Gemm implements Parallel.Task {
    /** Micropanels of A over all of k with which a packed B is read seldom enough. */
    private static final int MANY_MICROPANELS = 4;
    /** Blocks of k in a stretch of a longer one. */
    private static final int STRETCH_BLOCKS = 2;

    /** The slot of the copy of A times α. */
    private static final int SCALED = 3;

    private final Worker own;
    private final Leaves leaves;
    private final Tiling tiling;
    private final Blocks blocks;
    private final Product product = new Product();

    @SuppressWarnings("NullAway.Init")
    private Team team;

    Gemm(Worker own) {
        this.own = own;
        leaves = own.leaves;
        tiling = leaves.tiling();
        blocks = new Blocks(tiling);
    }

    /** C ← α·A·B + β·C, each block in the given way where it suits, or as decided where that is null. */
    void multiply(Team team, @Nullable Way way, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        Matrix x = own.copies.inArray(0, a);
        Matrix y = own.copies.inArray(1, b);
        boolean scalable = alpha == 1 || alpha != 0 && Copies.areKept(x);
        if (scalable && Way.isBetterTransposed(tiling, x, y, c)) {
            product.set(1, y.t(), (alpha == 1 ? x : scaled(team, alpha, x)).t(), beta, c.t());
        } else {
            product.set(alpha, x, y, beta, c);
        }
        product.forced = way;
        begin(beta);
        share(team);
    }

    /** α·A: whatever its factor is, a chain adds the product of the other with this, rounded. */
    private Matrix scaled(Team team, double alpha, Matrix a) {
        Matrix scaled = own.copies.like(SCALED, a);
        own.elementwise.numbers().alpha = alpha;
        own.elementwise.run(team, Operation.SCALE, a, scaled);
        return scaled;
    }

    /** y ← α·A·x + β·y, in sixteen chains a row. */
    void multiplyVector(Team team, double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        product.set(alpha, own.copies.inArray(0, a), own.copies.inArray(1, x), beta, y);
        product.interleaved = true;
        begin(beta);
        share(team);
    }

    private void begin(double beta) {
        if (beta != 0 && beta != 1 || product.k == 0 && beta == 0) {
            leaves.scale(beta, product.c);
        }
    }

    /** C ← f(A·B + bias), for C with unit column stride. */
    void multiply(Team team, Matrix a, Matrix b, Matrix bias, Activation f, Matrix c) {
        Matrix added = own.copies.inArray(2, bias);
        product.set(1, own.copies.inArray(0, a), own.copies.inArray(1, b), 0, c);
        product.interleaved = product.n == 1;
        layer(team, added, f);
    }

    /** The same with a packed B. */
    void multiply(Team team, Matrix a, Micropanels b, Matrix bias, Activation f, Matrix c) {
        Matrix added = own.copies.inArray(2, bias);
        product.set(own.copies.inArray(0, a), b, c);
        layer(team, added, f);
    }

    private void layer(Team team, Matrix bias, Activation f) {
        product.bias = Arguments.isNone(bias) ? null : bias;
        product.activation = f;
        begin(0);
        share(team);
    }

    /** Lets the team compute the blocks into which C is cut. */
    private void share(Team team) {
        this.team = team;
        try {
            if (product.m > 0 && product.n > 0) {
                long work = (long) product.m * product.n * product.k;
                product.leaves = leaves.forProduct(work);
                boolean shared = team.shares(Way.duration(product), Way.SHARED_FROM);
                blocks.cut(product.m, product.n, shared ? team.threads() : 1);
                if (blocks.count() == 1) {
                    run(0, 0);
                } else {
                    team.run(this, blocks.count());
                }
            }
        } finally {
            product.forget();
        }
    }

    @Override
    public void run(int block, int worker) {
        int row = blocks.row(block);
        int col = blocks.col(block);
        Worker w = worker == 0 ? own : team.worker(worker, leaves);
        w.products = product.leaves;
        try {
            block(w, row, Math.min(blocks.rows(), product.m - row), col, cols(col));
        } finally {
            w.microtiles.forget();
            w.turning.forget();
            if (product.hasEpilogue()) {
                w.forget();
            }
        }
    }

    /**
     * The columns of the block that begins at {@code col}. Micropanels end where those of the whole B do: a last block that is less
     * than a vector belongs to the one before.
     */
    private int cols(int col) {
        int rest = product.n - col;
        if (product.packed == null) {
            return Math.min(blocks.cols(), rest);
        }
        if (col > 0 && rest < tiling.lanes()) {
            return 0;
        }
        return rest - blocks.cols() < tiling.lanes() ? rest : blocks.cols();
    }

    private void block(Worker w, int row, int rows, int col, int cols) {
        Way forced = product.forced;
        Way way = forced != null && forced.suits(tiling, product, rows, cols)
                ? forced
                : Way.of(tiling, product, rows, cols);
        switch (way) {
            case ROWS -> {
                RowChains.multiply(w, product, row, rows);
                epilogue(w, row, rows, 0, 1);
            }
            case COLUMNS -> {
                FewColumns.multiply(w, product, row, rows);
                epilogue(w, row, rows, 0, product.n);
            }
            case OUTER -> {
                outerProduct(row, rows, col, cols);
                epilogue(w, row, rows, col, cols);
            }
            case READY -> micropanels(w, row, rows, col, cols);
            default -> columns(w, way, row, rows, col, cols);
        }
    }

    private void outerProduct(int row, int rows, int col, int cols) {
        Matrix b = product.b;
        Matrix c = product.c;
        for (int i = row; i < row + rows; i++) {
            double factor = leaves.precision().round(product.alpha * product.a.get(i, 0));
            int to = c.offset() + i * c.rowStride() + col;
            product.leaves.outerRow(factor, b.array(), b.offset() + col, product.fromZero, c.array(), to, cols);
        }
    }

    /**
     * A packed B: as many rows of A as there is room for are packed over all of k, or over a part of it where they would be so few
     * that a large B is read too often.
     */
    private void micropanels(Worker w, int row, int rows, int col, int cols) {
        int room = Packing.rowsOfA(tiling, product.k);
        boolean seldom = rows <= room || room >= MANY_MICROPANELS * tiling.mr();
        int longest = seldom ? product.k : STRETCH_BLOCKS * tiling.kc();
        for (int pk = 0, depth; pk < product.k; pk += depth) {
            depth = Math.min(longest, product.k - pk);
            int height = Tiling.evenly(rows, Packing.rowsOfA(tiling, depth), tiling.mr());
            for (int i = row; i < row + rows; i += height) {
                int count = Math.min(height, row + rows - i);
                micropanels(w, pk, depth, i, count, col, cols);
                if (pk + depth == product.k) {
                    epilogue(w, i, count, col, cols);
                }
            }
        }
    }

    /** These rows of A stay, and B is read from end to end, each micropanel once. */
    private void micropanels(Worker w, int pk, int depth, int row, int rows, int col, int cols) {
        Micropanels b = Objects.requireNonNull(product.packed);
        int kc = Tiling.evenly(depth, tiling.kc(), 1);
        int mr = tiling.mr();
        int panel = Packing.filled(tiling, rows) * tiling.aStride();
        int end = pk + depth;
        for (int pc = pk, at = 0; pc < end; pc += kc, at += panel) {
            Packing.packA(w, product, pc, Math.min(kc, end - pc), row, rows, at);
        }
        for (int jc = col, width; jc < col + cols; jc += width) {
            width = w.microtiles.packedCols(Math.min(rows, mr), col + cols - jc);
            for (int pc = pk, at = 0; pc < end; pc += kc, at += panel) {
                w.microtiles.begin(product, pc, Math.min(kc, end - pc));
                w.microtiles.packedB(b.memory, b.first(pc, jc), b.stride);
                for (int ir = 0; ir < rows; ir += mr) {
                    w.microtiles.rowsOfA(w.packedA, at + ir * tiling.aStride(), tiling.aStride());
                    w.microtiles.row(product.c, row + ir, Math.min(mr, rows - ir), jc, width);
                }
            }
        }
    }

    private void columns(Worker w, Way way, int row, int rows, int col, int cols) {
        int kc = way.kc(tiling, product.k);
        int nc = way.nc(tiling, cols);
        // loop jc: split n into NC
        for (int jc = col, width; jc < col + cols; jc += width) {
            int rest = col + cols - jc;
            width = way == Way.COPIED ? tiling.tileCols(rest) : tiling.blockCols(rest, nc);
            // loop pc: split k into KC
            boolean last = false;
            for (int pc = 0, depth; !last; pc += depth) {
                depth = Math.min(kc, product.k - pc);
                int readable = way == Way.PACKED || way == Way.COPIED ? depth : readable(pc, depth, jc, width);
                depth = readable == 0 ? depth : readable;
                last = pc + depth == product.k;
                w.microtiles.begin(product, pc, depth);
                Packing.prepareB(w, readable == 0 ? Way.COPIED : way, product.b, pc, depth, jc, width);
                rows(w, way == Way.PACKED, pc, depth, row, rows, jc, width);
            }
            if (width < Width.LOGICAL) {
                epilogue(w, row, rows, jc, width);
            }
        }
    }

    /** Of the next steps of k, those for which B can be read as it lies: in whole vectors that do not pass its array's end. */
    private int readable(int pc, int depth, int jc, int width) {
        Matrix b = product.b;
        if (width >= tiling.lanes()) {
            return depth;
        }
        int room = Packing.length(b) - b.offset() - pc * b.rowStride() - jc;
        return tiling.wholeRows(room, b.rowStride(), depth);
    }

    /** Loop ir: splits m into MR, by way of larger panels where A is transposed. */
    private void rows(Worker w, boolean packed, int pc, int depth, int row, int rows, int jc, int width) {
        int mr = packed ? tiling.mr() : Tiling.DIRECT_MR;
        int panel = product.aAlongRows ? mr : tiling.panelRows();
        for (int ip = row, height; ip < row + rows; ip += height) {
            height = Math.min(panel, row + rows - ip);
            if (depth > 0) {
                boolean copied = Packing.prepareA(w, packed, product, pc, depth, ip, height);
                for (int ir = 0; ir < height; ir += mr) {
                    if (copied) {
                        w.microtiles.rowsOfA(w.packedA, ir * tiling.aStride(), tiling.aStride());
                    }
                    w.microtiles.row(product.c, ip + ir, Math.min(mr, height - ir), jc, width);
                }
            }
            if (pc + depth == product.k && width >= Width.LOGICAL) {
                epilogue(w, ip, height, jc, width);
            }
        }
    }

    /** Bias and activation, while the rows are still in the cache; very short rows all together. */
    private void epilogue(Worker w, int row, int rows, int col, int cols) {
        if (!product.hasEpilogue()) {
            return;
        }
        Matrix c = product.c;
        Matrix bias = product.bias;
        int at = c.offset() + row * c.rowStride() + col;
        if (bias != null) {
            product.leaves.addToRows(bias.array(), bias.offset() + col, c.array(), at, c.rowStride(), rows, cols);
        }
        if (product.activation != Activation.IDENTITY) {
            w.elementwise.inPlace(Operation.forward(product.activation), c.array(), at, c.rowStride(), rows, cols);
        }
    }
}
