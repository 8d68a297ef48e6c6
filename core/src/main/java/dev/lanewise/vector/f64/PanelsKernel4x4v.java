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
        double[] a = (double[]) t.a;
        int ao = t.ao;
        MemorySegment b = t.packedB;
        long bo0 = t.panel;
        long bo1 = bo0 + 1 * t.panelStride;
        double[] c = (double[]) t.c;
        int co = t.co;
        int crs = t.crs;
        int last = t.rows - 1;
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        DoubleVector c0_0 = DoubleVector.zero(DOUBLES); DoubleVector c0_1 = DoubleVector.zero(DOUBLES); DoubleVector c0_2 = DoubleVector.zero(DOUBLES); DoubleVector c0_3 = DoubleVector.zero(DOUBLES);
        DoubleVector c1_0 = DoubleVector.zero(DOUBLES); DoubleVector c1_1 = DoubleVector.zero(DOUBLES); DoubleVector c1_2 = DoubleVector.zero(DOUBLES); DoubleVector c1_3 = DoubleVector.zero(DOUBLES);
        DoubleVector c2_0 = DoubleVector.zero(DOUBLES); DoubleVector c2_1 = DoubleVector.zero(DOUBLES); DoubleVector c2_2 = DoubleVector.zero(DOUBLES); DoubleVector c2_3 = DoubleVector.zero(DOUBLES);
        DoubleVector c3_0 = DoubleVector.zero(DOUBLES); DoubleVector c3_1 = DoubleVector.zero(DOUBLES); DoubleVector c3_2 = DoubleVector.zero(DOUBLES); DoubleVector c3_3 = DoubleVector.zero(DOUBLES);
        if (!zero) {
            c0_0 = DoubleVector.fromArray(DOUBLES, c, co + 0 * crs); c0_1 = DoubleVector.fromArray(DOUBLES, c, co + 0 * crs + 1 * COUNT); c0_2 = DoubleVector.fromArray(DOUBLES, c, co + 0 * crs + 2 * COUNT); c0_3 = DoubleVector.fromArray(DOUBLES, c, co + 0 * crs + 3 * COUNT);
            c1_0 = DoubleVector.fromArray(DOUBLES, c, co + r1 * crs); c1_1 = DoubleVector.fromArray(DOUBLES, c, co + r1 * crs + 1 * COUNT); c1_2 = DoubleVector.fromArray(DOUBLES, c, co + r1 * crs + 2 * COUNT); c1_3 = DoubleVector.fromArray(DOUBLES, c, co + r1 * crs + 3 * COUNT);
            c2_0 = DoubleVector.fromArray(DOUBLES, c, co + r2 * crs); c2_1 = DoubleVector.fromArray(DOUBLES, c, co + r2 * crs + 1 * COUNT); c2_2 = DoubleVector.fromArray(DOUBLES, c, co + r2 * crs + 2 * COUNT); c2_3 = DoubleVector.fromArray(DOUBLES, c, co + r2 * crs + 3 * COUNT);
            c3_0 = DoubleVector.fromArray(DOUBLES, c, co + r3 * crs); c3_1 = DoubleVector.fromArray(DOUBLES, c, co + r3 * crs + 1 * COUNT); c3_2 = DoubleVector.fromArray(DOUBLES, c, co + r3 * crs + 2 * COUNT); c3_3 = DoubleVector.fromArray(DOUBLES, c, co + r3 * crs + 3 * COUNT);
        }
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(DOUBLES, b, bo0 + 2L * Double.BYTES * COUNT * p, ByteOrder.nativeOrder());
            DoubleVector b1 = DoubleVector.fromMemorySegment(DOUBLES, b, bo0 + 2L * Double.BYTES * COUNT * p + 1 * Double.BYTES * COUNT, ByteOrder.nativeOrder());
            DoubleVector b2 = DoubleVector.fromMemorySegment(DOUBLES, b, bo1 + 2L * Double.BYTES * COUNT * p, ByteOrder.nativeOrder());
            DoubleVector b3 = DoubleVector.fromMemorySegment(DOUBLES, b, bo1 + 2L * Double.BYTES * COUNT * p + 1 * Double.BYTES * COUNT, ByteOrder.nativeOrder());
            DoubleVector a0 = DoubleVector.broadcast(DOUBLES, a[ao + 0 * A_STRIDE + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1); c0_2 = a0.fma(b2, c0_2); c0_3 = a0.fma(b3, c0_3);
            DoubleVector a1 = DoubleVector.broadcast(DOUBLES, a[ao + r1 * A_STRIDE + p]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1); c1_2 = a1.fma(b2, c1_2); c1_3 = a1.fma(b3, c1_3);
            DoubleVector a2 = DoubleVector.broadcast(DOUBLES, a[ao + r2 * A_STRIDE + p]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1); c2_2 = a2.fma(b2, c2_2); c2_3 = a2.fma(b3, c2_3);
            DoubleVector a3 = DoubleVector.broadcast(DOUBLES, a[ao + r3 * A_STRIDE + p]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1); c3_2 = a3.fma(b2, c3_2); c3_3 = a3.fma(b3, c3_3);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + 1 * COUNT); c0_2.intoArray(c, co + 0 * crs + 2 * COUNT); c0_3.intoArray(c, co + 0 * crs + 3 * COUNT);
        c1_0.intoArray(c, co + r1 * crs); c1_1.intoArray(c, co + r1 * crs + 1 * COUNT); c1_2.intoArray(c, co + r1 * crs + 2 * COUNT); c1_3.intoArray(c, co + r1 * crs + 3 * COUNT);
        c2_0.intoArray(c, co + r2 * crs); c2_1.intoArray(c, co + r2 * crs + 1 * COUNT); c2_2.intoArray(c, co + r2 * crs + 2 * COUNT); c2_3.intoArray(c, co + r2 * crs + 3 * COUNT);
        c3_0.intoArray(c, co + r3 * crs); c3_1.intoArray(c, co + r3 * crs + 1 * COUNT); c3_2.intoArray(c, co + r3 * crs + 2 * COUNT); c3_3.intoArray(c, co + r3 * crs + 3 * COUNT);
    }
}
// spotless:on
