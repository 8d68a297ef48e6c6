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
 * Microkernel over packed B: C ← A·B, or C ← C + A·B unless {@code zero}, for 1 rows x 8 vectors.
 *
 * <p>It is there
 * for a single row.
 *
 * <pre>
 *            b0        b1        b2        b3        b4        b5        b6        b7
 * a0   ->  [ c0_0   ] [ c0_1   ] [ c0_2   ] [ c0_3   ] [ c0_4   ] [ c0_5   ] [ c0_6   ] [ c0_7   ]
 * </pre>
 */
final class PanelsKernel1x8v {
    private PanelsKernel1x8v() {}

    static void multiply(Microtile t) {
        int k = t.k;
        boolean zero = t.zero;
        float[] a = (float[]) t.a;
        int ao = t.ao;
        MemorySegment b = t.packedB;
        long bo0 = t.panel;
        long bo1 = bo0 + 1 * t.panelStride;
        long bo2 = bo0 + 2 * t.panelStride;
        long bo3 = bo0 + 3 * t.panelStride;
        float[] c = (float[]) t.c;
        int co = t.co;
        FloatVector c0_0 = FloatVector.zero(FLOATS); FloatVector c0_1 = FloatVector.zero(FLOATS); FloatVector c0_2 = FloatVector.zero(FLOATS); FloatVector c0_3 = FloatVector.zero(FLOATS); FloatVector c0_4 = FloatVector.zero(FLOATS); FloatVector c0_5 = FloatVector.zero(FLOATS); FloatVector c0_6 = FloatVector.zero(FLOATS); FloatVector c0_7 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co); c0_1 = FloatVector.fromArray(FLOATS, c, co + 1 * COUNT); c0_2 = FloatVector.fromArray(FLOATS, c, co + 2 * COUNT); c0_3 = FloatVector.fromArray(FLOATS, c, co + 3 * COUNT); c0_4 = FloatVector.fromArray(FLOATS, c, co + 4 * COUNT); c0_5 = FloatVector.fromArray(FLOATS, c, co + 5 * COUNT); c0_6 = FloatVector.fromArray(FLOATS, c, co + 6 * COUNT); c0_7 = FloatVector.fromArray(FLOATS, c, co + 7 * COUNT);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, bo0 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, bo0 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, b, bo1 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b3 = FloatVector.fromMemorySegment(FLOATS, b, bo1 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector b4 = FloatVector.fromMemorySegment(FLOATS, b, bo2 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b5 = FloatVector.fromMemorySegment(FLOATS, b, bo2 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector b6 = FloatVector.fromMemorySegment(FLOATS, b, bo3 + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b7 = FloatVector.fromMemorySegment(FLOATS, b, bo3 + 2L * Float.BYTES * COUNT * p + 1 * Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1); c0_2 = a0.fma(b2, c0_2); c0_3 = a0.fma(b3, c0_3); c0_4 = a0.fma(b4, c0_4); c0_5 = a0.fma(b5, c0_5); c0_6 = a0.fma(b6, c0_6); c0_7 = a0.fma(b7, c0_7);
        }
        c0_0.intoArray(c, co); c0_1.intoArray(c, co + 1 * COUNT); c0_2.intoArray(c, co + 2 * COUNT); c0_3.intoArray(c, co + 3 * COUNT); c0_4.intoArray(c, co + 4 * COUNT); c0_5.intoArray(c, co + 5 * COUNT); c0_6.intoArray(c, co + 6 * COUNT); c0_7.intoArray(c, co + 7 * COUNT);
    }
}
// spotless:on
