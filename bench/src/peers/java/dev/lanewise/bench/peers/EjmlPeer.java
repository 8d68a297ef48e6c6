// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** EJML's row-major matrices. */
final class EjmlPeer implements Peer.Product {
    private boolean ta;
    private boolean tb;
    private boolean several;
    private boolean inDouble;
    private FMatrixRMaj a;
    private FMatrixRMaj b;
    private FMatrixRMaj c;
    private DMatrixRMaj da;
    private DMatrixRMaj db;
    private DMatrixRMaj dc;

    @Override
    public void prepare(Operands o) {
        ta = o.transposeA();
        tb = o.transposeB();
        several = o.threads() > 1;
        inDouble = o.isDouble();
        int aRows = ta ? o.k() : o.m();
        int aCols = ta ? o.m() : o.k();
        int bRows = tb ? o.n() : o.k();
        int bCols = tb ? o.k() : o.n();
        if (inDouble) {
            da = DMatrixRMaj.wrap(aRows, aCols, o.a());
            db = DMatrixRMaj.wrap(bRows, bCols, o.b());
            dc = new DMatrixRMaj(o.m(), o.n());
        } else {
            a = FMatrixRMaj.wrap(aRows, aCols, Operands.floats(o.a()));
            b = FMatrixRMaj.wrap(bRows, bCols, Operands.floats(o.b()));
            c = new FMatrixRMaj(o.m(), o.n());
        }
    }

    @Override
    public void multiply() {
        if (inDouble) {
            multiplyDoubles();
        } else if (several && !ta && !tb) {
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

    private void multiplyDoubles() {
        if (several && !ta && !tb) {
            CommonOps_MT_DDRM.mult(da, db, dc);
        } else if (ta && tb) {
            CommonOps_DDRM.multTransAB(da, db, dc);
        } else if (ta) {
            CommonOps_DDRM.multTransA(da, db, dc);
        } else if (tb) {
            CommonOps_DDRM.multTransB(da, db, dc);
        } else {
            CommonOps_DDRM.mult(da, db, dc);
        }
    }

    @Override
    public double[] result() {
        return inDouble ? dc.data : Operands.doubles(c.data);
    }
}
