// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Leaves.RowSums;
import dev.lanewise.vector.leaf.Width;

/** Softmax and its kin, row by row in buffers that are filled up to whole sixteens. */
final class Softmax {
    private final Leaves leaves;
    private final RowSums sums = new RowSums();
    private final Object lanes;
    private int room;
    /** Two operands of one row, the exponentials of the first, and room for a result. */
    private Object x;

    private Object y;
    private Object e;
    private Object result;

    Softmax(Leaves leaves) {
        this.leaves = leaves;
        lanes = leaves.precision().array(Width.LOGICAL);
    }

    private int reserve(int cols) {
        int n = Width.padded(cols);
        if (room < n) {
            room = n;
            x = leaves.precision().array(n);
            y = leaves.precision().array(n);
            e = leaves.precision().array(n);
            result = leaves.precision().array(n);
        }
        return n;
    }

    private void load(Matrix from, int row, Object to, double filler, int n) {
        int at = from.offset() + row * from.rowStride();
        leaves.copy(from.array(), at, from.colStride(), to, 0, 1, from.cols());
        leaves.fill(to, from.cols(), n, filler);
    }

    private void store(Object from, Matrix to, int row) {
        leaves.copy(from, 0, 1, to.array(), to.offset() + row * to.rowStride(), to.colStride(), to.cols());
    }

    void forward(Matrix z, Matrix p) {
        int n = reserve(z.cols());
        for (int i = 0; i < z.rows(); i++) {
            load(z, i, x, Double.NEGATIVE_INFINITY, n);
            leaves.exp(x, leaves.greatest(x, n, lanes), e, n);
            leaves.divide(e, leaves.sum(e, n, lanes), result, n);
            store(result, p, i);
        }
    }

    void backward(Matrix dp, Matrix p, Matrix dz) {
        int n = reserve(p.cols());
        for (int i = 0; i < p.rows(); i++) {
            load(dp, i, x, 0, n);
            load(p, i, y, 0, n);
            leaves.softmaxBackward(x, y, leaves.dot(x, y, n, lanes), n);
            store(x, dz, i);
        }
    }

    /** Gradient and terms of softmax cross entropy; {@code share} is r = 1/rows. */
    void crossEntropy(Matrix z, Matrix target, Matrix gradient, Matrix terms, double share) {
        int n = reserve(z.cols());
        sums.share = share;
        for (int i = 0; i < z.rows(); i++) {
            load(z, i, x, Double.NEGATIVE_INFINITY, n);
            load(target, i, y, 0, n);
            setSums(n);
            leaves.softmaxCrossEntropy(e, y, result, x, sums, n);
            store(result, gradient, i);
            store(x, terms, i);
        }
    }

    /** Leaves z − m in x, its exponentials in e. The greatest is kept apart, so that a small rest is not lost beside its 1. */
    private void setSums(int n) {
        double greatest = leaves.greatest(x, n, lanes);
        boolean none = greatest == Double.NEGATIVE_INFINITY;
        int k = none ? 0 : leaves.place(x, greatest, n);
        leaves.subtract(x, greatest, n);
        leaves.fill(x, k, k + 1, 0);
        leaves.exp(x, 0, e, n);
        leaves.fill(e, k, k + 1, 0);
        sums.place = k;
        sums.rest = none ? Double.NaN : leaves.sum(e, n, lanes);
        sums.total = leaves.sum(y, n, lanes);
        leaves.complete(sums);
    }
}
