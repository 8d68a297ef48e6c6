// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/** dev.ludovic.netlib's VectorBLAS, which JavaBLAS chooses. It is column-major: the row-major product is that of the swapped operands. */
final class NetlibPeer implements Peer.Product {
    private final BLAS blas = JavaBLAS.getInstance();
    private int m;
    private int n;
    private int k;
    private boolean ta;
    private boolean tb;
    private float[] a;
    private float[] b;
    private float[] c;

    @Override
    public void prepare(int m, int n, int k, boolean ta, boolean tb, float[] a, float[] b, int threads) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.ta = ta;
        this.tb = tb;
        this.a = a;
        this.b = b;
        c = new float[m * n];
    }

    @Override
    public void multiply() {
        blas.sgemm(tb ? "T" : "N", ta ? "T" : "N", n, m, k, 1, b, tb ? k : n, a, ta ? m : k, 0, c, n);
    }

    @Override
    public float[] result() {
        return c;
    }
}
