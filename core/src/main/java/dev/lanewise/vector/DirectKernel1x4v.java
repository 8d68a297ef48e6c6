// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over B as it lies: C ← A·B, or C ← C + A·B unless {@code zero}, for a microtile of 1 row x 4 vectors.
 *
 * <p>For a single row of few columns: as many chains as hide the latency of an fma. Vectors past the last of
 * {@code cols}, at least one vector, repeat the last one.
 *
 * <pre>
 *            b0        b1        b2        b3
 * a0   ->  [ c0_0   ] [ c0_1   ] [ c0_2   ] [ c0_3   ]
 * </pre>
 */
final class DirectKernel1x4v {
    static final int NR = 4 * COUNT;

    private DirectKernel1x4v() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, float[] b, int bo, int brs, int cols,
            boolean zero, float[] c, int co) {
        int s1 = Math.min(1 * COUNT, cols - COUNT), s2 = Math.min(2 * COUNT, cols - COUNT), s3 = Math.min(3 * COUNT, cols - COUNT);
        FloatVector c0_0 = FloatVector.zero(FLOATS), c0_1 = FloatVector.zero(FLOATS), c0_2 = FloatVector.zero(FLOATS), c0_3 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co); c0_1 = FloatVector.fromArray(FLOATS, c, co + s1); c0_2 = FloatVector.fromArray(FLOATS, c, co + s2); c0_3 = FloatVector.fromArray(FLOATS, c, co + s3);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + p * brs);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bo + p * brs + s1);
            FloatVector b2 = FloatVector.fromArray(FLOATS, b, bo + p * brs + s2);
            FloatVector b3 = FloatVector.fromArray(FLOATS, b, bo + p * brs + s3);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1); c0_2 = a0.fma(b2, c0_2); c0_3 = a0.fma(b3, c0_3);
        }
        c0_0.intoArray(c, co); c0_1.intoArray(c, co + s1); c0_2.intoArray(c, co + s2); c0_3.intoArray(c, co + s3);
    }
    // spotless:on
}
