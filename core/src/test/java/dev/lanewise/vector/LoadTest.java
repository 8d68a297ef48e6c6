// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many calls, and large ones. */
@Tag("long")
class LoadTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void aMillionSmallCallsLeaveMemoryFlat() {
        Matrix x = Matrix.zeros(4, 4);
        Matrix y = Matrix.zeros(4, 4);
        try (Backend backend = new VectorBackend(2)) {
            calls(backend, x, y, 50_000);
            long before = usedMemory();
            calls(backend, x, y, 1_000_000);
            assertThat(usedMemory() - before)
                    .as("bytes in use after a million calls")
                    .isLessThan(MEGABYTE);
        }
    }

    private static void calls(Backend backend, Matrix x, Matrix y, int rounds) {
        for (int round = 0; round < rounds; round++) {
            backend.gemm(1, x, x, 0, y);
            backend.sigmoid(y, y);
        }
    }

    private static long usedMemory() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return heap
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }

    /** m·n·k is beyond the range of int, and for some of these sizes wraps around to a small or negative number. */
    @ParameterizedTest
    @ValueSource(ints = {1291, 1626, 2000, 2048})
    void productsBeyondTheRangeOfIntAreExact(int n) {
        SplittableRandom random = new SplittableRandom(n);
        Matrix a = integers(random, n);
        Matrix b = integers(random, n);
        Matrix c = Matrix.zeros(n, n);
        try (Backend backend = new VectorBackend(2)) {
            backend.gemm(1, a, b, 0, c);
        }
        for (int sample = 0; sample < 5000; sample++) {
            int i = sample == 0 ? n - 1 : random.nextInt(n);
            int j = sample == 0 ? n - 1 : random.nextInt(n);
            long exact = 0;
            for (int p = 0; p < n; p++) {
                exact += (long) a.get(i, p) * (long) b.get(p, j);
            }
            assertThat(c.get(i, j)).isEqualTo((float) exact);
        }
    }

    private static Matrix integers(SplittableRandom random, int n) {
        Matrix matrix = Matrix.zeros(n, n);
        for (int e = 0; e < n * n; e++) {
            matrix.floats()[e] = random.nextInt(-8, 9);
        }
        return matrix;
    }
}
