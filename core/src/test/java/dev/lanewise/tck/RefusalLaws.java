// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import dev.lanewise.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a backend refuses, and how: it names the argument and what was expected, before it has written anything. */
interface RefusalLaws extends Laws {
    AdamRates RATES = AdamRates.USUAL;

    @Test
    default void aRefusedCallNamesItsArgumentAndWritesNothing() {
        for (Spoiling operation : SeamOperations.all()) {
            operation.on(backend(), operation.fitting(precision()));
            for (Spoiling.Spoilt spoilt : operation.spoilt(precision())) {
                String names = String.join("|", spoilt.named());
                refuse(spoilt.what(), names, b -> operation.on(b, spoilt.arguments()), spoilt.arguments());
            }
        }
    }

    @Test
    default void numbersOutOfRangeAreRefused() {
        Matrix x = samples(0).row(1, 2);
        Matrix y = Samples.copy(x);
        Matrix m = Samples.copy(x);
        Matrix v = Samples.copy(x);
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, -Float.MIN_VALUE}) {
            refuse("descend", "rate", b -> b.descend(y, x, wrong, 0), y);
            refuse("descend", "decay", b -> b.descend(y, x, 1, wrong), y);
            refuse("descendMomentum", "rate", b -> b.descendMomentum(y, v, x, wrong, 0, 0), y, v);
            refuse("descendMomentum", "decay", b -> b.descendMomentum(y, v, x, 1, 0, wrong), y, v);
            refuse("descendMomentum", "momentum", b -> b.descendMomentum(y, v, x, 1, wrong, 0), y, v);
            refuse("descendAdam", "rate", b -> b.descendAdam(y, m, v, x, RATES, 1, wrong, 0), y, m, v);
            refuse("descendAdam", "decay", b -> b.descendAdam(y, m, v, x, RATES, 1, 1, wrong), y, m, v);
        }
        refuse("descendMomentum", "momentum", b -> b.descendMomentum(y, v, x, 1, 1, 0), y, v);
        refuse("AdamRates", "beta1", b -> new AdamRates(1, 0, 0));
        refuse("AdamRates", "beta2", b -> new AdamRates(0, -1, 0));
        refuse("AdamRates", "epsilon", b -> new AdamRates(0, 0, -1));
        refuse("descendAdam", "step", b -> b.descendAdam(y, m, v, x, RATES, 0, 1, 0), y, m, v);
    }

    @Test
    default void zeroIsInRange() {
        Matrix x = samples(0).row(1, 2);
        Matrix y = Samples.copy(x);
        Matrix m = zeros(1, 2);
        Matrix v = zeros(1, 2);
        backend().descend(y, x, 0, 0);
        backend().descendMomentum(y, v, x, 0, 0, 0);
        backend().descendAdam(y, m, v, x, new AdamRates(0, 0, 0), 1, 0, 0);
        assertArrayEquals(Laws.bits(x), Laws.bits(y), "a rate of zero moves nothing");
        assertArrayEquals(Laws.bits(x), Laws.bits(m), "without memory the first moment is the gradient");
    }

    @Test
    default void whatIsNoMatrixIsCheckedAsWell() {
        Matrix x = samples(0).row(1, 2);
        Matrix y = Samples.copy(x);
        Matrix one = samples(0).row(1);
        refuse("activate", "f", b -> b.activate(null, x, y), y);
        refuse("derivative", "f", b -> b.derivative(null, x, y), y);
        refuse("derivativeFromOutput", "f", b -> b.derivativeFromOutput(null, x, y), y);
        refuse("activationBackward", "f", b -> b.activationBackward(null, x, x, y), y);
        refuse("denseForward", "f", b -> b.denseForward(one, x, x, null, y), y);
        refuse("denseBackward", "f", b -> b.denseBackward(one, x, null, x, y, y, y, one), y);
        refuse("loss", "loss", b -> b.loss(null, x, x, y), y);
        refuse("lossSum", "rows", b -> b.lossSum(Loss.MEAN_SQUARED_ERROR, x, x, 0, y), y);
        refuse("lossSum", "rows", b -> b.lossSum(Loss.MEAN_SQUARED_ERROR, x, x, Long.MAX_VALUE / 2, y), y);
        refuse("share", "parts", b -> b.share(-1, part -> {}), y);
        refuse("descendAdam", "rates", b -> b.descendAdam(y, Samples.copy(x), Samples.copy(x), x, null, 1, 1, 0), y);
    }

    /** W is packed: as wide as is packed at every lane width, and so narrow that it may be kept as it lies. */
    @Test
    default void packedWeightsAreNoWayPastTheChecks() {
        for (int n : new int[] {2, 70}) {
            Samples samples = samples(n);
            PackedMatrix w = backend().pack(samples.uniform(3, n));
            Matrix x = samples.uniform(2, 3);
            Matrix bias = samples.uniform(1, n);
            Matrix y = samples.uniform(2, n);
            Matrix beside = samples.uniform(2, n + 3);
            Precision other = precision() == Precision.SINGLE ? Precision.DOUBLE : Precision.SINGLE;
            Matrix shared = Matrix.zeros(1, n, precision()).repeated(2);
            Activation f = Activation.RELU;
            refuse("x", "x", b -> b.denseForward(null, w, bias, f, y), y);
            refuse("w", "w", b -> b.denseForward(x, (PackedMatrix) null, bias, f, y), y);
            refuse("bias", "bias", b -> b.denseForward(x, w, null, f, y), y);
            refuse("f", "f", b -> b.denseForward(x, w, bias, null, y), y);
            refuse("y", "y", b -> b.denseForward(x, w, bias, f, null), y);
            refuse("columns of x", "x|w", b -> b.denseForward(samples.uniform(2, 4), w, bias, f, y), y);
            refuse("rows of x", "x|y", b -> b.denseForward(samples.uniform(1, 3), w, bias, f, y), y);
            refuse("columns of y", "y", b -> b.denseForward(x, w, bias, f, beside), beside);
            refuse("columns of bias", "bias", b -> b.denseForward(x, w, beside.row(0), f, y), y);
            refuse("rows of bias", "bias", b -> b.denseForward(x, w, Samples.copy(y), f, y), y);
            refuse("precision of x", "x|w|y", b -> b.denseForward(x.to(other), w, bias, f, y), y);
            refuse("precision of y", "x|w|y", b -> b.denseForward(x, w, bias, f, y.to(other)), y);
            refuse("precision of bias", "bias", b -> b.denseForward(x, w, bias.to(other), f, y), y);
            refuse("places of y", "y", b -> b.denseForward(x, w, bias, f, shared), shared);
            refuse("y on x", "y|x", b -> b.denseForward(beside.cols(0, 3), w, bias, f, beside.cols(2, n + 2)), beside);
            refuse("y on bias", "y|bias", b -> b.denseForward(x, w, y.row(1), f, y), y);
        }
    }

    private void refuse(String what, String argument, Consumer<Backend> call, Matrix... untouched) {
        List<Matrix> given =
                Arrays.stream(untouched).filter(x -> x != null && x.hasArray()).toList();
        List<long[]> before = given.stream().map(Laws::bits).toList();
        RuntimeException refusal = assertThrows(RuntimeException.class, () -> call.accept(backend()), what);
        assertTrue(
                refusal instanceof IllegalArgumentException || refusal instanceof NullPointerException,
                () -> what + ": type of " + refusal);
        assertTrue(
                String.valueOf(refusal.getMessage()).matches("(?s)(.*\\W)?(" + argument + ")( is|,).*expected.*"),
                () -> what + ": \"" + refusal.getMessage() + "\" should name " + argument + " and what was expected");
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i), Laws.bits(given.get(i)), "written before: " + refusal.getMessage());
        }
    }
}
