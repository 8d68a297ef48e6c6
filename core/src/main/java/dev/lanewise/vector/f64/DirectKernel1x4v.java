// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.DoubleVector;

/**
 * Microkernel over B as it lies: C ← A·B, or C ← C + A·B unless {@code zero}, for up to 1 rows x 4 vectors.
 *
 * <p>It is there
 * for a single row of few columns: as many chains as hide the latency of an fma. Vectors past the last of {@code cols} repeat it.
 *
 * <pre>
 *            b0        b1        b2        b3
 * a0   ->  [ c0_0   ] [ c0_1   ] [ c0_2   ] [ c0_3   ]
 * </pre>
 */
final class DirectKernel1x4v {
    private DirectKernel1x4v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        double[] a = (double[]) t.a;
        int ao = t.ao;
        double[] b = (double[]) t.b;
        int bo = t.bo;
        int brs = t.brs;
        double[] c = (double[]) t.c;
        int co = t.co;
        int last = t.cols - COUNT;
        int s1 = Math.min(1 * COUNT, last);
        int s2 = Math.min(2 * COUNT, last);
        int s3 = Math.min(3 * COUNT, last);
        DoubleVector c0_0 = DoubleVector.zero(DOUBLES); DoubleVector c0_1 = DoubleVector.zero(DOUBLES); DoubleVector c0_2 = DoubleVector.zero(DOUBLES); DoubleVector c0_3 = DoubleVector.zero(DOUBLES);
        if (!zero) {
            c0_0 = DoubleVector.fromArray(DOUBLES, c, co); c0_1 = DoubleVector.fromArray(DOUBLES, c, co + s1); c0_2 = DoubleVector.fromArray(DOUBLES, c, co + s2); c0_3 = DoubleVector.fromArray(DOUBLES, c, co + s3);
        }
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(DOUBLES, b, bo + p * brs);
            DoubleVector b1 = DoubleVector.fromArray(DOUBLES, b, bo + p * brs + s1);
            DoubleVector b2 = DoubleVector.fromArray(DOUBLES, b, bo + p * brs + s2);
            DoubleVector b3 = DoubleVector.fromArray(DOUBLES, b, bo + p * brs + s3);
            DoubleVector a0 = DoubleVector.broadcast(DOUBLES, a[ao + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1); c0_2 = a0.fma(b2, c0_2); c0_3 = a0.fma(b3, c0_3);
        }
        c0_0.intoArray(c, co); c0_1.intoArray(c, co + s1); c0_2.intoArray(c, co + s2); c0_3.intoArray(c, co + s3);
    }
}
// spotless:on
