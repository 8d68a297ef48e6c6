// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static dev.lanewise.tck.Laws.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a backend behaves as an object: refusals, threads, closing, allocation. */
interface ConductLaws extends Laws {
    @Test
    default void windowsOfOneArrayMayLieSideBySide() {
        Samples samples = new Samples(15);
        Matrix whole = samples.uniform(20, 60, 0, -1, 1);
        Matrix other = Samples.copy(whole);
        reference().gemm(1, whole.window(0, 0, 20, 10), whole.window(0, 10, 10, 25), 0, whole.window(0, 35, 20, 25));
        backend().gemm(1, other.window(0, 0, 20, 10), other.window(0, 10, 10, 25), 0, other.window(0, 35, 20, 25));
        assertSameBits(whole, other, "windows of one matrix");
    }

    @Test
    default void aRefusedCallNamesItsArgumentAndWritesNothing() {
        Samples samples = new Samples(16);
        Matrix x = samples.uniform(4, 6, 0, -1, 1);
        Matrix y = samples.uniform(4, 6, 0, -1, 1);
        Matrix c = samples.uniform(4, 4, 0, -1, 1);
        Matrix wrong = samples.uniform(3, 6, 0, -1, 1);
        Matrix broadcast = Matrix.of(y.array(), 0, 4, 6, 0, 1);
        Matrix shifted = Matrix.of(y.array(), 1, 2, 5, 6, 1);
        Matrix base = Matrix.of(y.array(), 0, 2, 5, 6, 1);
        Activation f = Activation.SIGMOID;
        List<Matrix> untouched = List.of(x, y, c, wrong);
        refuse(untouched, "a", b -> b.gemm(1, null, x, 0, c));
        refuse(untouched, "c", b -> b.gemm(1, x, x.t(), 0, null));
        refuse(untouched, "b", b -> b.gemm(1, x, y, 0, c));
        refuse(untouched, "c", b -> b.gemm(1, x, y.t(), 0, wrong));
        refuse(untouched, "c", b -> b.gemm(1, c, c, 0, c));
        refuse(untouched, "a", b -> b.activate(f, x, broadcast));
        refuse(untouched, "f", b -> b.activate(null, x, y));
        refuse(untouched, "a", b -> b.activate(f, base, shifted));
        refuse(untouched, "a", b -> b.activate(f, x, wrong));
        refuse(untouched, "d", b -> b.derivative(f, x, wrong));
        refuse(untouched, "d", b -> b.derivativeFromOutput(f, x, wrong));
        refuse(untouched, "dz", b -> b.activationBackward(f, x, x, wrong));
        refuse(untouched, "dz", b -> b.activationBackward(f, wrong, x, y));
        refuse(untouched, "y", b -> b.exp(x, wrong));
        refuse(untouched, "y", b -> b.log(x, null));
        refuse(untouched, "z", b -> b.add(x, wrong, y));
        refuse(untouched, "z", b -> b.multiply(wrong, x, y));
        refuse(untouched, "y", b -> b.scale(2, x, wrong));
        refuse(untouched, "s", b -> b.columnSums(x, y));
        refuse(untouched, "x", b -> b.sum(null));
        refuse(untouched, "p", b -> b.softmax(x, wrong));
        refuse(untouched, "dz", b -> b.softmaxBackward(x, x, wrong));
        refuse(untouched, "loss", b -> b.loss(null, x, x, y));
        refuse(untouched, "target", b -> b.loss(Loss.MEAN_SQUARED_ERROR, x, wrong, y));
        refuse(untouched, "gradient", b -> b.loss(Loss.MEAN_SQUARED_ERROR, x, y, y));
        refuse(untouched, "gradient", b -> b.descend(y, wrong, 0.1f, 0));
        refuse(untouched, "rate", b -> b.descend(y, x, Float.NaN, 0));
        refuse(untouched, "decay", b -> b.descend(y, x, 0.1f, -1));
        refuse(untouched, "momentum", b -> b.descendMomentum(y, Samples.copy(y), x, 0.1f, 1, 0));
        refuse(untouched, "velocity", b -> b.descendMomentum(y, y, x, 0.1f, 0.5f, 0));
        refuse(
                untouched,
                "step",
                b -> b.descendAdam(y, Samples.copy(y), Samples.copy(y), x, Backend.AdamRates.USUAL, 0, 0.1f, 0));
        refuse(untouched, "bias", b -> b.denseForward(x, y.t(), wrong, f, c));
        refuse(
                untouched,
                "dw",
                b -> b.denseBackward(
                        x,
                        y.t(),
                        f,
                        c,
                        Samples.copy(c),
                        Samples.copy(c),
                        wrong,
                        Matrix.zeros(1, 4),
                        Matrix.zeros(0, 0)));
    }

    private void refuse(List<Matrix> untouched, String argument, Consumer<Backend> call) {
        List<int[]> before = untouched.stream().map(Laws::bits).toList();
        RuntimeException refusal = assertThrows(RuntimeException.class, () -> call.accept(backend()));
        assertTrue(
                refusal instanceof IllegalArgumentException || refusal instanceof NullPointerException,
                "type of " + refusal);
        assertTrue(
                String.valueOf(refusal.getMessage()).matches("(?s).*\\b" + argument + "\\b.*expected.*"),
                "\"" + refusal.getMessage() + "\" should name " + argument + " and what was expected");
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i), Laws.bits(untouched.get(i)), "written before: " + refusal.getMessage());
        }
    }

    @Test
    default void sameBitsFromManyThreadsAtOnce() throws Exception {
        Samples samples = new Samples(17);
        Matrix a = samples.uniform(90, 120, 0, -1, 1);
        Matrix b = samples.uniform(120, 110, 0, -1, 1);
        Matrix expected = Matrix.zeros(90, 110);
        reference().gemm(1, a, b, 0, expected);
        reference().sigmoid(expected, expected);
        List<Callable<Void>> calls = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            calls.add(() -> {
                Matrix c = Matrix.zeros(90, 110);
                for (int round = 0; round < 10; round++) {
                    backend().gemm(1, a, b, 0, c);
                    backend().sigmoid(c, c);
                    assertSameBits(expected, c, "shared by threads");
                }
                return null;
            });
        }
        for (ExecutorService pool :
                List.of(Executors.newFixedThreadPool(8), Executors.newVirtualThreadPerTaskExecutor())) {
            try (pool) {
                for (Future<Void> done : pool.invokeAll(calls)) {
                    done.get();
                }
            }
        }
    }

    @Test
    default void anInterruptIsPreserved() {
        Matrix x = new Samples(18).uniform(50, 50, 0, -1, 1);
        Matrix c = Matrix.zeros(50, 50);
        Thread.currentThread().interrupt();
        backend().gemm(1, x, x, 0, c);
        assertTrue(Thread.interrupted(), "the interrupt of the calling thread");
    }

    @Test
    default void aClosedBackendRefusesFurtherCalls() {
        Matrix x = Matrix.zeros(2, 2);
        Matrix y = Matrix.zeros(2, 2);
        backend().close();
        backend().close();
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> backend().sigmoid(x, y));
        assertTrue(refusal.getMessage().contains("closed"), refusal.getMessage());
        assertThrows(IllegalStateException.class, () -> backend().gemm(1, x, x, 0, y));
        assertThrows(IllegalStateException.class, () -> backend().sum(x));
    }

    /** Tagged, because tools that instrument the code make it allocate. */
    @Tag("allocation")
    @Test
    default void warmCallsAllocateNothing() {
        if (!allocatesNothing()) {
            return;
        }
        Samples samples = new Samples(19);
        Matrix a = samples.uniform(30, 40, 0, -1, 1);
        Matrix b = samples.uniform(40, 50, 0, -1, 1);
        Matrix bt = samples.uniform(50, 40, 0, -1, 1).t();
        Matrix c = Matrix.zeros(30, 50);
        Matrix t = Matrix.zeros(30, 50);
        Matrix g = Matrix.zeros(30, 50);
        Matrix row = Matrix.zeros(1, 50);
        Activation[] activations = Activation.values();
        Loss[] losses = Loss.values();
        Matrix dw = Matrix.zeros(40, 50);
        Matrix dx = Matrix.zeros(30, 40);
        Runnable calls = () -> {
            backend().gemm(1, a, b, 0, c);
            backend().gemm(1, a, bt, 1, c);
            backend().denseForward(a, b, row, Activation.TANH, c);
            for (Activation f : activations) {
                backend().activate(f, c, g);
                backend().derivative(f, c, g);
                backend().derivativeFromOutput(f, c, g);
                backend().activationBackward(f, c, t, g);
            }
            backend().exp(c, g);
            backend().softmax(c, g);
            backend().columnSums(c, row);
            for (Loss loss : losses) {
                backend().loss(loss, c, t, g);
            }
            backend().denseBackward(a, b, Activation.RELU, c, t, t, dw, row, dx);
            backend().descend(c, g, 0.1f, 0);
        };
        for (int warm = 0; warm < 15_000; warm++) {
            calls.run();
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < 100; call++) {
                calls.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        if (least > 100) {
            fail("100 rounds of warm calls allocated " + least + " bytes; expected none");
        }
    }
}
