// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Blocking.DIRECT_ROWS;
import static dev.lanewise.vector.Blocking.KC;
import static dev.lanewise.vector.Blocking.MR;
import static dev.lanewise.vector.Blocking.NC;
import static dev.lanewise.vector.Blocking.NR;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.MANY_REGISTERS;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.parallel.Parallel;

/**
 * C ← α·A·B + β·C by the five loops around a microkernel, numbered as in Van Zee and van de Geijn, <i>BLIS: A Framework
 * for Rapidly Instantiating BLAS Functionality</i>, ACM TOMS 41(3), 2015. Each element is one chain over all of k: blocks
 * of k leave it in C and pick it up there.
 */
final class Gemm implements Parallel.Task {
    /** Multiply-adds below which a product is not shared: some ten microseconds of work. */
    private static final long SHARED_WORK = 1L << 21;
    /** Sides up to which packing B would cost more than it brings. */
    private static final int DIRECT_MOST_ROWS = 48;

    private static final long DIRECT_WORK = 1L << 20;

    /** Two even out a thread that is held up; more would pack B more often. */
    private static final int BLOCKS_PER_THREAD = 2;

    private final Workspace own;
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

    private int blockRows;
    private int blockCols;

    Gemm(Workspace own) {
        this.own = own;
    }

    /** Without bias or activation. */
    void multiply(Team team, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        if (c.colStride() != 1 && c.rowStride() == 1 && alpha == 1) {
            start(team, alpha, b.t(), a.t(), beta, c.t(), null, Activation.IDENTITY);
        } else {
            start(team, alpha, a, b, beta, c, null, Activation.IDENTITY);
        }
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
        acs = a.colStride();
        this.b = b.array();
        bo = b.offset();
        brs = b.rowStride();
        bcs = b.colStride();
        this.c = c.array();
        co = c.offset();
        crs = c.rowStride();
        ccs = c.colStride();
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
            if (bias != null) {
                this.bias = null;
                own.forget();
            }
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

    /** Cuts C into equal blocks, a few for each thread, and lets the team compute them. */
    private void share(Team team) {
        blockRows = m;
        blockCols = n;
        if ((long) m * n * k >= SHARED_WORK && team.threads() > 1) {
            int wanted = BLOCKS_PER_THREAD * team.threads();
            while (blocksDown() * blocksAcross() < wanted && (blockRows > MR || blockCols > NR)) {
                if (blockCols <= NR || blockRows > MR && blockRows >= blockCols) {
                    blockRows = half(blockRows, MR);
                } else {
                    blockCols = half(blockCols, NR);
                }
            }
        }
        this.team = team;
        team.run(this, blocksDown() * blocksAcross());
    }

    private static int half(int size, int unit) {
        return Math.ceilDiv(Math.ceilDiv(size, 2), unit) * unit;
    }

    private int blocksDown() {
        return Math.ceilDiv(m, blockRows);
    }

    private int blocksAcross() {
        return Math.ceilDiv(n, blockCols);
    }

    @Override
    public void run(int block, int worker) {
        int row = block / blocksAcross() * blockRows;
        int col = block % blocksAcross() * blockCols;
        Workspace workspace = worker == 0 ? own : team.workspace(worker);
        block(workspace, row, Math.min(blockRows, m - row), col, Math.min(blockCols, n - col));
    }

    private void block(Workspace w, int row, int rows, int col, int cols) {
        boolean packed = cols >= COUNT && !(bcs == 1 && isDirect(rows, cols));
        int kc = Blocking.evenly(k, KC, 1);
        int nc = Blocking.evenly(cols, NC, NR);
        int mr = packed ? MR : cols > COUNT ? DIRECT_ROWS : DirectKernel8x1v.MR;
        // loop 5 (pc): split k into KC
        boolean last = false;
        for (int pc = 0; !last; pc += kc) {
            int depth = Math.min(kc, k - pc);
            last = k - pc <= kc;
            // loop 4 (jc): split n into NC
            for (int jc = col, width; jc < col + cols; jc += width) {
                width = Blocking.blockCols(col + cols - jc, nc);
                prepareB(w, packed, pc, depth, jc, width);
                // loop 3 (ir): split m into MR
                for (int ir = row; ir < row + rows; ir += mr) {
                    int height = Math.min(mr, row + rows - ir);
                    if (depth > 0) {
                        microtiles(w, packed, pc, depth, ir, height, jc, width);
                    }
                    if (last && bias != null) {
                        epilogue(w, ir, height, jc, width);
                    }
                }
            }
        }
    }

    private boolean isDirect(int rows, int cols) {
        return rows <= DIRECT_MOST_ROWS || (long) rows * cols * k <= DIRECT_WORK;
    }

    private void prepareB(Workspace w, boolean packed, int pc, int depth, int jc, int width) {
        int from = bo + pc * brs + jc * bcs;
        if (packed) {
            Packing.packB(b, from, brs, bcs, depth, width, w);
        } else if (width < COUNT) {
            Packing.fillUpB(b, from, brs, bcs, depth, width, w.rowsOfB);
        }
    }

    /** Loop 2 (jr) over the microtiles of one micropanel of A. */
    private void microtiles(Workspace w, boolean packed, int pc, int depth, int i, int height, int jc, int width) {
        int from = ao + i * ars + pc * acs;
        boolean copy = packed || alpha != 1 || acs != 1;
        if (copy) {
            Packing.packA(alpha, a, from, ars, acs, height, depth, w.packedA);
        }
        float[] left = copy ? w.packedA : a;
        int lo = copy ? 0 : from;
        int lrs = copy ? Packing.A_STRIDE : ars;
        boolean zero = fromZero && pc == 0;
        long panel = 0;
        for (int jr = 0, cols; jr < width; jr += cols) {
            cols = Blocking.tileCols(width - jr);
            int at = co + i * crs + (jc + jr) * ccs;
            int right = packed ? 0 : bo + pc * brs + jc + jr;
            if (ccs == 1 && cols >= COUNT) {
                microtile(w, packed, depth, left, lo, lrs, panel, b, right, brs, cols, zero, c, at, crs, height);
            } else {
                buffered(w, packed, depth, left, lo, lrs, panel, right, cols, zero, at, height);
            }
            panel += (long) depth * NR * Float.BYTES;
        }
    }

    /** A microtile whose elements in C are no whole vectors: by way of a buffer. */
    private void buffered(
            Workspace w,
            boolean packed,
            int depth,
            float[] left,
            int lo,
            int lrs,
            long panel,
            int right,
            int cols,
            boolean zero,
            int at,
            int height) {
        int trs = cols < COUNT ? COUNT : NR;
        if (!zero) {
            Tiles.load(c, at, crs, ccs, w.tile, 0, trs, height, cols);
        }
        float[] rows = cols < COUNT ? w.rowsOfB : b;
        int from = cols < COUNT ? 0 : right;
        int step = cols < COUNT ? COUNT : brs;
        microtile(
                w,
                packed,
                depth,
                left,
                lo,
                lrs,
                panel,
                rows,
                from,
                step,
                Math.max(cols, COUNT),
                zero,
                w.tile,
                0,
                trs,
                height);
        Tiles.store(w.tile, trs, c, at, crs, ccs, height, cols);
    }

    private static void microtile(
            Workspace w,
            boolean packed,
            int depth,
            float[] left,
            int lo,
            int lrs,
            long panel,
            float[] b,
            int right,
            int brs,
            int cols,
            boolean zero,
            float[] to,
            int at,
            int trs,
            int height) {
        int second = cols - COUNT;
        if (!packed && cols > COUNT && MANY_REGISTERS && height == DirectKernel12x2v.MR) {
            DirectKernel12x2v.multiply(depth, left, lo, lrs, b, right, brs, second, zero, to, at, trs);
        } else if (!packed && cols == COUNT) {
            for (int i = 0; i < height; i += DirectKernel8x1v.MR) {
                int rows = Math.min(DirectKernel8x1v.MR, height - i);
                DirectKernel8x1v.multiply(
                        depth, left, lo + i * lrs, lrs, b, right, brs, zero, to, at + i * trs, trs, rows);
            }
        } else if (!packed) {
            for (int i = 0; i < height; i += DirectKernel4x2v.MR) {
                int rows = Math.min(DirectKernel4x2v.MR, height - i);
                DirectKernel4x2v.multiply(
                        depth, left, lo + i * lrs, lrs, b, right, brs, second, zero, to, at + i * trs, trs, rows);
            }
        } else if (MANY_REGISTERS) {
            PackedKernel12x2v.multiply(depth, w.packedA, w.packedB, panel, second, zero, to, at, trs, height);
        } else {
            PackedKernel6x2v.multiply(depth, w.packedA, w.packedB, panel, second, zero, to, at, trs, height);
        }
    }

    /** Bias and activation, while the rows are still in the cache. */
    private void epilogue(Workspace w, int row, int rows, int col, int cols) {
        for (int i = row; i < row + rows; i++) {
            int at = co + i * crs + col;
            w.elementwise.stretch(Operations.ADD, cols, c, at, bias.array(), bias.offset() + col, c, at);
            if (activation != Activation.IDENTITY) {
                w.elementwise.stretch(Operations.forward(activation), cols, c, at, c, at, c, at);
            }
        }
    }
}
