// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static dev.lanewise.vector.Lanes.LOGICAL;

import dev.lanewise.Matrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Softmax and its kin, row by row in buffers that are filled up to whole sixteens. */
final class Softmax {
    private final float[] lanes = new float[LOGICAL];
    private final Slices.Numbers numbers = new Slices.Numbers();
    private float[] x = new float[0];
    private float[] y = new float[0];
    private float[] e = new float[0];
    private float[] t = new float[0];

    private void reserve(int n) {
        if (t.length < n) {
            x = new float[n];
            y = new float[n];
            e = new float[n];
            t = new float[n];
        }
    }

    private static int padded(int cols) {
        return Math.ceilDiv(cols, LOGICAL) * LOGICAL;
    }

    private static void load(Matrix from, int row, float[] to, float filler, int n) {
        int at = from.offset() + row * from.rowStride();
        for (int j = 0; j < from.cols(); j++) {
            to[j] = from.array()[at + j * from.colStride()];
        }
        Arrays.fill(to, from.cols(), n, filler);
    }

    private static void store(float[] from, Matrix to, int row) {
        int at = to.offset() + row * to.rowStride();
        for (int j = 0; j < to.cols(); j++) {
            to.array()[at + j * to.colStride()] = from[j];
        }
    }

    void forward(Matrix z, Matrix p) {
        int n = padded(z.cols());
        reserve(n);
        for (int i = 0; i < z.rows(); i++) {
            load(z, i, x, Float.NEGATIVE_INFINITY, n);
            Exp.loop(x, 0, Sums.greatest(x, n, lanes), e, 0, n);
            divide(e, Sums.sum(e, n, lanes), x, n);
            store(x, p, i);
        }
    }

    private static void divide(float[] e, float sum, float[] p, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, e, i).div(sum).intoArray(p, i);
        }
    }

    void backward(Matrix dp, Matrix p, Matrix dz) {
        int n = padded(p.cols());
        reserve(n);
        for (int i = 0; i < p.rows(); i++) {
            load(dp, i, x, 0, n);
            load(p, i, y, 0, n);
            spread(x, y, Sums.dot(x, y, n, lanes), n);
            store(x, dz, i);
        }
    }

    private static void spread(float[] dp, float[] p, float sum, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector difference = FloatVector.fromArray(FLOATS, dp, i).sub(sum);
            FloatVector.fromArray(FLOATS, p, i).mul(difference).intoArray(dp, i);
        }
    }

    /** Gradient and terms of softmax cross entropy; {@code r} is 1/rows. */
    void crossEntropy(Matrix z, Matrix target, Matrix gradient, Matrix terms, float r) {
        int n = padded(z.cols());
        reserve(n);
        for (int i = 0; i < z.rows(); i++) {
            load(z, i, x, Float.NEGATIVE_INFINITY, n);
            load(target, i, t, 0, n);
            float greatest = Sums.greatest(x, n, lanes);
            Exp.loop(x, 0, greatest, e, 0, n);
            numbers.first = Sums.sum(e, n, lanes);
            lanes[0] = numbers.first;
            Log.loop(lanes, 0, lanes, 0, LOGICAL);
            numbers.second = lanes[0];
            numbers.rate = r;
            subtract(x, greatest, n);
            Losses.softmaxCrossEntropy(e, 0, t, 0, y, 0, x, 0, numbers, n);
            store(y, gradient, i);
            store(x, terms, i);
        }
    }

    private static void subtract(float[] x, float shift, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, i).sub(shift).intoArray(x, i);
        }
    }
}
