// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for operands in memory segments: they are inputs like any other. */
interface SegmentLaws extends Laws {
    @Test
    default void operandsInMemorySegmentsHaveTheBitsOfArrays() {
        for (Spoiling operation : SeamOperations.all()) {
            Matrix[] inArrays = operation.fitting(precision());
            Matrix[] inSegments = operation.fitting(precision());
            for (int i = 0; i < operation.inputs(); i++) {
                inSegments[i] = Samples.inSegment(inSegments[i], Arena.ofAuto());
            }
            operation.on(reference(), inArrays);
            operation.on(backend(), inSegments);
            for (int i = operation.inputs(); i < inArrays.length; i++) {
                Laws.assertSameBits(inArrays[i], inSegments[i], operation.toString());
            }
        }
    }

    /** Larger than a block, in every layout, with one operand in a segment and with all. */
    @Test
    default void productsOfMemorySegmentsHaveTheBitsOfArrays() {
        Samples samples = samples(41);
        try (Arena arena = Arena.ofConfined()) {
            for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
                Matrix a = samples.uniform(70, 600, layout, -1, 1);
                Matrix b = samples.uniform(600, 90, (layout + 1) % Samples.LAYOUTS, -1, 1);
                Matrix bias = samples.uniform(1, 90);
                Matrix y = samples.uniform(70, 90);
                Matrix c = samples.uniform(70, 90);
                Matrix expected = Samples.copy(y);
                reference().gemm(-0.5, a, b, 1, y);
                Matrix found = Samples.copy(expected);
                backend().gemm(-0.5, Samples.inSegment(a, arena), Samples.inSegment(b, arena), 1, found);
                Laws.assertSameBits(y, found, "product of segments");
                backend().gemm(-0.5, a, Samples.inSegment(b, arena), 1, expected);
                Laws.assertSameBits(y, expected, "product of an array and a segment");
                reference().denseForward(a, b, bias, Activation.TANH, c);
                Matrix layer = Samples.copy(c);
                layerOfSegments(a, b, bias, layer, arena);
                Laws.assertSameBits(c, layer, "packed weights from a segment");
            }
        }
    }

    private void layerOfSegments(Matrix x, Matrix w, Matrix bias, Matrix y, Arena arena) {
        Matrix row = Samples.inSegment(bias, arena);
        backend()
                .denseForward(
                        Samples.inSegment(x, arena),
                        backend().pack(Samples.inSegment(w, arena)),
                        row,
                        Activation.TANH,
                        y);
    }

    @Test
    default void aClosedMemorySegmentIsRefusedAndNothingWritten() {
        for (Spoiling operation : SeamOperations.all()) {
            for (int i = 0; i < operation.inputs(); i++) {
                Matrix[] arguments = operation.fitting(precision());
                try (Arena arena = Arena.ofConfined()) {
                    arguments[i] = Samples.inSegment(arguments[i], arena);
                }
                List<Matrix> outputs = Arrays.asList(arguments).subList(operation.inputs(), arguments.length);
                List<long[]> before =
                        new ArrayList<>(outputs.stream().map(Laws::bits).toList());
                Backend backend = backend();
                String what = operation + ", closed input " + i;
                assertThrows(IllegalStateException.class, () -> operation.on(backend, arguments), what);
                for (int o = 0; o < outputs.size(); o++) {
                    assertArrayEquals(before.get(o), Laws.bits(outputs.get(o)), what);
                }
            }
        }
    }

    @Test
    default void aMemorySegmentMayChangeFromCallToCall() {
        Samples samples = samples(42);
        for (int cols : new int[] {3, 40, 17, 40}) {
            Matrix x = samples.uniform(5, cols, 0, -1, 1);
            Matrix w = samples.uniform(cols, 33, 0, -1, 1);
            Matrix y = samples.uniform(5, 33, 0, -1, 1);
            compare(
                    "product after another of other sizes",
                    (kernels, out) -> kernels.gemm(
                            1, Samples.inSegment(x, Arena.ofAuto()), Samples.inSegment(w, Arena.ofAuto()), 0, out[0]),
                    y);
            assertEquals(
                    reference().sum(x),
                    backend().sum(Samples.inSegment(x.t(), Arena.ofAuto()).t()),
                    "sum");
        }
    }
}
