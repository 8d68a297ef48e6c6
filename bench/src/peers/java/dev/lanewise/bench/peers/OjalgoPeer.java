// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import org.ojalgo.matrix.operation.MultiplyBoth;
import org.ojalgo.matrix.operation.MultiplyLeft;
import org.ojalgo.matrix.operation.MultiplyNeither;
import org.ojalgo.matrix.operation.MultiplyRight;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R032Store;

/** ojAlgo's single-precision store; it would take all processors if it were not told how many threads. */
final class OjalgoPeer implements Peer.Product {
    private MatrixStore<Double> a;
    private MatrixStore<Double> b;
    private R032Store c;

    @Override
    public void prepare(int m, int n, int k, boolean ta, boolean tb, float[] a, float[] b, int threads) {
        MultiplyBoth.PARALLELISM = () -> threads;
        MultiplyLeft.PARALLELISM = () -> threads;
        MultiplyNeither.PARALLELISM = () -> threads;
        MultiplyRight.PARALLELISM = () -> threads;
        this.a = ta ? store(k, m, a).transpose() : store(m, k, a);
        this.b = tb ? store(n, k, b).transpose() : store(k, n, b);
        c = R032Store.FACTORY.make(m, n);
    }

    private static R032Store store(int rows, int cols, float[] values) {
        R032Store store = R032Store.FACTORY.make(rows, cols);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                store.set(i, j, values[i * cols + j]);
            }
        }
        return store;
    }

    @Override
    public void multiply() {
        a.multiply(b, c);
    }

    @Override
    public float[] result() {
        int rows = (int) c.countRows();
        int cols = (int) c.countColumns();
        float[] result = new float[rows * cols];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                result[i * cols + j] = c.floatValue(i, j);
            }
        }
        return result;
    }
}
