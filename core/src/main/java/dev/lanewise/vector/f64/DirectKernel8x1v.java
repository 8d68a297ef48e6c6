// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.DoubleVector;

/**
 * Microkernel over B as it lies: C ← A·B, or C ← C + A·B unless {@code zero}, for up to 8 rows x 1 vectors.
 *
 * <p>It is there
 * for products one vector wide or narrower, and for the last vector of wider ones. Rows past the last of {@code rows} repeat it.
 *
 * <pre>
 *            b0
 * a0   ->  [ c0_0   ]
 * a1   ->  [ c1_0   ]
 * a2   ->  [ c2_0   ]
 * a3   ->  [ c3_0   ]
 * a4   ->  [ c4_0   ]
 * a5   ->  [ c5_0   ]
 * a6   ->  [ c6_0   ]
 * a7   ->  [ c7_0   ]
 * </pre>
 */
final class DirectKernel8x1v {
    private DirectKernel8x1v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        double[] a = (double[]) t.a;
        int ao = t.ao;
        int ars = t.ars;
        double[] b = (double[]) t.b;
        int bo = t.bo;
        int brs = t.brs;
        double[] c = (double[]) t.c;
        int co = t.co;
        int crs = t.crs;
        int last = t.rows - 1;
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        int r4 = Math.min(4, last);
        int r5 = Math.min(5, last);
        int r6 = Math.min(6, last);
        int r7 = Math.min(7, last);
        DoubleVector c0_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c1_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c2_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c3_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c4_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c5_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c6_0 = DoubleVector.zero(DOUBLES);
        DoubleVector c7_0 = DoubleVector.zero(DOUBLES);
        if (!zero) {
            c0_0 = DoubleVector.fromArray(DOUBLES, c, co + 0 * crs);
            c1_0 = DoubleVector.fromArray(DOUBLES, c, co + r1 * crs);
            c2_0 = DoubleVector.fromArray(DOUBLES, c, co + r2 * crs);
            c3_0 = DoubleVector.fromArray(DOUBLES, c, co + r3 * crs);
            c4_0 = DoubleVector.fromArray(DOUBLES, c, co + r4 * crs);
            c5_0 = DoubleVector.fromArray(DOUBLES, c, co + r5 * crs);
            c6_0 = DoubleVector.fromArray(DOUBLES, c, co + r6 * crs);
            c7_0 = DoubleVector.fromArray(DOUBLES, c, co + r7 * crs);
        }
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(DOUBLES, b, bo + p * brs);
            DoubleVector a0 = DoubleVector.broadcast(DOUBLES, a[ao + 0 * ars + p]); c0_0 = a0.fma(b0, c0_0);
            DoubleVector a1 = DoubleVector.broadcast(DOUBLES, a[ao + r1 * ars + p]); c1_0 = a1.fma(b0, c1_0);
            DoubleVector a2 = DoubleVector.broadcast(DOUBLES, a[ao + r2 * ars + p]); c2_0 = a2.fma(b0, c2_0);
            DoubleVector a3 = DoubleVector.broadcast(DOUBLES, a[ao + r3 * ars + p]); c3_0 = a3.fma(b0, c3_0);
            DoubleVector a4 = DoubleVector.broadcast(DOUBLES, a[ao + r4 * ars + p]); c4_0 = a4.fma(b0, c4_0);
            DoubleVector a5 = DoubleVector.broadcast(DOUBLES, a[ao + r5 * ars + p]); c5_0 = a5.fma(b0, c5_0);
            DoubleVector a6 = DoubleVector.broadcast(DOUBLES, a[ao + r6 * ars + p]); c6_0 = a6.fma(b0, c6_0);
            DoubleVector a7 = DoubleVector.broadcast(DOUBLES, a[ao + r7 * ars + p]); c7_0 = a7.fma(b0, c7_0);
        }
        c0_0.intoArray(c, co + 0 * crs);
        c1_0.intoArray(c, co + r1 * crs);
        c2_0.intoArray(c, co + r2 * crs);
        c3_0.intoArray(c, co + r3 * crs);
        c4_0.intoArray(c, co + r4 * crs);
        c5_0.intoArray(c, co + r5 * crs);
        c6_0.intoArray(c, co + r6 * crs);
        c7_0.intoArray(c, co + r7 * crs);
    }
}
// spotless:on
