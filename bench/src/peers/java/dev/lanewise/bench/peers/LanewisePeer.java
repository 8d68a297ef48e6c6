// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** Lanewise on heap arrays; a single column, as it comes from a layer of one output, is a matrix times a vector. */
final class LanewisePeer implements Peer.Product {
    private Backend backend;
    private Matrix a;
    private Matrix b;
    private Matrix c;
    private boolean isVector;

    @Override
    public void prepare(Operands o) {
        backend = Backends.open("vector", o.threads());
        a = stored(o, o.a(), o.m(), o.k(), o.transposeA());
        b = stored(o, o.b(), o.k(), o.n(), o.transposeB());
        c = Matrix.zeros(o.m(), o.n(), o.precision());
        isVector = o.n() == 1 && !o.transposeA();
    }

    private static Matrix stored(Operands o, double[] values, int rows, int cols, boolean transposed) {
        Matrix x = transposed ? Matrix.of(values, cols, rows) : Matrix.of(values, rows, cols);
        Matrix own = x.to(o.precision());
        return transposed ? own.t() : own;
    }

    @Override
    public void multiply() {
        if (isVector) {
            backend.gemv(1, a, b, 0, c);
        } else {
            backend.gemm(1, a, b, 0, c);
        }
    }

    @Override
    public double[] result() {
        return c.to(dev.lanewise.Precision.DOUBLE).doubles();
    }
}
