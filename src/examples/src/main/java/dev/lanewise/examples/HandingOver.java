// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.ejml.data.FMatrixRMaj;

/** Data of other libraries: what lies in an array is shared, what lies outside of the heap is an input where it lies. */
public final class HandingOver {
    private HandingOver() {}

    public static void main(String[] args) {
        Matrix a = ofEjml(new FMatrixRMaj(2, 2, true, 1, 2, 3, 4));
        FloatBuffer direct =
                ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()).asFloatBuffer();
        Matrix b = ofBuffer(direct.put(new float[] {5, 6, 7, 8}).rewind(), 2, 2);
        FMatrixRMaj product = new FMatrixRMaj(2, 2);
        Backends.best().gemm(1, a, b, 0, ofEjml(product));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, product.data);
            System.out.println(ofMemory(memory, 2, 2).elements());
        }
    }

    /** EJML's own array, row by row: no copy, and what Lanewise writes EJML sees. */
    static Matrix ofEjml(FMatrixRMaj x) {
        return Matrix.of(x.data, 0, x.numRows, x.numCols, x.numCols, 1);
    }

    /**
     * A direct buffer in this machine's order of bytes, as other libraries hand it out: an NDArray of DJL by
     * {@code toByteBuffer(true).asFloatBuffer()}, a vector of Arrow by {@code getDataBuffer().nioBuffer(0, bytes).order(nativeOrder()).asFloatBuffer()}.
     * Their owner must not free it meanwhile.
     */
    static Matrix ofBuffer(FloatBuffer x, int rows, int cols) {
        if (x.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("x is " + x.order() + "; expected " + ByteOrder.nativeOrder());
        }
        return ofMemory(MemorySegment.ofBuffer(x), rows, cols);
    }

    /** Native or mapped memory, read where it lies. */
    static Matrix ofMemory(MemorySegment x, int rows, int cols) {
        return Matrix.of(x, Precision.SINGLE, rows, cols);
    }
}
