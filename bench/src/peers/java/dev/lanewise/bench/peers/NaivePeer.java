// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loop that everyone writes first with the Vector API: i, p, j, with a vector along the row of C. */
final class NaivePeer implements Peer.Product {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private int m;
    private int n;
    private int k;
    private float[] a;
    private float[] b;
    private float[] c;

    @Override
    public void prepare(int m, int n, int k, boolean ta, boolean tb, float[] a, float[] b, int threads) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.a = ta ? transposed(a, k, m) : a;
        this.b = tb ? transposed(b, n, k) : b;
        c = new float[m * n];
    }

    private static float[] transposed(float[] x, int rows, int cols) {
        float[] t = new float[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                t[j * rows + i] = x[i * cols + j];
            }
        }
        return t;
    }

    @Override
    public void multiply() {
        Arrays.fill(c, 0);
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                row(a[i * k + p], b, p * n, c, i * n, n);
            }
        }
    }

    private static void row(float factor, float[] b, int bo, float[] c, int co, int n) {
        FloatVector v = FloatVector.broadcast(FLOATS, factor);
        int whole = FLOATS.loopBound(n);
        for (int j = 0; j < whole; j += FLOATS.length()) {
            FloatVector s = FloatVector.fromArray(FLOATS, c, co + j);
            v.fma(FloatVector.fromArray(FLOATS, b, bo + j), s).intoArray(c, co + j);
        }
        for (int j = whole; j < n; j++) {
            c[co + j] = Math.fma(factor, b[bo + j], c[co + j]);
        }
    }

    @Override
    public float[] result() {
        return c;
    }
}
