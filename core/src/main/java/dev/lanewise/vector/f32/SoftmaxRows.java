// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static jdk.incubator.vector.VectorOperators.EQ;

import dev.lanewise.vector.leaf.Leaves.RowSums;
import jdk.incubator.vector.FloatVector;

/** The loops of softmax and its kin over one row, filled up to whole sixteens. */
final class SoftmaxRows {
    private SoftmaxRows() {}

    static void divide(float[] e, float sum, float[] p, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, e, i).div(sum).intoArray(p, i);
        }
    }

    static void subtract(float[] x, float shift, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, i).sub(shift).intoArray(x, i);
        }
    }

    static void backward(float[] dp, float[] p, float sum, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector difference = FloatVector.fromArray(FLOATS, dp, i).sub(sum);
            FloatVector.fromArray(FLOATS, p, i).mul(difference).intoArray(dp, i);
        }
    }

    static void crossEntropy(float[] e, float[] t, float[] g, float[] v, RowSums sums, int n) {
        float r = (float) sums.share;
        float sum = (float) sums.sum;
        float total = (float) sums.total;
        float logSum = (float) sums.logSum;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, t, i);
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector term = y.mul(FloatVector.broadcast(FLOATS, logSum).sub(x));
            term.blend(ZERO, y.compare(EQ, ZERO)).intoArray(v, i);
            FloatVector share = FloatVector.fromArray(FLOATS, e, i).div(sum);
            share.mul(total).sub(y).mul(r).intoArray(g, i);
        }
        float y = t[sums.place];
        g[sums.place] = Math.fma(-y, (float) sums.rest, total - y) / sum * r;
    }
}
