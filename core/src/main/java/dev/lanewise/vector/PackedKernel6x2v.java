// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernel over packed B: C ← S + A·B for a microtile of 6 rows x 2 vectors, for 16 vector registers.
 *
 * <p>12 accumulators stay in registers; each step of k loads two vectors of a micropanel of B, which is stored row
 * by row in 64-byte aligned native memory, and broadcasts 6 elements of A from wherever they are. S and C may be
 * one tile: the chain of a sum is picked up where the last block of k left it. The accumulator is the last argument
 * of fma so that it compiles to vfmadd231 without moves.
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
    static final int MR = 6;
    static final int NR = 2 * COUNT;

    private PackedKernel6x2v() {}

    // spotless:off
    static void multiply(int k, float[] a, int ao, int ars, int acs, MemorySegment b, long bo,
            float[] s, int so, int srs, float[] c, int co, int crs) {
        FloatVector c0_0 = FloatVector.fromArray(FLOATS, s, so + 0 * srs), c0_1 = FloatVector.fromArray(FLOATS, s, so + 0 * srs + COUNT);
        FloatVector c1_0 = FloatVector.fromArray(FLOATS, s, so + 1 * srs), c1_1 = FloatVector.fromArray(FLOATS, s, so + 1 * srs + COUNT);
        FloatVector c2_0 = FloatVector.fromArray(FLOATS, s, so + 2 * srs), c2_1 = FloatVector.fromArray(FLOATS, s, so + 2 * srs + COUNT);
        FloatVector c3_0 = FloatVector.fromArray(FLOATS, s, so + 3 * srs), c3_1 = FloatVector.fromArray(FLOATS, s, so + 3 * srs + COUNT);
        FloatVector c4_0 = FloatVector.fromArray(FLOATS, s, so + 4 * srs), c4_1 = FloatVector.fromArray(FLOATS, s, so + 4 * srs + COUNT);
        FloatVector c5_0 = FloatVector.fromArray(FLOATS, s, so + 5 * srs), c5_1 = FloatVector.fromArray(FLOATS, s, so + 5 * srs + COUNT);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, bo + 2L * Float.BYTES * COUNT * p, ByteOrder.nativeOrder());
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, bo + 2L * Float.BYTES * COUNT * p + Float.BYTES * COUNT, ByteOrder.nativeOrder());
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ao + 0 * ars + p * acs]); c0_0 = a0.fma(b0, c0_0); c0_1 = a0.fma(b1, c0_1);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ao + 1 * ars + p * acs]); c1_0 = a1.fma(b0, c1_0); c1_1 = a1.fma(b1, c1_1);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ao + 2 * ars + p * acs]); c2_0 = a2.fma(b0, c2_0); c2_1 = a2.fma(b1, c2_1);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ao + 3 * ars + p * acs]); c3_0 = a3.fma(b0, c3_0); c3_1 = a3.fma(b1, c3_1);
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[ao + 4 * ars + p * acs]); c4_0 = a4.fma(b0, c4_0); c4_1 = a4.fma(b1, c4_1);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[ao + 5 * ars + p * acs]); c5_0 = a5.fma(b0, c5_0); c5_1 = a5.fma(b1, c5_1);
        }
        c0_0.intoArray(c, co + 0 * crs); c0_1.intoArray(c, co + 0 * crs + COUNT);
        c1_0.intoArray(c, co + 1 * crs); c1_1.intoArray(c, co + 1 * crs + COUNT);
        c2_0.intoArray(c, co + 2 * crs); c2_1.intoArray(c, co + 2 * crs + COUNT);
        c3_0.intoArray(c, co + 3 * crs); c3_1.intoArray(c, co + 3 * crs + COUNT);
        c4_0.intoArray(c, co + 4 * crs); c4_1.intoArray(c, co + 4 * crs + COUNT);
        c5_0.intoArray(c, co + 5 * crs); c5_1.intoArray(c, co + 5 * crs + COUNT);
    }
    // spotless:on
}
