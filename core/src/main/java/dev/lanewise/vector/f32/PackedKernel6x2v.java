// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f32.Lanes.A_STRIDE;
import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import dev.lanewise.vector.leaf.Microtile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over packed B: C ← A·B, or C ← C + A·B unless {@code zero}, for up to 6 rows x 2 vectors.
 *
 * <p>It is there
 * for 16 vector registers: twelve accumulators, two vectors of B and two broadcasts of A are all of them. C2 would load
 * more broadcasts before the first fma, and so spill; but it moves no fma past a place at which the loop may end. So the loop
 * asks after every second row whether {@code p} is {@code never}, a variable that never is a step of k. Rows past the last of {@code rows} repeat it: in the packed A they are copies already. The second vector
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
final class PackedKernel6x2v {
    private PackedKernel6x2v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        int never = t.never;
        MemorySegment b = t.packedB;
        long bo0 = t.panel;
        float[] c = (float[]) t.c;
        int co = t.co;
        int crs = t.crs;
        int second = t.cols - COUNT;
        int last = t.rows - 1;
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        int r4 = Math.min(4, last);
        int r5 = Math.min(5, last);
        FloatVector c0_0 = FloatVector.zero(FLOATS); FloatVector c0_1 = FloatVector.zero(FLOATS);
        FloatVector c1_0 = FloatVector.zero(FLOATS); FloatVector c1_1 = FloatVector.zero(FLOATS);
        FloatVector c2_0 = FloatVector.zero(FLOATS); FloatVector c2_1 = FloatVector.zero(FLOATS);
        FloatVector c3_0 = FloatVector.zero(FLOATS); FloatVector c3_1 = FloatVector.zero(FLOATS);
        FloatVector c4_0 = FloatVector.zero(FLOATS); FloatVector c4_1 = FloatVector.zero(FLOATS);
        FloatVector c5_0 = FloatVector.zero(FLOATS); FloatVector c5_1 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co + 0 * crs); c0_1 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + second);
            c1_0 = FloatVector.fromArray(FLOATS, c, co + r1 * crs); c1_1 = FloatVector.fromArray(FLOATS, c, co + r1 * crs + second);
            c2_0 = FloatVector.fromArray(FLOATS, c, co + r2 * crs); c2_1 = FloatVector.fromArray(FLOATS, c, co + r2 * crs + second);
            c3_0 = FloatVector.fromArray(FLOATS, c, co + r3 * crs); c3_1 = FloatVector.fromArray(FLOATS, c, co + r3 * crs + second);
            c4_0 = FloatVector.fromArray(FLOATS, c, co + r4 * crs); c4_1 = FloatVector.fromArray(FLOATS, c, co + r4 * crs + second);
            c5_0 = FloatVector.fromArray(FLOATS, c, co + r5 * crs); c5_1 = FloatVector.fromArray(FLOATS, c, co + r5 * crs + second);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, bo0 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, bo0 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * A_STRIDE + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + 1 * A_STRIDE + p]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1);
            if (p == never - 1) { break; }
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + 2 * A_STRIDE + p]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + 3 * A_STRIDE + p]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1);
            if (p == never - 2) { break; }
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[ao + 4 * A_STRIDE + p]); c4_0 = a4.fma(b0, c4_0); c4_1 = a4.fma(b1, c4_1);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[ao + 5 * A_STRIDE + p]); c5_0 = a5.fma(b0, c5_0); c5_1 = a5.fma(b1, c5_1);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + second);
        c1_0.intoArray(c, co + r1 * crs); c1_1.intoArray(c, co + r1 * crs + second);
        c2_0.intoArray(c, co + r2 * crs); c2_1.intoArray(c, co + r2 * crs + second);
        c3_0.intoArray(c, co + r3 * crs); c3_1.intoArray(c, co + r3 * crs + second);
        c4_0.intoArray(c, co + r4 * crs); c4_1.intoArray(c, co + r4 * crs + second);
        c5_0.intoArray(c, co + r5 * crs); c5_1.intoArray(c, co + r5 * crs + second);
    }
}
// spotless:on
