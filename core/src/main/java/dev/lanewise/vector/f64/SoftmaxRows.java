// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.ZERO;
import static jdk.incubator.vector.VectorOperators.EQ;

import dev.lanewise.vector.leaf.Leaves.RowSums;
import jdk.incubator.vector.DoubleVector;

/** The loops of softmax and its kin over one row, filled up to whole sixteens. */
final class SoftmaxRows {
    private SoftmaxRows() {}

    static void divide(double[] e, double sum, double[] p, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector.fromArray(DOUBLES, e, i).div(sum).intoArray(p, i);
        }
    }

    static void subtract(double[] x, double shift, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector.fromArray(DOUBLES, x, i).sub(shift).intoArray(x, i);
        }
    }

    static void backward(double[] dp, double[] p, double sum, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector difference = DoubleVector.fromArray(DOUBLES, dp, i).sub(sum);
            DoubleVector.fromArray(DOUBLES, p, i).mul(difference).intoArray(dp, i);
        }
    }

    static void crossEntropy(double[] e, double[] t, double[] g, double[] v, RowSums sums, int n) {
        double r = sums.share;
        double sum = sums.sum;
        double total = sums.total;
        double logSum = sums.logSum;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector y = DoubleVector.fromArray(DOUBLES, t, i);
            DoubleVector x = DoubleVector.fromArray(DOUBLES, v, i);
            DoubleVector term = y.mul(DoubleVector.broadcast(DOUBLES, logSum).sub(x));
            term.blend(ZERO, y.compare(EQ, ZERO)).intoArray(v, i);
            DoubleVector share = DoubleVector.fromArray(DOUBLES, e, i).div(sum);
            share.mul(total).sub(y).mul(r).intoArray(g, i);
        }
        double y = t[sums.place];
        g[sums.place] = Math.fma(-y, sums.rest, total - y) / sum * r;
    }
}
// spotless:on
