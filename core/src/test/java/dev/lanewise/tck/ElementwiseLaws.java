// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import org.junit.jupiter.api.Test;

/** What holds for the operations that treat each element by itself. */
interface ElementwiseLaws extends Laws {
    @Test
    default void elementwiseOperationsHaveTheBitsOfTheReference() {
        Samples samples = samples(10);
        for (int size : new int[] {0, 1, 2, 15, 16, 17, 31, 33, 100, 1023, 1025}) {
            eachLayout(samples, size % 3 == 0 ? 3 : 1, size);
        }
        eachLayout(samples, 19, 40);
        eachLayout(samples, 37, 300);
    }

    private void eachLayout(Samples samples, int rows, int cols) {
        for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
            Matrix z = samples.uniform(rows, cols, layout, -20, 20);
            Matrix a = samples.anyBits(rows, cols, (layout + 1) % Samples.LAYOUTS);
            Matrix y = samples.uniform(rows, cols, (layout + 2) % Samples.LAYOUTS, 0, 1);
            elementwise(z, a, y);
            elementwise(a, z, y);
        }
    }

    private void elementwise(Matrix z, Matrix a, Matrix y) {
        for (Activation f : Activation.values()) {
            compare("activate " + f, (kernels, out) -> kernels.activate(f, z, out[0]), y);
            compare("derivative " + f, (kernels, out) -> kernels.derivative(f, z, out[0]), y);
            compare("fromOutput " + f, (kernels, out) -> kernels.derivativeFromOutput(f, a, out[0]), y);
            compare("backward " + f, (kernels, out) -> kernels.activationBackward(f, z, a, out[0]), y);
        }
        compare("exp", (kernels, out) -> kernels.exp(z, out[0]), y);
        compare("log", (kernels, out) -> kernels.log(z, out[0]), y);
        compare("add", (kernels, out) -> kernels.add(z, a, out[0]), y);
        compare("hadamard", (kernels, out) -> kernels.hadamard(z, a, out[0]), y);
        compare("scale", (kernels, out) -> kernels.scale(1.5, z, out[0]), y);
    }

    @Test
    default void inPlaceGivesTheSameBits() {
        Samples samples = samples(11);
        for (int round = 0; round < 2 * Samples.LAYOUTS; round++) {
            int rows = round < Samples.LAYOUTS ? 5 : 21;
            Matrix x = samples.uniform(rows, 37, round % Samples.LAYOUTS, -9, 9);
            Matrix other = samples.uniform(rows, 37, 0, -1, 1);
            for (Activation f : Activation.values()) {
                compare("activate " + f, (kernels, o) -> kernels.activate(f, o[0], o[0]), x);
                compare("backward " + f, (kernels, o) -> kernels.activationBackward(f, o[0], other, o[0]), x);
                compare("backward " + f, (kernels, o) -> kernels.activationBackward(f, other, o[0], o[0]), x);
            }
            compare("add", (kernels, o) -> kernels.add(o[0], o[0], o[0]), x);
            compare("softmax", (kernels, o) -> kernels.softmax(o[0], o[0]), x);
            for (Loss loss : Loss.values()) {
                compare("loss", (kernels, o) -> kernels.loss(loss, o[0], other, o[0]), x);
            }
        }
    }

    /** More elements than one thread takes: contiguous and strided. */
    @Test
    default void sharedElementwiseCallsHaveTheBitsOfTheReference() {
        Samples samples = samples(22);
        for (int layout = 0; layout < Samples.LAYOUTS; layout++) {
            Matrix z = samples.uniform(700, 450, layout, -9, 9);
            Matrix t = samples.uniform(700, 450, (layout + 1) % Samples.LAYOUTS, 0, 1);
            Matrix y = samples.uniform(700, 450, (layout + 2) % Samples.LAYOUTS, 0, 1);
            compare("sigmoid", (kernels, o) -> kernels.sigmoid(z, o[0]), y);
            compare("add", (kernels, o) -> kernels.add(z, t, o[0]), y);
            compare("descend", (kernels, o) -> kernels.descend(o[0], z, 0.1, 0), y);
            compare("loss", (kernels, o) -> kernels.loss(Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS, z, t, o[0]), y);
        }
    }
}
