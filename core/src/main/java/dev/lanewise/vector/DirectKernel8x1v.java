// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over B as it lies: C ← A·B, or C ← C + A·B unless {@code zero}, for a microtile of up to 8 rows x one vector.
 *
 * <p>For products one vector wide or narrower, and for the last vector of wider ones. Rows past the last of {@code rows}
 * are copies of it.
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
    static final int MR = 8;

    private DirectKernel8x1v() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, int ars, float[] b, int bo, int brs,
            boolean zero, float[] c, int co, int crs, int rows) {
        int r1 = Math.min(1, rows - 1), r2 = Math.min(2, rows - 1), r3 = Math.min(3, rows - 1), r4 = Math.min(4, rows - 1), r5 = Math.min(5, rows - 1), r6 = Math.min(6, rows - 1), r7 = Math.min(7, rows - 1);
        FloatVector c0_0 = FloatVector.zero(FLOATS);
        FloatVector c1_0 = FloatVector.zero(FLOATS);
        FloatVector c2_0 = FloatVector.zero(FLOATS);
        FloatVector c3_0 = FloatVector.zero(FLOATS);
        FloatVector c4_0 = FloatVector.zero(FLOATS);
        FloatVector c5_0 = FloatVector.zero(FLOATS);
        FloatVector c6_0 = FloatVector.zero(FLOATS);
        FloatVector c7_0 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co + 0 * crs);
            c1_0 = FloatVector.fromArray(FLOATS, c, co + r1 * crs);
            c2_0 = FloatVector.fromArray(FLOATS, c, co + r2 * crs);
            c3_0 = FloatVector.fromArray(FLOATS, c, co + r3 * crs);
            c4_0 = FloatVector.fromArray(FLOATS, c, co + r4 * crs);
            c5_0 = FloatVector.fromArray(FLOATS, c, co + r5 * crs);
            c6_0 = FloatVector.fromArray(FLOATS, c, co + r6 * crs);
            c7_0 = FloatVector.fromArray(FLOATS, c, co + r7 * crs);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + p * brs);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * ars + p]); c0_0 = a0.fma(b0, c0_0);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + r1 * ars + p]); c1_0 = a1.fma(b0, c1_0);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + r2 * ars + p]); c2_0 = a2.fma(b0, c2_0);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + r3 * ars + p]); c3_0 = a3.fma(b0, c3_0);
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[ao + r4 * ars + p]); c4_0 = a4.fma(b0, c4_0);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[ao + r5 * ars + p]); c5_0 = a5.fma(b0, c5_0);
            FloatVector a6 = FloatVector.broadcast(FLOATS, a[ao + r6 * ars + p]); c6_0 = a6.fma(b0, c6_0);
            FloatVector a7 = FloatVector.broadcast(FLOATS, a[ao + r7 * ars + p]); c7_0 = a7.fma(b0, c7_0);
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
    // spotless:on
}
