// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Width;

/** Softmax and its kin, some rows at a time in buffers in which each is filled up to whole sixteens. */
final class Softmax {
    /** Elements of a buffer, unless one row has more: four of them fit into a level-1 cache. */
    private static final int ROOM = 2048;

    private static final int MOST_ROWS = ROOM / Width.LOGICAL;

    private final Leaves leaves;
    private final RowSums sums;
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
        if (room < Math.max(ROOM, n)) {
            room = Math.max(ROOM, n);
            x = leaves.precision().array(room);
            y = leaves.precision().array(room);
            e = leaves.precision().array(room);
            result = leaves.precision().array(room);
        }
        return n;
    }

    /** Of those from row i on, how many are computed together. */
    private int rows(Matrix z, int i, int n) {
        return Math.min(z.rows() - i, Math.max(1, ROOM / n));
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

    void forward(Matrix z, Matrix p) {
        int n = reserve(z.cols());
        for (int i = 0, rows; i < z.rows(); i += rows) {
            rows = rows(z, i, n);
            load(z, i, rows, x, Double.NEGATIVE_INFINITY, n);
            leaves.subtractGreatest(x, rows, n, null);
            leaves.exp(x, e, rows * n);
            leaves.rowSums(e, rows, n, sums.sum);
            leaves.divide(e, sums.sum, result, rows, n);
            store(result, p, i, rows, n);
        }
    }

    void backward(Matrix dp, Matrix p, Matrix dz) {
        int n = reserve(p.cols());
        for (int i = 0, rows; i < p.rows(); i += rows) {
            rows = rows(p, i, n);
            load(dp, i, rows, x, 0, n);
            load(p, i, rows, y, 0, n);
            leaves.rowDots(x, y, rows, n, sums.sum);
            leaves.softmaxBackward(x, y, sums.sum, rows, n);
            store(x, dz, i, rows, n);
        }
    }

    /**
     * Gradient and terms of softmax cross entropy; {@code share} is r = 1/rows. The greatest of a row is kept apart, so that
     * a small rest is not lost beside its 1.
     */
    void crossEntropy(Matrix z, Matrix target, Matrix gradient, Matrix terms, double share) {
        int n = reserve(z.cols());
        sums.share = share;
        for (int i = 0, rows; i < z.rows(); i += rows) {
            rows = rows(z, i, n);
            load(z, i, rows, x, Double.NEGATIVE_INFINITY, n);
            load(target, i, rows, y, 0, n);
            leaves.subtractGreatest(x, rows, n, sums.place);
            leaves.exp(x, e, rows * n);
            leaves.clearPlaces(e, sums, rows, n);
            leaves.rowSums(e, rows, n, sums.rest);
            leaves.rowSums(y, rows, n, sums.total);
            leaves.complete(sums, rows);
            leaves.softmaxCrossEntropy(e, y, result, x, sums, rows, n);
            leaves.placeGradients(y, result, sums, rows, n);
            store(result, gradient, i, rows, n);
            store(x, terms, i, rows, n);
        }
    }
}
