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
    /** Multiply-adds below which a product is not shared: some ten microseconds of work. */
    private static final long SHARED_WORK = 1L << 21;
    /** Sides up to which packing B would cost more than it brings. */
    private static final int DIRECT_ROWS = 48;

    private static final long DIRECT_WORK = 1L << 20;

    /** Two even out a thread that is held up; more would pack B more often. */
    private static final int BLOCKS_PER_THREAD = 2;

    /** Rows of A this far apart fall into one set of the nearest cache. */
    private static final int ALIASING_STRIDE = 1024;

    private static final float[] ZEROS = new float[NR];

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
            this.bias = null;
            own.forget();
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
        boolean direct = bcs == 1 && ccs == 1 && alpha == 1 && isDirect(rows, cols);
        int kc = Blocking.evenly(Math.max(k, 1), KC, 1);
        int nc = Blocking.evenly(cols, NC, NR);
        // loop 5 (pc): split k into KC
        boolean last = false;
        for (int pc = 0; !last; pc += kc) {
            int depth = Math.min(kc, k - pc);
            last = k - pc <= kc;
            // loop 4 (jc): split n into NC
            for (int jc = col; jc < col + cols; jc += nc) {
                int width = Math.min(nc, col + cols - jc);
                if (!direct && depth > 0) {
                    Packing.packB(b, bo + pc * brs + jc * bcs, brs, bcs, depth, width, w.packedB);
                }
                // loop 3 (ir): split m into MR
                for (int ir = row; ir < row + rows; ir += MR) {
                    int height = Math.min(MR, row + rows - ir);
                    if (depth == 0) {
                        assert k == 0 : "C is scaled already";
                    } else if (direct) {
                        directRow(w, pc, depth, ir, height, jc, width);
                    } else {
                        packedRow(w, pc, depth, ir, height, jc, width);
                    }
                    if (last) {
                        epilogue(w, ir, height, jc, width);
                    }
                }
            }
        }
    }

    private boolean isDirect(int rows, int cols) {
        return rows <= DIRECT_ROWS || (long) rows * cols * k <= DIRECT_WORK;
    }

    /** Loop 2 (jr) over the micropanels of a packed block of B: a row of microtiles of C. */
    private void packedRow(Workspace w, int pc, int depth, int i, int height, int jc, int width) {
        boolean pack =
                alpha != 1 || height < MR || acs != 1 && width > 2 * NR || ars % ALIASING_STRIDE == 0 && width > 2 * NR;
        int from = ao + i * ars + pc * acs;
        if (pack) {
            Packing.packA(alpha, a, from, ars, acs, height, depth, w.packedA);
        }
        float[] left = pack ? w.packedA : a;
        int lo = pack ? 0 : from;
        int lrs = pack ? Packing.rowStrideOfPackedA(acs) : ars;
        int lcs = pack ? Packing.stepOfPackedA(acs) : acs;
        boolean zero = fromZero && pc == 0;
        for (int jr = 0; jr < width; jr += NR) {
            long panel = (long) jr * depth * Float.BYTES;
            int live = Math.min(NR, width - jr);
            int at = co + i * crs + (jc + jr) * ccs;
            boolean full = height == MR && live == NR && ccs == 1;
            if (!full && !zero) {
                Tiles.load(c, at, crs, ccs, w.tile, NR, height, live);
            }
            float[] s = zero ? ZEROS : full ? c : w.tile;
            int so = zero || !full ? 0 : at;
            int srs = zero ? 0 : full ? crs : NR;
            float[] to = full ? c : w.tile;
            int too = full ? at : 0;
            int trs = full ? crs : NR;
            if (Lanes.MANY_REGISTERS) {
                PackedKernel12x2v.multiply(depth, left, lo, lrs, lcs, w.packedB, panel, s, so, srs, to, too, trs);
            } else {
                PackedKernel6x2v.multiply(depth, left, lo, lrs, lcs, w.packedB, panel, s, so, srs, to, too, trs);
            }
            if (!full) {
                Tiles.store(w.tile, NR, c, at, crs, ccs, height, live);
            }
        }
    }

    /** Loop 2 (jr) over B as it lies: full microtiles where they fit, smaller ones at the edges. */
    private void directRow(Workspace w, int pc, int depth, int i, int height, int jc, int width) {
        int from = ao + i * ars + pc * acs;
        int panel = bo + pc * brs + jc;
        int at = co + i * crs + jc;
        boolean zero = fromZero && pc == 0;
        float[] s = zero ? ZEROS : c;
        int srs = zero ? 0 : crs;
        int wide = Lanes.MANY_REGISTERS && height == MR ? width / NR * NR : 0;
        for (int jr = 0; jr < wide; jr += NR) {
            int so = zero ? 0 : at + jr;
            DirectKernel12x2v.multiply(depth, a, from, ars, acs, b, panel + jr, brs, s, so, srs, c, at + jr, crs);
        }
        for (int ir = 0; ir < height && wide < width; ir += EdgeKernel8x1v.MR) {
            int rows = Math.min(EdgeKernel8x1v.MR, height - ir);
            for (int jr = wide; jr < width; jr += COUNT) {
                int cols = Math.min(COUNT, width - jr);
                edgeTile(w, zero, depth, from + ir * ars, panel + jr, at + ir * crs + jr, rows, cols);
            }
        }
    }

    /** One small microtile. A vector that would reach beyond the end of B's array is read from a filled-up copy. */
    private void edgeTile(Workspace w, boolean zero, int depth, int from, int panel, int at, int rows, int cols) {
        boolean full = cols == COUNT;
        if (!full && !zero) {
            Tiles.load(c, at, crs, 1, w.tile, COUNT, rows, cols);
        }
        float[] s = zero ? ZEROS : full ? c : w.tile;
        int so = zero || !full ? 0 : at;
        int srs = zero ? 0 : full ? crs : COUNT;
        float[] to = full ? c : w.tile;
        int too = full ? at : 0;
        int trs = full ? crs : COUNT;
        int safe = full ? depth : rowsWithin(panel, depth);
        if (safe > 0) {
            EdgeKernel8x1v.multiply(safe, a, from, ars, acs, b, panel, brs, s, so, srs, to, too, trs, rows);
            s = to;
            so = too;
            srs = trs;
        }
        if (safe < depth) {
            int rest = depth - safe;
            Tiles.load(b, panel + safe * brs, brs, 1, w.rowsOfB, COUNT, rest, cols);
            int left = from + safe * acs;
            EdgeKernel8x1v.multiply(rest, a, left, ars, acs, w.rowsOfB, 0, COUNT, s, so, srs, to, too, trs, rows);
        }
        if (!full) {
            Tiles.store(w.tile, COUNT, c, at, crs, 1, rows, cols);
        }
    }

    /** How many rows of B, from the panel's first, can be read a whole vector at a time. */
    private int rowsWithin(int panel, int depth) {
        int room = b.length - COUNT - panel;
        return room < 0 ? 0 : brs == 0 ? depth : Math.min(depth, room / brs + 1);
    }

    /** Bias and activation, while the rows are still in the cache. */
    private void epilogue(Workspace w, int row, int rows, int col, int cols) {
        if (bias == null) {
            return;
        }
        for (int i = row; i < row + rows; i++) {
            int at = co + i * crs + col;
            w.elementwise.stretch(Operations.ADD, cols, c, at, bias.array(), bias.offset() + col, c, at);
            if (activation != Activation.IDENTITY) {
                w.elementwise.stretch(Operations.forward(activation), cols, c, at, c, at, c, at);
            }
        }
    }
}
