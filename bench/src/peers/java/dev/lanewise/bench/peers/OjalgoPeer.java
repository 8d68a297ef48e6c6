// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import org.ojalgo.matrix.operation.MultiplyBoth;
import org.ojalgo.matrix.operation.MultiplyLeft;
import org.ojalgo.matrix.operation.MultiplyNeither;
import org.ojalgo.matrix.operation.MultiplyRight;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.PhysicalStore;
import org.ojalgo.matrix.store.R032Store;
import org.ojalgo.matrix.store.R064Store;

/** ojAlgo's stores; it would take all processors if it were not told how many threads. */
final class OjalgoPeer implements Peer.Product {
    private MatrixStore<Double> a;
    private MatrixStore<Double> b;
    private PhysicalStore<Double> c;

    @Override
    public void prepare(Operands o) {
        int threads = o.threads();
        MultiplyBoth.PARALLELISM = () -> threads;
        MultiplyLeft.PARALLELISM = () -> threads;
        MultiplyNeither.PARALLELISM = () -> threads;
        MultiplyRight.PARALLELISM = () -> threads;
        a = o.transposeA() ? store(o, o.k(), o.m(), o.a()).transpose() : store(o, o.m(), o.k(), o.a());
        b = o.transposeB() ? store(o, o.n(), o.k(), o.b()).transpose() : store(o, o.k(), o.n(), o.b());
        c = store(o, o.m(), o.n(), new double[o.m() * o.n()]);
    }

    private static PhysicalStore<Double> store(Operands o, int rows, int cols, double[] values) {
        PhysicalStore<Double> store =
                o.isDouble() ? R064Store.FACTORY.make(rows, cols) : R032Store.FACTORY.make(rows, cols);
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
    public double[] result() {
        int rows = (int) c.countRows();
        int cols = (int) c.countColumns();
        double[] result = new double[rows * cols];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                result[i * cols + j] = c.doubleValue(i, j);
            }
        }
        return result;
    }
}
