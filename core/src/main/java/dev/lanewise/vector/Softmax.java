// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Width;
import java.util.Arrays;

/** Softmax and its kin, some rows at a time in buffers in which each is filled up to whole sixteens. */
final class Softmax implements Parallel.Task {
    private enum Kind {
        FORWARD,
        BACKWARD,
        CROSS_ENTROPY
    }

    /** Elements from which rows are shared: some ten microseconds of work. */
    private static final long SHARED_FROM = 1 << 16;
    /** Blocks for each thread. */
    private static final int BLOCKS = 4;

    /** Elements of a buffer, unless one row has more: four of them take half of a level-1 cache. */
    private static final int ROOM = 1024;

    private static final int MOST_ROWS = ROOM / Width.LOGICAL;

    private final Leaves leaves;
    private final RowSums sums;
    private final Matrix[] operands = new Matrix[4];

    @SuppressWarnings("NullAway.Init")
    private Team team;

    private Kind kind = Kind.FORWARD;
    private double share;
    private int rowsPerBlock;
    private int room;
    /** Two operands, the exponentials of the first, and a result. */
    private Object x;

    private Object y;
    private Object e;
    private Object result;

    Softmax(Leaves leaves) {
        this.leaves = leaves;
        sums = new RowSums(leaves.precision(), MOST_ROWS);
        x = leaves.precision().array(0);
        y = x;
        e = x;
        result = x;
    }

    /** The stride of rows in the buffers. */
    private int reserve(int cols) {
        int n = Width.padded(cols);
        int wanted = Math.max(ROOM, n);
        if (room < wanted) {
            make(0);
            make(wanted);
        }
        return n;
    }

    /** New buffers; where there is no memory for all of them there is no room, rather than some of it. */
    private void make(int length) {
        x = leaves.precision().array(length);
        y = leaves.precision().array(length);
        e = leaves.precision().array(length);
        result = leaves.precision().array(length);
        room = length;
    }

    /** Of those that are left, how many are computed together. */
    private static int rows(int left, int n) {
        return Math.min(left, Math.max(1, ROOM / n));
    }

    private void load(Matrix from, int i, int rows, Object to, double filler, int n) {
        leaves.load(from, i, 0, rows, from.cols(), to, 0, n);
        if (from.cols() < n) {
            leaves.pad(to, filler, rows, from.cols(), n);
        }
    }

    private void store(Object from, Matrix to, int i, int rows, int n) {
        leaves.store(from, n, to, i, 0, rows, to.cols());
    }

    /** P ← softmax(Z). */
    void forward(Team team, Matrix z, Matrix p) {
        run(team, Kind.FORWARD, z, p, p, p);
    }

    /** dZ ← P ⊙ (dP − rowsum(dP ⊙ P)). */
    void backward(Team team, Matrix dp, Matrix p, Matrix dz) {
        run(team, Kind.BACKWARD, dp, p, dz, dz);
    }

    /** Gradient and terms of softmax cross entropy; {@code share} is r = 1/rows. */
    void crossEntropy(Team team, Matrix z, Matrix target, Matrix gradient, Matrix terms, double share) {
        this.share = share;
        run(team, Kind.CROSS_ENTROPY, z, target, gradient, terms);
    }

    private void run(Team team, Kind kind, Matrix first, Matrix second, Matrix third, Matrix fourth) {
        this.team = team;
        this.kind = kind;
        operands[0] = first;
        operands[1] = second;
        operands[2] = third;
        operands[3] = fourth;
        long size = (long) first.rows() * Width.padded(first.cols());
        boolean shared = team.shares(size, SHARED_FROM);
        rowsPerBlock = shared ? Math.ceilDiv(first.rows(), BLOCKS * team.threads()) : first.rows();
        try {
            team.run(this, Math.ceilDiv(first.rows(), rowsPerBlock));
        } finally {
            Arrays.fill(operands, null);
        }
    }

    @Override
    public void run(int block, int worker) {
        Softmax softmax = worker == 0 ? this : team.worker(worker, leaves).softmax;
        int from = block * rowsPerBlock;
        int to = from + Math.min(rowsPerBlock, operands[0].rows() - from);
        switch (kind) {
            case FORWARD -> softmax.forward(operands[0], operands[1], from, to);
            case BACKWARD -> softmax.backward(operands[0], operands[1], operands[2], from, to);
            case CROSS_ENTROPY -> softmax.crossEntropy(operands, share, from, to);
        }
    }

    private void forward(Matrix z, Matrix p, int from, int to) {
        int n = reserve(z.cols());
        for (int i = from, rows; i < to; i += rows) {
            rows = rows(to - i, n);
            load(z, i, rows, x, Double.NEGATIVE_INFINITY, n);
            leaves.subtractGreatest(x, rows, n, null);
            leaves.exp(x, e, rows * n);
            leaves.rowSums(e, rows, n, sums.sum);
            leaves.divide(e, sums.sum, result, rows, n);
            store(result, p, i, rows, n);
        }
    }

    private void backward(Matrix dp, Matrix p, Matrix dz, int from, int to) {
        int n = reserve(p.cols());
        for (int i = from, rows; i < to; i += rows) {
            rows = rows(to - i, n);
            // Their product is −0, which added to anything, be it −0, changes nothing.
            load(dp, i, rows, x, -0.0, n);
            load(p, i, rows, y, 0, n);
            leaves.rowDots(x, y, rows, n, sums.sum);
            leaves.softmaxBackward(x, y, sums.sum, rows, n);
            store(x, dz, i, rows, n);
        }
    }

    /** The greatest of a row is kept apart, so that a small rest is not lost beside its 1. */
    private void crossEntropy(Matrix[] of, double share, int from, int to) {
        int n = reserve(of[0].cols());
        sums.share = share;
        for (int i = from, rows; i < to; i += rows) {
            rows = rows(to - i, n);
            load(of[0], i, rows, x, Double.NEGATIVE_INFINITY, n);
            load(of[1], i, rows, y, 0, n);
            leaves.subtractGreatest(x, rows, n, sums.place);
            leaves.exp(x, e, rows * n);
            leaves.clearPlaces(e, sums, rows, n);
            leaves.rowSums(e, rows, n, sums.rest);
            leaves.rowSums(y, rows, n, sums.total);
            leaves.complete(sums, rows);
            leaves.softmaxCrossEntropy(e, y, result, x, sums, rows, n);
            leaves.placeGradients(y, result, sums, rows, n);
            store(result, of[2], i, rows, n);
            store(x, of[3], i, rows, n);
        }
    }
}
