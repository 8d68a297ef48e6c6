// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** Lanewise on heap arrays. */
final class LanewisePeer implements Peer.Product {
    private Backend backend;
    private Matrix a;
    private Matrix b;
    private Matrix c;

    @Override
    public void prepare(int m, int n, int k, boolean ta, boolean tb, float[] a, float[] b, int threads) {
        backend = Backends.open("vector", threads);
        this.a = ta ? Matrix.of(a, k, m).t() : Matrix.of(a, m, k);
        this.b = tb ? Matrix.of(b, n, k).t() : Matrix.of(b, k, n);
        c = Matrix.zeros(m, n);
    }

    @Override
    public void multiply() {
        backend.gemm(1, a, b, 0, c);
    }

    @Override
    public float[] result() {
        return c.array();
    }
}
