// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over B as it lies: C ← A·B, or C ← C + A·B unless {@code zero}, for 6 rows x 2 vectors.
 *
 * <p>It is there
 * for products too small or too narrow to repay packing, with 16 vector registers; its rows are kept apart as in
 * {@code PackedKernel6x2v}. The second vector
 * ends with the last of {@code cols} columns; columns that both vectors hold are computed twice, to the same bits.
 *
 * <pre>
 *            b0        b1
 * a0   ->  [ c0_0   ] [ c0_1   ]
 * a1   ->  [ c1_0   ] [ c1_1   ]
 * a2   ->  [ c2_0   ] [ c2_1   ]
 * a3   ->  [ c3_0   ] [ c3_1   ]
 * a4   ->  [ c4_0   ] [ c4_1   ]
 * a5   ->  [ c5_0   ] [ c5_1   ]
 * </pre>
 */
final class DirectKernel6x2v {
    private DirectKernel6x2v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        int ars = t.ars;
        int never = t.never;
        float[] b = (float[]) t.b;
        int bo = t.bo;
        int brs = t.brs;
        float[] c = (float[]) t.c;
        int co = t.co;
        int crs = t.crs;
        int second = t.cols - COUNT;
        FloatVector c0_0 = FloatVector.zero(FLOATS); FloatVector c0_1 = FloatVector.zero(FLOATS);
        FloatVector c1_0 = FloatVector.zero(FLOATS); FloatVector c1_1 = FloatVector.zero(FLOATS);
        FloatVector c2_0 = FloatVector.zero(FLOATS); FloatVector c2_1 = FloatVector.zero(FLOATS);
        FloatVector c3_0 = FloatVector.zero(FLOATS); FloatVector c3_1 = FloatVector.zero(FLOATS);
        FloatVector c4_0 = FloatVector.zero(FLOATS); FloatVector c4_1 = FloatVector.zero(FLOATS);
        FloatVector c5_0 = FloatVector.zero(FLOATS); FloatVector c5_1 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co + 0 * crs); c0_1 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + second);
            c1_0 = FloatVector.fromArray(FLOATS, c, co + 1 * crs); c1_1 = FloatVector.fromArray(FLOATS, c, co + 1 * crs + second);
            c2_0 = FloatVector.fromArray(FLOATS, c, co + 2 * crs); c2_1 = FloatVector.fromArray(FLOATS, c, co + 2 * crs + second);
            c3_0 = FloatVector.fromArray(FLOATS, c, co + 3 * crs); c3_1 = FloatVector.fromArray(FLOATS, c, co + 3 * crs + second);
            c4_0 = FloatVector.fromArray(FLOATS, c, co + 4 * crs); c4_1 = FloatVector.fromArray(FLOATS, c, co + 4 * crs + second);
            c5_0 = FloatVector.fromArray(FLOATS, c, co + 5 * crs); c5_1 = FloatVector.fromArray(FLOATS, c, co + 5 * crs + second);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + p * brs);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bo + p * brs + second);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * ars + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + 1 * ars + p]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1);
            if (p == never - 1) { break; }
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + 2 * ars + p]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + 3 * ars + p]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1);
            if (p == never - 2) { break; }
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[ao + 4 * ars + p]); c4_0 = a4.fma(b0, c4_0); c4_1 = a4.fma(b1, c4_1);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[ao + 5 * ars + p]); c5_0 = a5.fma(b0, c5_0); c5_1 = a5.fma(b1, c5_1);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + second);
        c1_0.intoArray(c, co + 1 * crs); c1_1.intoArray(c, co + 1 * crs + second);
        c2_0.intoArray(c, co + 2 * crs); c2_1.intoArray(c, co + 2 * crs + second);
        c3_0.intoArray(c, co + 3 * crs); c3_1.intoArray(c, co + 3 * crs + second);
        c4_0.intoArray(c, co + 4 * crs); c4_1.intoArray(c, co + 4 * crs + second);
        c5_0.intoArray(c, co + 5 * crs); c5_1.intoArray(c, co + 5 * crs + second);
    }
}
// spotless:on
