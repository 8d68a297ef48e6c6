// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/** dev.ludovic.netlib's VectorBLAS, which JavaBLAS chooses. It is column-major: the row-major product is that of the swapped operands. */
final class NetlibPeer implements Peer.Product {
    private final BLAS blas = JavaBLAS.getInstance();
    private Operands o;
    private float[] a;
    private float[] b;
    private float[] c;
    private double[] dc;

    @Override
    public void prepare(Operands operands) {
        o = operands;
        a = Operands.floats(o.a());
        b = Operands.floats(o.b());
        c = new float[o.m() * o.n()];
        dc = new double[o.m() * o.n()];
    }

    @Override
    public void multiply() {
        int m = o.m();
        int n = o.n();
        int k = o.k();
        String first = o.transposeB() ? "T" : "N";
        String second = o.transposeA() ? "T" : "N";
        int ldb = o.transposeB() ? k : n;
        int lda = o.transposeA() ? m : k;
        if (o.isDouble()) {
            blas.dgemm(first, second, n, m, k, 1, o.b(), ldb, o.a(), lda, 0, dc, n);
        } else {
            blas.sgemm(first, second, n, m, k, 1, b, ldb, a, lda, 0, c, n);
        }
    }

    @Override
    public double[] result() {
        return o.isDouble() ? dc : Operands.doubles(c);
    }
}
