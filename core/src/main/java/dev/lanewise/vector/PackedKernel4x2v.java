// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over packed B: C ← A·B, or C ← C + A·B unless {@code zero}, for a microtile of up to 4 rows x 2 vectors.
 *
 * <p>For the rows that {@link PackedKernel12x2v} leaves over: 64 rows are five times twelve and these. The operands lie as
 * they do there, A from {@code ao} on. Rows past the last of {@code rows} are copies of it.
 *
 * <pre>
 *            b0        b1
 * a0   ->  [ c0_0   ] [ c0_1   ]
 * a1   ->  [ c1_0   ] [ c1_1   ]
 * a2   ->  [ c2_0   ] [ c2_1   ]
 * a3   ->  [ c3_0   ] [ c3_1   ]
 * </pre>
 */
final class PackedKernel4x2v {
    static final int MR = 4;

    private PackedKernel4x2v() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, MemorySegment b, long bo, int second,
            boolean zero, float[] c, int co, int crs, int rows) {
        int r1 = Math.min(1, rows - 1), r2 = Math.min(2, rows - 1), r3 = Math.min(3, rows - 1);
        FloatVector c0_0 = FloatVector.zero(FLOATS), c0_1 = FloatVector.zero(FLOATS);
        FloatVector c1_0 = FloatVector.zero(FLOATS), c1_1 = FloatVector.zero(FLOATS);
        FloatVector c2_0 = FloatVector.zero(FLOATS), c2_1 = FloatVector.zero(FLOATS);
        FloatVector c3_0 = FloatVector.zero(FLOATS), c3_1 = FloatVector.zero(FLOATS);
        if (!zero) {
            c0_0 = FloatVector.fromArray(FLOATS, c, co + 0 * crs); c0_1 = FloatVector.fromArray(FLOATS, c, co + 0 * crs + second);
            c1_0 = FloatVector.fromArray(FLOATS, c, co + r1 * crs); c1_1 = FloatVector.fromArray(FLOATS, c, co + r1 * crs + second);
            c2_0 = FloatVector.fromArray(FLOATS, c, co + r2 * crs); c2_1 = FloatVector.fromArray(FLOATS, c, co + r2 * crs + second);
            c3_0 = FloatVector.fromArray(FLOATS, c, co + r3 * crs); c3_1 = FloatVector.fromArray(FLOATS, c, co + r3 * crs + second);
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, bo + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, bo + 2L * Float.BYTES * COUNT * p + Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * Packing.A_STRIDE + p]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + r1 * Packing.A_STRIDE + p]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + r2 * Packing.A_STRIDE + p]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + r3 * Packing.A_STRIDE + p]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + second);
        c1_0.intoArray(c, co + r1 * crs); c1_1.intoArray(c, co + r1 * crs + second);
        c2_0.intoArray(c, co + r2 * crs); c2_1.intoArray(c, co + r2 * crs + second);
        c3_0.intoArray(c, co + r3 * crs); c3_1.intoArray(c, co + r3 * crs + second);
    }
    // spotless:on
}
