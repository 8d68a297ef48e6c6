// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Data of other libraries, read where they lie: what their owner changes is seen. */
class HandingOverTest {
    /** A column of a table of Arrow, 2 x 3. */
    @Test
    void aVectorOfArrowIsReadWhereItLies() {
        try (BufferAllocator allocator = new RootAllocator();
                Float4Vector column = new Float4Vector("column", allocator)) {
            column.allocateNew(6);
            for (int i = 0; i < 6; i++) {
                column.set(i, i + 1);
            }
            column.setValueCount(6);

            ByteBuffer bytes = column.getDataBuffer().nioBuffer(0, 6 * Float.BYTES);
            Matrix x = HandingOver.ofBuffer(bytes.order(ByteOrder.nativeOrder()).asFloatBuffer(), 2, 3);

            assertThat(product(x)).isEqualTo("6.0\n15.0\n");
            column.set(0, 2);
            assertThat(product(x)).isEqualTo("7.0\n15.0\n");
        }
    }

    /** An array of DJL, 2 x 3, of an engine whose buffers are direct. */
    @Test
    void anArrayOfDjlIsReadWhereItLies() {
        ByteBuffer engines = ByteBuffer.allocateDirect(6 * Float.BYTES).order(ByteOrder.nativeOrder());
        engines.asFloatBuffer().put(new float[] {1, 2, 3, 4, 5, 6});
        NDArray array = array(engines);

        Matrix x = HandingOver.ofBuffer(array.toByteBuffer(true).asFloatBuffer(), 2, 3);

        assertThat(product(x)).isEqualTo("6.0\n15.0\n");
        engines.putFloat(0, 2);
        assertThat(product(x)).isEqualTo("7.0\n15.0\n");
    }

    /** DJL's interface without an engine, which would be a native library of hundreds of megabytes. */
    private static NDArray array(ByteBuffer bytes) {
        return (NDArray) Proxy.newProxyInstance(
                NDArray.class.getClassLoader(), new Class<?>[] {NDArray.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("toByteBuffer");
                    return bytes;
                });
    }

    @Test
    void anArrayOfEjmlIsSharedBothWays() {
        FMatrixRMaj x = new FMatrixRMaj(2, 3, true, 1, 2, 3, 4, 5, 6);
        FMatrixRMaj y = new FMatrixRMaj(2, 1);
        Backends.best().gemm(1, HandingOver.ofEjml(x), ones(), 0, HandingOver.ofEjml(y));
        assertThat(y.data).containsExactly(6, 15);
    }

    private static Matrix ones() {
        return Matrix.ofRows(new float[][] {{1}, {1}, {1}});
    }

    private static String product(Matrix x) {
        Matrix y = Matrix.zeros(2, 1);
        Backends.best().gemm(1, x, ones(), 0, y);
        return y.elements();
    }
}
