// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vector backend's functions of one operand against the scalar definition, bit by bit over all floats: every 97th by
 * default, every one with {@code -Dlanewise.sweep.stride=1}.
 */
@Tag("long")
class EveryFloatTest {
    private static final int STRIDE = Integer.getInteger("lanewise.sweep.stride", 97);
    private static final long ALL = 1L << 32;
    private static final int CHUNK = 1 << 16;

    interface Call {
        void on(Backend backend, Matrix x, Matrix y);
    }

    static List<Arguments> functions() {
        List<Arguments> functions = new ArrayList<>();
        functions.add(function("exp", Backend::exp));
        functions.add(function("log", Backend::log));
        for (Activation f : Activation.values()) {
            functions.add(function("activate " + f, (backend, x, y) -> backend.activate(f, x, y)));
            functions.add(function("derivative " + f, (backend, x, y) -> backend.derivative(f, x, y)));
            functions.add(
                    function("derivativeFromOutput " + f, (backend, x, y) -> backend.derivativeFromOutput(f, x, y)));
        }
        return functions;
    }

    private static Arguments function(String name, Call call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void everyFloatHasTheBitsOfTheDefinition(String name, Call call) {
        int chunks = Math.toIntExact(Math.ceilDiv(ALL / STRIDE, CHUNK));
        try (Backend vector = new VectorBackend(1)) {
            assertThat(IntStream.range(0, chunks).parallel().filter(chunk -> differ(call, vector, chunk)))
                    .as("chunks of %d floats, every %d. by its bits, whose results differ", CHUNK, STRIDE)
                    .isEmpty();
        }
    }

    private static boolean differ(Call call, Backend vector, long chunk) {
        Matrix x = Matrix.zeros(1, CHUNK);
        for (int i = 0; i < CHUNK; i++) {
            x.set(0, i, Float.intBitsToFloat((int) ((chunk * CHUNK + i) * STRIDE)));
        }
        Matrix expected = Matrix.zeros(1, CHUNK);
        Matrix found = Matrix.zeros(1, CHUNK);
        call.on(Backends.scalar(), x, expected);
        call.on(vector, x, found);
        for (int i = 0; i < CHUNK; i++) {
            if (Double.doubleToLongBits(expected.get(0, i)) != Double.doubleToLongBits(found.get(0, i))) {
                return true;
            }
        }
        return false;
    }
}
