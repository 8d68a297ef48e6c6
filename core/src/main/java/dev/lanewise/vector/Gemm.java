// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.KC;
import static dev.lanewise.vector.Blocking.MR;
import static dev.lanewise.vector.Blocking.NC;
import static dev.lanewise.vector.Blocking.NR;
import static dev.lanewise.vector.Lanes.COUNT;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.parallel.Parallel;

/**
 * C ← α·A·B + β·C by the five loops around a microkernel, numbered as in Van Zee and van de Geijn, <i>BLIS: A Framework
 * for Rapidly Instantiating BLAS Functionality</i>, ACM TOMS 41(3), 2015. Each element is one chain over all of k: blocks
 * of k leave it in C and pick it up there.
 */
final class Gemm implements Parallel.Task {
    /** Multiply-adds from which a product is shared: forty microseconds of work. */
    private static final long SHARED_WORK = 1L << 21;
    /** Rows of a block up to which packing B would cost more than it brings. */
    private static final int DIRECT_ROWS = 48;

    /** Multiply-adds of a block up to which the same is true. */
    private static final long DIRECT_WORK = 1L << 21;

    /** Steps of k up to which all of a narrow B is copied, rather than its last rows in a stretch of their own. */
    private static final int COPIED_STEPS = 64;

    private final Workspace own;
    private final Blocks blocks = new Blocks();
    private Team team;

    private float alpha;
    private float[] a;
    private int ao;
    private int ars;
    private int acs;
    private float[] b;
    private int bo;
    private int brs;
    private int bcs;
    private float[] c;
    private int co;
    private int crs;
    private int ccs;
    private int m;
    private int n;
    private int k;
    private boolean fromZero;
    private Matrix bias;
    private Activation activation;

    Gemm(Workspace own) {
        this.own = own;
    }

    /** Without bias or activation. */
    void multiply(Team team, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        if (alpha == 1 && isBetterTransposed(a, b, c)) {
            start(team, alpha, b.t(), a.t(), beta, c.t(), null, Activation.IDENTITY);
        } else {
            start(team, alpha, a, b, beta, c, null, Activation.IDENTITY);
        }
    }

    /** Whether Cᵀ ← Bᵀ·Aᵀ reads or writes along vectors where C ← A·B would not. */
    private static boolean isBetterTransposed(Matrix a, Matrix b, Matrix c) {
        boolean narrow = c.cols() < COUNT && c.rows() > c.cols() && a.colStride() != 1;
        boolean singleRow = c.rows() == 1 && c.cols() > 1 && b.colStride() != 1 && b.rowStride() == 1;
        boolean columns = c.colStride() != 1 && c.rowStride() == 1 && c.cols() > 1;
        return narrow || singleRow || columns;
    }

    /** C ← f(A·B + bias), for C with unit column stride. */
    void multiply(Team team, Matrix a, Matrix b, Matrix bias, Activation f, Matrix c) {
        start(team, 1, a, b, 0, c, bias, f);
    }

    private void start(
            Team team, float alpha, Matrix a, Matrix b, float beta, Matrix c, Matrix bias, Activation activation) {
        this.alpha = alpha;
        this.a = a.array();
        ao = a.offset();
        ars = a.rowStride();
        acs = a.cols() == 1 ? 1 : a.colStride();
        this.b = b.array();
        bo = b.offset();
        brs = b.rowStride();
        bcs = b.cols() == 1 ? 1 : b.colStride();
        this.c = c.array();
        co = c.offset();
        crs = c.rowStride();
        ccs = c.cols() == 1 ? 1 : c.colStride();
        m = c.rows();
        n = c.cols();
        k = alpha == 0 ? 0 : a.cols();
        this.bias = bias;
        this.activation = activation;
        fromZero = beta == 0;
        try {
            if (m > 0 && n > 0) {
                if (!fromZero && beta != 1 || k == 0 && fromZero) {
                    scaleC(beta);
                }
                share(team);
            }
        } finally {
            this.a = null;
            this.b = null;
            this.c = null;
            this.bias = null;
        }
    }

    private void scaleC(float beta) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = co + i * crs + j * ccs;
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
    }

    /** Lets the team compute the blocks into which C is cut. */
    private void share(Team team) {
        blocks.cut(m, n, team.shares((long) m * n * k, SHARED_WORK) ? team.threads() : 1);
        this.team = team;
        team.run(this, blocks.count());
    }

    @Override
    public void run(int block, int worker) {
        int row = blocks.row(block);
        int col = blocks.col(block);
        Workspace workspace = worker == 0 ? own : team.workspace(worker);
        try {
            block(workspace, row, Math.min(blocks.rows(), m - row), col, Math.min(blocks.cols(), n - col));
        } finally {
            workspace.microtiles.forget();
            if (bias != null) {
                workspace.forget();
            }
        }
    }

    private void block(Workspace w, int row, int rows, int col, int cols) {
        if (n == 1 && acs == 1 && alpha == 1) {
            int from = ao + row * ars;
            SingleColumn.multiply(w, a, from, ars, rows, k, b, bo, brs, fromZero, c, co + row * crs, crs);
            if (bias != null) {
                epilogue(w, row, rows, 0, 1);
            }
        } else if (k == 1 && bcs == 1 && ccs == 1 && cols >= OuterProduct.LEAST_COLS) {
            outerProduct(row, rows, col, cols);
            if (bias != null) {
                epilogue(w, row, rows, col, cols);
            }
        } else {
            columns(w, row, rows, col, cols);
        }
    }

    private void outerProduct(int row, int rows, int col, int cols) {
        for (int i = row; i < row + rows; i++) {
            OuterProduct.row(alpha * a[ao + i * ars], b, bo + col * bcs, fromZero, c, co + i * crs + col, cols);
        }
    }

    private void columns(Workspace w, int row, int rows, int col, int cols) {
        Feed feed = feed(rows, cols);
        int kc = Blocking.evenly(k, rows == 1 && cols > DirectKernel1x8v.NR ? Blocking.SINGLE_ROW_KC : KC, 1);
        int nc = feed == Feed.COPIED ? NR : Blocking.evenly(cols, rows == 1 ? Blocking.SINGLE_ROW_NC : NC, NR);
        // loop 5 (jc): split n into NC
        for (int jc = col, width; jc < col + cols; jc += width) {
            width = feed == Feed.COPIED ? Blocking.tileCols(col + cols - jc) : Blocking.blockCols(col + cols - jc, nc);
            // loop 4 (pc): split k into KC
            boolean last = false;
            for (int pc = 0, depth; !last; pc += depth) {
                int rest = Math.min(kc, k - pc);
                int served = served(feed, pc, rest, jc, width);
                depth = served == 0 ? rest : served;
                last = pc + depth == k;
                w.microtiles.stretch(depth, fromZero && pc == 0);
                prepareB(w, served == 0 ? Feed.COPIED : feed, pc, depth, jc, width);
                rows(w, feed == Feed.PACKED, last, pc, depth, row, rows, jc, width);
            }
            if (bias != null && width < Lanes.LOGICAL) {
                epilogue(w, row, rows, jc, width);
            }
        }
    }

    /** Loop 3 (ir): splits m into MR, by way of larger panels where A is transposed. */
    private void rows(
            Workspace w, boolean packed, boolean last, int pc, int depth, int row, int rows, int jc, int width) {
        int mr = packed ? MR : Blocking.DIRECT_MR;
        int panel = acs == 1 ? mr : Blocking.PANEL_ROWS;
        for (int ip = row, height; ip < row + rows; ip += height) {
            height = Math.min(panel, row + rows - ip);
            if (depth > 0) {
                boolean copied = prepareA(w, packed, pc, depth, ip, height);
                for (int ir = 0; ir < height; ir += mr) {
                    if (copied) {
                        w.microtiles.rowsOfA(w.packedA, ir * Packing.A_STRIDE, Packing.A_STRIDE);
                    }
                    microtiles(w.microtiles, ip + ir, Math.min(mr, height - ir), jc, width);
                }
            }
            if (last && bias != null && width >= Lanes.LOGICAL) {
                epilogue(w, ip, height, jc, width);
            }
        }
    }

    /** How the microkernels get at B. */
    private enum Feed {
        /** Packed into micropanels. */
        PACKED,
        /** Copied by panels of two vectors. */
        COPIED,
        /** Read as it lies. */
        AS_IS
    }

    private Feed feed(int rows, int cols) {
        if (cols > COUNT && !isDirect(rows, cols)) {
            return Feed.PACKED;
        }
        boolean shortAndNarrow = cols < COUNT && k <= COPIED_STEPS;
        boolean oneVectorForMany = cols == COUNT && rows > DIRECT_ROWS;
        return bcs != 1 || shortAndNarrow || oneVectorForMany ? Feed.COPIED : Feed.AS_IS;
    }

    /** Whether packing B would cost more than it brings. */
    private boolean isDirect(int rows, int cols) {
        boolean small = rows <= DIRECT_ROWS || (long) rows * cols * k <= DIRECT_WORK;
        // With both operands strided, A would be packed again for each panel of B.
        return small && (bcs == 1 || acs == 1 || rows <= MR);
    }

    /** Of the next steps of k, those for which B can be read that way: in whole vectors that do not pass its array's end. */
    private int served(Feed feed, int pc, int depth, int jc, int width) {
        boolean inside = feed != Feed.AS_IS || width >= COUNT;
        return inside ? depth : Tiles.wholeRows(b.length - bo - pc * brs - jc, brs, depth);
    }

    private void prepareB(Workspace w, Feed feed, int pc, int depth, int jc, int width) {
        int from = bo + pc * brs + jc * bcs;
        switch (feed) {
            case PACKED -> {
                Packing.packB(b, from, brs, bcs, depth, width, w);
                w.microtiles.packedB();
            }
            case COPIED -> {
                Packing.copyB(b, from, brs, bcs, depth, width, w.panelOfB);
                w.microtiles.rowsOfB(w.panelOfB, 0, NR);
            }
            case AS_IS -> w.microtiles.rowsOfB(b, from, brs);
        }
    }

    /** Copies a panel of A where the microkernels cannot read it as it lies; says whether. */
    private boolean prepareA(Workspace w, boolean packed, int pc, int depth, int ip, int height) {
        int from = ao + ip * ars + pc * acs;
        if (!packed && alpha == 1 && acs == 1) {
            w.microtiles.rowsOfA(a, from, ars);
            return false;
        }
        int filled = packed ? Math.ceilDiv(height, MR) * MR : height;
        Packing.packA(alpha, a, from, ars, acs, height, filled, depth, w.packedA);
        return true;
    }

    /** Loop 2 (jr) over the microtiles of one micropanel of A. */
    private void microtiles(Microtiles tiles, int ir, int height, int jc, int width) {
        for (int jr = 0, number = 0, tile; jr < width; jr += tile, number++) {
            tile = tiles.cols(height, width - jr, ccs);
            tiles.compute(number, jr, height, tile, c, co + ir * crs + (jc + jr) * ccs, crs, ccs);
        }
    }

    /** Bias and activation, while the rows are still in the cache; very short rows all together. */
    private void epilogue(Workspace w, int row, int rows, int col, int cols) {
        int at = co + row * crs + col;
        Arithmetic.addToRows(bias.array(), bias.offset() + col, c, at, crs, rows, cols);
        if (activation == Activation.IDENTITY) {
            return;
        }
        boolean flat = crs == cols;
        int stretches = flat ? 1 : rows;
        for (int i = 0; i < stretches; i++) {
            int from = at + i * crs;
            w.elementwise.stretch(Operations.forward(activation), flat ? rows * cols : cols, c, from, c, from, c, from);
        }
    }
}
