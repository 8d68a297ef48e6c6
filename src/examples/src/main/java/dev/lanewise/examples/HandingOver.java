// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.ejml.data.FMatrixRMaj;

/** Data of other libraries: what lies in an array is shared, what lies outside of the heap is copied once. */
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
     * A direct buffer, as other libraries hand it out: an NDArray of DJL by {@code toByteBuffer().asFloatBuffer()}, a vector of Arrow by
     * {@code getDataBuffer().nioBuffer().asFloatBuffer()}, both in native order.
     */
    static Matrix ofBuffer(FloatBuffer x, int rows, int cols) {
        Matrix copy = Matrix.zeros(rows, cols);
        x.duplicate().get(copy.floats());
        return copy;
    }

    /** Native or mapped memory. */
    static Matrix ofMemory(MemorySegment x, int rows, int cols) {
        Matrix copy = Matrix.zeros(rows, cols);
        MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, 0, copy.floats(), 0, rows * cols);
        return copy;
    }
}
