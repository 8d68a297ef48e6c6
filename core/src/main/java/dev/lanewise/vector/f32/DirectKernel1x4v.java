// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Microtile;
import jdk.incubator.vector.FloatVector;

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
        float[] a = (float[]) t.a;
        int ao = t.ao;
        float[] b = (float[]) t.b;
        int bo = t.bo;
        int brs = t.brs;
        float[] c = (float[]) t.c;
        int co = t.co;
        int last = t.cols - COUNT;
        int s1 = Math.min(1 * COUNT, last);
        int s2 = Math.min(2 * COUNT, last);
        int s3 = Math.min(3 * COUNT, last);
        FloatVector c0_0 = FloatVector.zero(FLOATS); FloatVector c0_1 = FloatVector.zero(FLOATS); FloatVector c0_2 = FloatVector.zero(FLOATS); FloatVector c0_3 = FloatVector.zero(FLOATS);
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
}
// spotless:on
