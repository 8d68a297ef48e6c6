// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over B as it lies: C ← A·B, or C ← C + A·B unless {@code zero}, for up to 4 rows x 2 vectors.
 *
 * <p>It is there
 * for the rows that the kernels of twelve and of six leave over. Rows past the last of {@code rows} repeat it. The second vector
 * ends with the last of {@code cols} columns; columns that both vectors hold are computed twice, to the same bits.
 *
 * <pre>
 *            b0        b1
 * a0   ->  [ c0_0   ] [ c0_1   ]
 * a1   ->  [ c1_0   ] [ c1_1   ]
 * a2   ->  [ c2_0   ] [ c2_1   ]
 * a3   ->  [ c3_0   ] [ c3_1   ]
 * </pre>
 */
final class DirectKernel4x2v {
    private DirectKernel4x2v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        int ars = t.ars;
        float[] b = (float[]) t.b;
        int bo = t.bo;
        int brs = t.brs;
        float[] c = (float[]) t.c;
        int co = t.co;
        int crs = t.crs;
        int second = t.cols - COUNT;
        int last = t.rows - 1;
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        FloatVector c0_0 = FloatVector.zero(FLOATS); FloatVector c0_1 = FloatVector.zero(FLOATS);
        FloatVector c1_0 = FloatVector.zero(FLOATS); FloatVector c1_1 = FloatVector.zero(FLOATS);
        FloatVector c2_0 = FloatVector.zero(FLOATS); FloatVector c2_1 = FloatVector.zero(FLOATS);
        FloatVector c3_0 = FloatVector.zero(FLOATS); FloatVector c3_1 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co + 0 * crs); c0_1 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + second);
            c1_0 = FloatVector.fromArray(FLOATS, c, co + r1 * crs); c1_1 = FloatVector.fromArray(FLOATS, c, co + r1 * crs + second);
            c2_0 = FloatVector.fromArray(FLOATS, c, co + r2 * crs); c2_1 = FloatVector.fromArray(FLOATS, c, co + r2 * crs + second);
            c3_0 = FloatVector.fromArray(FLOATS, c, co + r3 * crs); c3_1 = FloatVector.fromArray(FLOATS, c, co + r3 * crs + second);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + p * brs);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bo + p * brs + second);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * ars + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + r1 * ars + p]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + r2 * ars + p]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + r3 * ars + p]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + second);
        c1_0.intoArray(c, co + r1 * crs); c1_1.intoArray(c, co + r1 * crs + second);
        c2_0.intoArray(c, co + r2 * crs); c2_1.intoArray(c, co + r2 * crs + second);
        c3_0.intoArray(c, co + r3 * crs); c3_1.intoArray(c, co + r3 * crs + second);
    }
}
// spotless:on
