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
 * Microkernel over packed B: C ← A·B, or C ← C + A·B unless {@code zero}, for up to 4 rows x 4 vectors.
 *
 * <p>It is there
 * for products of up to eight rows with 32 vector registers: as many chains as hide the latency of a memory from which B streams by. Rows past the last of {@code rows} repeat it.
 *
 * <pre>
 *            b0        b1        b2        b3
 * a0   ->  [ c0_0   ] [ c0_1   ] [ c0_2   ] [ c0_3   ]
 * a1   ->  [ c1_0   ] [ c1_1   ] [ c1_2   ] [ c1_3   ]
 * a2   ->  [ c2_0   ] [ c2_1   ] [ c2_2   ] [ c2_3   ]
 * a3   ->  [ c3_0   ] [ c3_1   ] [ c3_2   ] [ c3_3   ]
 * </pre>
 */
final class PanelsKernel4x4v {
    private PanelsKernel4x4v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        MemorySegment b = t.packedB;
        long bo0 = t.panel;
        long bo1 = bo0 + 1 * t.panelStride;
        float[] c = (float[]) t.c;
        int co = t.co;
        int crs = t.crs;
        int last = t.rows - 1;
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        FloatVector c0_0 = FloatVector.zero(FLOATS); FloatVector c0_1 = FloatVector.zero(FLOATS); FloatVector c0_2 = FloatVector.zero(FLOATS); FloatVector c0_3 = FloatVector.zero(FLOATS);
        FloatVector c1_0 = FloatVector.zero(FLOATS); FloatVector c1_1 = FloatVector.zero(FLOATS); FloatVector c1_2 = FloatVector.zero(FLOATS); FloatVector c1_3 = FloatVector.zero(FLOATS);
        FloatVector c2_0 = FloatVector.zero(FLOATS); FloatVector c2_1 = FloatVector.zero(FLOATS); FloatVector c2_2 = FloatVector.zero(FLOATS); FloatVector c2_3 = FloatVector.zero(FLOATS);
        FloatVector c3_0 = FloatVector.zero(FLOATS); FloatVector c3_1 = FloatVector.zero(FLOATS); FloatVector c3_2 = FloatVector.zero(FLOATS); FloatVector c3_3 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co + 0 * crs); c0_1 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + 1 * COUNT); c0_2 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + 2 * COUNT); c0_3 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + 3 * COUNT);
            c1_0 = FloatVector.fromArray(FLOATS, c, co + r1 * crs); c1_1 = FloatVector.fromArray(FLOATS, c, co + r1 * crs + 1 * COUNT); c1_2 = FloatVector.fromArray(FLOATS, c, co + r1 * crs + 2 * COUNT); c1_3 = FloatVector.fromArray(FLOATS, c, co + r1 * crs + 3 * COUNT);
            c2_0 = FloatVector.fromArray(FLOATS, c, co + r2 * crs); c2_1 = FloatVector.fromArray(FLOATS, c, co + r2 * crs + 1 * COUNT); c2_2 = FloatVector.fromArray(FLOATS, c, co + r2 * crs + 2 * COUNT); c2_3 = FloatVector.fromArray(FLOATS, c, co + r2 * crs + 3 * COUNT);
            c3_0 = FloatVector.fromArray(FLOATS, c, co + r3 * crs); c3_1 = FloatVector.fromArray(FLOATS, c, co + r3 * crs + 1 * COUNT); c3_2 = FloatVector.fromArray(FLOATS, c, co + r3 * crs + 2 * COUNT); c3_3 = FloatVector.fromArray(FLOATS, c, co + r3 * crs + 3 * COUNT);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, bo0 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, bo0 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, b, bo1 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b3 = FloatVector.fromMemorySegment(FLOATS, b, bo1 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * A_STRIDE + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1); c0_2 = a0.fma(b2, c0_2); c0_3 = a0.fma(b3, c0_3);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + r1 * A_STRIDE + p]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1); c1_2 = a1.fma(b2, c1_2); c1_3 = a1.fma(b3, c1_3);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + r2 * A_STRIDE + p]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1); c2_2 = a2.fma(b2, c2_2); c2_3 = a2.fma(b3, c2_3);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + r3 * A_STRIDE + p]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1); c3_2 = a3.fma(b2, c3_2); c3_3 = a3.fma(b3, c3_3);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + 1 * COUNT); c0_2.intoArray(c, co + 0 * crs + 2 * COUNT); c0_3.intoArray(c, co + 0 * crs + 3 * COUNT);
        c1_0.intoArray(c, co + r1 * crs); c1_1.intoArray(c, co + r1 * crs + 1 * COUNT); c1_2.intoArray(c, co + r1 * crs + 2 * COUNT); c1_3.intoArray(c, co + r1 * crs + 3 * COUNT);
        c2_0.intoArray(c, co + r2 * crs); c2_1.intoArray(c, co + r2 * crs + 1 * COUNT); c2_2.intoArray(c, co + r2 * crs + 2 * COUNT); c2_3.intoArray(c, co + r2 * crs + 3 * COUNT);
        c3_0.intoArray(c, co + r3 * crs); c3_1.intoArray(c, co + r3 * crs + 1 * COUNT); c3_2.intoArray(c, co + r3 * crs + 2 * COUNT); c3_3.intoArray(c, co + r3 * crs + 3 * COUNT);
    }
}
// spotless:on
