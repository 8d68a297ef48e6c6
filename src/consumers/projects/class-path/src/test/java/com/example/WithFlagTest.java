// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import org.junit.jupiter.api.Test;

class WithFlagTest {
    @Test
    void theBestBackendIsOfVectors() {
        assertTrue(
                Backends.best().name().startsWith("vector-"), Backends.choice().reason());
        try (Backend vector = Backends.open("vector", 2)) {
            Matrix c = Matrix.zeros(2, 2);
            vector.gemm(1, Matrix.of(new float[] {1, 2, 3, 4}, 2, 2), Matrix.of(new float[] {5, 6, 7, 8}, 2, 2), 0, c);
            assertEquals(50, c.get(1, 1));
        }
    }
}
