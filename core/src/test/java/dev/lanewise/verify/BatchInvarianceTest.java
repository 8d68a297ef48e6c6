// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.scalar.ScalarBackend;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row's answer is the same bits alone and in any batch. */
class BatchInvarianceTest {
    static IntStream widths() {
        int widest = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
        return IntStream.iterate(128, bits -> bits <= widest, bits -> 2 * bits);
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void aRowHasTheSameBitsAloneAndInAnyBatch(int bits) throws Exception {
        Jvm.Result result =
                Jvm.run(InvarianceProgram.class, "--add-modules=jdk.incubator.vector", "-Dlanewise.lanes=" + bits);
        for (int threads : new int[] {1, 2, 7}) {
            assertThat(result.output()).contains("vector-" + bits + ", " + threads + " threads: []");
        }
    }

    @Test
    void theReferenceIsInvariantAsWell() {
        try (Backend scalar = new ScalarBackend()) {
            for (Precision precision : Precision.values()) {
                assertThat(BatchInvariance.differences(scalar, precision)).isEmpty();
            }
        }
    }

    /** What others do: for few rows the sum over k is cut into parts, for many it is one chain. */
    @Test
    void aProductThatCutsItsSumsByTheBatchIsFound() {
        Matrix w = BatchInvariance.uniform(300, 8, Precision.SINGLE, new SplittableRandom(1));
        try (Backend scalar = new ScalarBackend()) {
            assertThat(BatchInvariance.differences("cut", 300, Precision.SINGLE, x -> {
                        Matrix y = Matrix.zeros(x.rows(), 8);
                        if (x.rows() > 16) {
                            scalar.gemm(1, x, w, 0, y);
                        } else {
                            Matrix half = Matrix.zeros(x.rows(), 8);
                            scalar.gemm(1, x.cols(0, 150), w.rows(0, 150), 0, y);
                            scalar.gemm(1, x.cols(150, 300), w.rows(150, 300), 0, half);
                            scalar.add(y, half, y);
                        }
                        return y;
                    }))
                    .hasSize(15)
                    .allMatch(place -> place.startsWith("cut, row "));
        }
    }
}
