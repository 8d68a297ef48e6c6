// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Loss;
import java.util.ArrayList;
import java.util.List;

/** Every operation of the seam, with its shapes. */
final class SeamOperations {
    private static final Activation F = Activation.SIGMOID;
    private static final AdamRates RATES = AdamRates.USUAL;

    private SeamOperations() {}

    static List<Spoiling> all() {
        List<Spoiling> operations = new ArrayList<>(List.of(
                new Spoiling("a m*k, b k*n -> c m*n", (b, x) -> b.gemm(1, x[0], x[1], 0, x[2])),
                new Spoiling("a m*k, x k*1 -> y m*1", (b, x) -> b.gemv(1, x[0], x[1], 0, x[2])),
                new Spoiling("z m*n -> a m*n", (b, x) -> b.activate(F, x[0], x[1])),
                new Spoiling("z m*n -> d m*n", (b, x) -> b.derivative(F, x[0], x[1])),
                new Spoiling("a m*n -> d m*n", (b, x) -> b.derivativeFromOutput(F, x[0], x[1])),
                new Spoiling("da m*n, a m*n -> dz m*n", (b, x) -> b.activationBackward(F, x[0], x[1], x[2])),
                new Spoiling("x m*n -> y m*n", (b, x) -> b.exp(x[0], x[1])),
                new Spoiling("x m*n -> y m*n", (b, x) -> b.log(x[0], x[1])),
                new Spoiling("x m*n -> y m*n", (b, x) -> b.scale(2, x[0], x[1])),
                new Spoiling("x m*n, y m*n -> z m*n", (b, x) -> b.add(x[0], x[1], x[2])),
                new Spoiling("x m*n, y m*n -> z m*n", (b, x) -> b.hadamard(x[0], x[1], x[2])),
                new Spoiling("x m*n -> s 1*n", (b, x) -> b.columnSums(x[0], x[1])),
                new Spoiling("x m*n", (b, x) -> b.sum(x[0])),
                new Spoiling("z m*n -> p m*n", (b, x) -> b.softmax(x[0], x[1])),
                new Spoiling("dp m*n, p m*n -> dz m*n", (b, x) -> b.softmaxBackward(x[0], x[1], x[2])),
                new Spoiling("gradient m*n -> theta m*n", (b, x) -> b.descend(x[1], x[0], 0.1, 0)),
                new Spoiling(
                        "gradient m*n -> theta m*n, velocity m*n",
                        (b, x) -> b.descendMomentum(x[1], x[2], x[0], 0.1, 0.5, 0)),
                new Spoiling(
                        "gradient m*n -> theta m*n, m m*n, v m*n",
                        (b, x) -> b.descendAdam(x[1], x[2], x[3], x[0], RATES, 1, 0.1, 0)),
                new Spoiling("x m*k, w k*n, bias 1*n -> y m*n", (b, x) -> b.denseForward(x[0], x[1], x[2], F, x[3])),
                new Spoiling(
                        "x m*k, w k*n, y m*n -> dy m*n, dw k*n, dbias 1*n, dx m*k",
                        (b, x) -> b.denseBackward(x[0], x[1], F, x[2], x[3], x[4], x[5], x[6]))));
        for (Loss loss : Loss.values()) {
            operations.add(new Spoiling(
                    "prediction m*n, target m*n -> gradient m*n", (b, x) -> b.lossSum(loss, x[0], x[1], 99, x[2])));
        }
        return operations;
    }
}
