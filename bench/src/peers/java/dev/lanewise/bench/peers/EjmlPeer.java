// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** EJML's row-major float matrices. */
final class EjmlPeer implements Peer.Product {
    private boolean ta;
    private boolean tb;
    private boolean several;
    private FMatrixRMaj a;
    private FMatrixRMaj b;
    private FMatrixRMaj c;

    @Override
    public void prepare(int m, int n, int k, boolean ta, boolean tb, float[] a, float[] b, int threads) {
        this.ta = ta;
        this.tb = tb;
        several = threads > 1;
        this.a = FMatrixRMaj.wrap(ta ? k : m, ta ? m : k, a);
        this.b = FMatrixRMaj.wrap(tb ? n : k, tb ? k : n, b);
        c = new FMatrixRMaj(m, n);
    }

    @Override
    public void multiply() {
        if (several && !ta && !tb) {
            CommonOps_MT_FDRM.mult(a, b, c);
        } else if (ta && tb) {
            CommonOps_FDRM.multTransAB(a, b, c);
        } else if (ta) {
            CommonOps_FDRM.multTransA(a, b, c);
        } else if (tb) {
            CommonOps_FDRM.multTransB(a, b, c);
        } else {
            CommonOps_FDRM.mult(a, b, c);
        }
    }

    @Override
    public float[] result() {
        return c.data;
    }
}
