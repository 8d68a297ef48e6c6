// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.KernelWriter; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.A_STRIDE;
import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import dev.lanewise.vector.leaf.Microtile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;

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
        double[] a = (double[]) t.a;
        int ao = t.ao;
        MemorySegment b = t.packedB;
        long bo0 = t.panel;
        long bo1 = bo0 + 1 * t.panelStride;
        long bo2 = bo0 + 2 * t.panelStride;
        long bo3 = bo0 + 3 * t.panelStride;
        double[] c = (double[]) t.c;
        int co = t.co;
        DoubleVector c0_0 = DoubleVector.zero(DOUBLES); DoubleVector c0_1 = DoubleVector.zero(DOUBLES); DoubleVector c0_2 = DoubleVector.zero(DOUBLES); DoubleVector c0_3 = DoubleVector.zero(DOUBLES); DoubleVector c0_4 = DoubleVector.zero(DOUBLES); DoubleVector c0_5 = DoubleVector.zero(DOUBLES); DoubleVector c0_6 = DoubleVector.zero(DOUBLES); DoubleVector c0_7 = DoubleVector.zero(DOUBLES);
        if (!zero) {
            c0_0 = DoubleVector.fromArray(DOUBLES, c, co); c0_1 = DoubleVector.fromArray(DOUBLES, c, co + 1 * COUNT); c0_2 = DoubleVector.fromArray(DOUBLES, c, co + 2 * COUNT); c0_3 = DoubleVector.fromArray(DOUBLES, c, co + 3 * COUNT); c0_4 = DoubleVector.fromArray(DOUBLES, c, co + 4 * COUNT); c0_5 = DoubleVector.fromArray(DOUBLES, c, co + 5 * COUNT); c0_6 = DoubleVector.fromArray(DOUBLES, c, co + 6 * COUNT); c0_7 = DoubleVector.fromArray(DOUBLES, c, co + 7 * COUNT);
        }
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(DOUBLES, b, bo0 + 2L * Double.BYTES * COUNT * p, ByteOrder.nativeOrder());
            DoubleVector b1 = DoubleVector.fromMemorySegment(DOUBLES, b, bo0 + 2L * Double.BYTES * COUNT * p + 1 * Double.BYTES * COUNT, ByteOrder.nativeOrder());
            DoubleVector b2 = DoubleVector.fromMemorySegment(DOUBLES, b, bo1 + 2L * Double.BYTES * COUNT * p, ByteOrder.nativeOrder());
            DoubleVector b3 = DoubleVector.fromMemorySegment(DOUBLES, b, bo1 + 2L * Double.BYTES * COUNT * p + 1 * Double.BYTES * COUNT, ByteOrder.nativeOrder());
            DoubleVector b4 = DoubleVector.fromMemorySegment(DOUBLES, b, bo2 + 2L * Double.BYTES * COUNT * p, ByteOrder.nativeOrder());
            DoubleVector b5 = DoubleVector.fromMemorySegment(DOUBLES, b, bo2 + 2L * Double.BYTES * COUNT * p + 1 * Double.BYTES * COUNT, ByteOrder.nativeOrder());
            DoubleVector b6 = DoubleVector.fromMemorySegment(DOUBLES, b, bo3 + 2L * Double.BYTES * COUNT * p, ByteOrder.nativeOrder());
            DoubleVector b7 = DoubleVector.fromMemorySegment(DOUBLES, b, bo3 + 2L * Double.BYTES * COUNT * p + 1 * Double.BYTES * COUNT, ByteOrder.nativeOrder());
            DoubleVector a0 = DoubleVector.broadcast(DOUBLES, a[ao + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1); c0_2 = a0.fma(b2, c0_2); c0_3 = a0.fma(b3, c0_3); c0_4 = a0.fma(b4, c0_4); c0_5 = a0.fma(b5, c0_5); c0_6 = a0.fma(b6, c0_6); c0_7 = a0.fma(b7, c0_7);
        }
        c0_0.intoArray(c, co); c0_1.intoArray(c, co + 1 * COUNT); c0_2.intoArray(c, co + 2 * COUNT); c0_3.intoArray(c, co + 3 * COUNT); c0_4.intoArray(c, co + 4 * COUNT); c0_5.intoArray(c, co + 5 * COUNT); c0_6.intoArray(c, co + 6 * COUNT); c0_7.intoArray(c, co + 7 * COUNT);
    }
}
// spotless:on
