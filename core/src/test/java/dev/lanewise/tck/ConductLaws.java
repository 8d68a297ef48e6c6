// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static dev.lanewise.tck.Laws.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import java.lang.foreign.Arena;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a backend behaves as an object: threads, closing, allocation. */
interface ConductLaws extends Laws {
    @Test
    default void windowsOfOneArrayMayLieSideBySide() {
        Samples samples = samples(15);
        Matrix whole = samples.uniform(20, 60, 0, -1, 1);
        Matrix other = Samples.copy(whole);
        reference().gemm(1, whole.window(0, 0, 20, 10), whole.window(0, 10, 10, 25), 0, whole.window(0, 35, 20, 25));
        backend().gemm(1, other.window(0, 0, 20, 10), other.window(0, 10, 10, 25), 0, other.window(0, 35, 20, 25));
        assertSameBits(whole, other, "windows of one matrix");
    }

    @Test
    default void sameBitsFromManyThreadsAtOnce() throws Exception {
        Samples samples = samples(17);
        Matrix a = samples.uniform(90, 120, 0, -1, 1);
        Matrix b = samples.uniform(120, 110, 0, -1, 1);
        Matrix expected = zeros(90, 110);
        reference().gemm(1, a, b, 0, expected);
        reference().sigmoid(expected, expected);
        List<Callable<Void>> calls = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            calls.add(() -> {
                Matrix c = zeros(90, 110);
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

    /** Parts may use the backend, on whatever thread they run. */
    @Test
    default void sharedPartsRunOnceEach() {
        Samples samples = samples(21);
        Matrix a = samples.uniform(60, 70, 0, -1, 1);
        Matrix b = samples.uniform(70, 50, 0, -1, 1);
        Matrix expected = zeros(60, 50);
        reference().gemm(1, a, b, 0, expected);
        for (int parts : new int[] {0, 1, 2, 3, 50}) {
            Matrix[] results = new Matrix[parts];
            AtomicIntegerArray runs = new AtomicIntegerArray(parts);
            backend().share(parts, part -> {
                runs.incrementAndGet(part);
                results[part] = zeros(60, 50);
                backend().gemm(1, a, b, 0, results[part]);
            });
            for (int part = 0; part < parts; part++) {
                assertEquals(1, runs.get(part), "runs of part " + part + " of " + parts);
                assertSameBits(expected, results[part], "part " + part);
            }
        }
    }

    @Test
    default void whatAPartThrowsIsThrown() {
        UnsupportedOperationException thrown = assertThrows(
                UnsupportedOperationException.class,
                () -> backend().share(9, part -> {
                    if (part == 4) {
                        throw new UnsupportedOperationException("part 4");
                    }
                }));
        assertEquals("part 4", thrown.getMessage());
        int[] runs = new int[1];
        backend().share(1, part -> runs[0]++);
        assertEquals(1, runs[0], "the backend serves on");
    }

    /** A backend that outlives its callers must not keep their memory. */
    @Test
    default void nothingOfItsCallersIsKept() throws InterruptedException {
        Map<String, WeakReference<Object>> arrays = new LinkedHashMap<>();
        for (Spoiling operation : SeamOperations.all()) {
            useOnce("of " + operation, operation, operation.fitting(precision()), arrays);
            useOnce("of " + operation + ", transposed", operation, transposed(operation.fitting(precision())), arrays);
        }
        useOnceLarge(arrays);
        WeakReference<Object> nobodys = new WeakReference<>(new Object());
        for (int round = 0; round < 100 && arrays.values().stream().anyMatch(array -> !array.refersTo(null)); round++) {
            System.gc();
            Thread.sleep(10);
        }
        assumeTrue(nobodys.refersTo(null), "a JVM that collects when it is asked to");
        arrays.forEach((what, array) -> assertTrue(array.refersTo(null), what + " is still kept"));
    }

    private void useOnce(
            String what, Spoiling operation, Matrix[] arguments, Map<String, WeakReference<Object>> arrays) {
        operation.on(backend(), arguments);
        for (int i = 0; i < arguments.length; i++) {
            arrays.put("argument " + i + " " + what + " " + arrays.size(), new WeakReference<>(arguments[i].array()));
        }
    }

    private static Matrix[] transposed(Matrix[] matrices) {
        Matrix[] transposed = new Matrix[matrices.length];
        for (int i = 0; i < matrices.length; i++) {
            transposed[i] = Samples.copy(matrices[i].t()).t();
        }
        return transposed;
    }

    /** So large that threads share the work, and what is packed is packed. */
    private void useOnceLarge(Map<String, WeakReference<Object>> arrays) {
        Matrix x = samples(44).uniform(260, 260, 0, -1, 1);
        Matrix y = zeros(260, 260);
        backend().gemm(1, x, x.t(), 0, y);
        backend().sigmoid(x.t(), y);
        backend().softmax(x, y);
        backend().share(8, part -> y.row(part).set(0, 0, part));
        PackedMatrix packed = backend().pack(x);
        backend().denseForward(x, packed, y.row(0), Activation.IDENTITY, zeros(260, 260));
        arrays.put("packed weights", new WeakReference<>(packed));
        arrays.put("the input of large operations", new WeakReference<>(x.array()));
        arrays.put("the output of large operations", new WeakReference<>(y.array()));
    }

    @Test
    default void anInterruptIsPreserved() {
        // Large enough to be shared: the caller waits for others.
        Matrix x = samples(18).uniform(160, 160, 0, -1, 1);
        Matrix c = zeros(160, 160);
        for (int round = 0; round < 10; round++) {
            Thread.currentThread().interrupt();
            backend().gemm(1, x, x, 0, c);
            assertTrue(Thread.interrupted(), "the interrupt of the calling thread");
        }
    }

    @Test
    default void aClosedBackendRefusesFurtherCalls() {
        Matrix x = zeros(2, 2);
        Matrix y = zeros(2, 2);
        backend().close();
        backend().close();
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> backend().sigmoid(x, y));
        assertTrue(refusal.getMessage().contains("closed"), refusal.getMessage());
        for (Spoiling operation : SeamOperations.all()) {
            Matrix[] arguments = operation.fitting(precision());
            assertThrows(IllegalStateException.class, () -> operation.on(backend(), arguments), operation::toString);
        }
        assertThrows(IllegalStateException.class, () -> backend().share(1, part -> {}));
    }

    /** Tagged, because tools that instrument the code make it allocate. */
    @Tag("allocation")
    @Test
    default void warmCallsAllocateNothing() {
        if (!allocatesNothing()) {
            return;
        }
        Samples samples = samples(19);
        Matrix a = samples.uniform(30, 41, 0, -1, 1);
        Matrix b = samples.uniform(41, 50, 0, -1, 1);
        Matrix bt = samples.uniform(50, 41, 0, -1, 1).t();
        Matrix c = zeros(30, 50);
        Matrix t = zeros(30, 50);
        Matrix g = zeros(30, 50);
        Matrix row = zeros(1, 50);
        Matrix dw = zeros(41, 50);
        Matrix dx = zeros(30, 41);
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("gemm", () -> backend().gemm(1, a, b, 0, c));
        calls.put("gemm of a transpose", () -> backend().gemm(1, a, bt, 1, c));
        Matrix segment = Samples.inSegment(b, Arena.ofAuto());
        calls.put("gemm of a memory segment", () -> backend().gemm(1, a, segment, 0, c));
        Matrix x = samples.uniform(41, 1, 0, -1, 1);
        Matrix y = zeros(30, 1);
        Matrix turned = b.t();
        Matrix column = row.t();
        calls.put("gemv", () -> backend().gemv(1, a, x, 0, y));
        calls.put("gemv of a transpose", () -> backend().gemv(0.5, turned, x, 1, column));
        calls.put("denseForward", () -> backend().denseForward(a, b, row, Activation.TANH, c));
        PackedMatrix packed = backend().pack(b);
        calls.put("denseForward, packed", () -> backend().denseForward(a, packed, row, Activation.TANH, c));
        for (Activation f : Activation.values()) {
            calls.put("activate " + f, () -> backend().activate(f, c, g));
            calls.put("derivative " + f, () -> backend().derivative(f, c, g));
            calls.put("derivativeFromOutput " + f, () -> backend().derivativeFromOutput(f, c, g));
            calls.put("activationBackward " + f, () -> backend().activationBackward(f, c, t, g));
        }
        calls.put("exp", () -> backend().exp(c, g));
        calls.put("softmax", () -> backend().softmax(c, g));
        calls.put("columnSums", () -> backend().columnSums(c, row));
        for (Loss loss : Loss.values()) {
            calls.put("loss " + loss, () -> backend().loss(loss, c, t, g));
        }
        calls.put("denseBackward", () -> backend().denseBackward(a, b, Activation.RELU, c, t, dw, row, dx));
        calls.put("descend", () -> backend().descend(c, g, 0.1, 0));
        calls.put("descendMomentum", () -> backend().descendMomentum(c, t, g, 0.1, 0.5, 0));
        Matrix v = zeros(30, 50);
        calls.put("descendAdam", () -> backend().descendAdam(c, t, v, g, AdamRates.USUAL, 3, 0.1, 0));
        calls.put("log", () -> backend().log(v, g));
        calls.put("add", () -> backend().add(c, t, g));
        calls.put("hadamard", () -> backend().hadamard(c, t, g));
        calls.put("scale", () -> backend().scale(0.5, c, g));
        calls.put("copy", () -> backend().copy(c, g));
        calls.put("sum", () -> backend().sum(c));
        calls.put("softmaxBackward", () -> backend().softmaxBackward(c, t, g));
        IntConsumer part = number -> {};
        calls.put("share", () -> backend().share(4, part));
        products(calls);
        calls.forEach(ConductLaws::requireNoAllocation);
    }

    /** Large and shared, a single row or column, an outer product, few columns, as they lie and turned, alpha 1 or not. */
    private void products(Map<String, Runnable> calls) {
        Samples samples = samples(22);
        int[][] shapes = {
            {130, 130, 130}, {200, 1, 60}, {1, 600, 80}, {20, 600, 1}, {60, 5, 40}, {70, 3, 64}, {3, 70, 64}
        };
        for (int[] s : shapes) {
            Matrix a = samples.uniform(s[0], s[2], 0, -1, 1);
            Matrix b = samples.uniform(s[2], s[1], 0, -1, 1);
            Matrix at = samples.uniform(s[2], s[0], 0, -1, 1).t();
            Matrix bt = samples.uniform(s[1], s[2], 0, -1, 1).t();
            Matrix c = zeros(s[0], s[1]);
            Matrix ct = zeros(s[1], s[0]).t();
            String shape = s[0] + "x" + s[1] + "x" + s[2];
            calls.put("gemm " + shape, () -> backend().gemm(1, a, b, 0, c));
            calls.put("gemm turned " + shape, () -> backend().gemm(0.5, at, bt, 1, c));
            calls.put("gemm into columns " + shape, () -> backend().gemm(0.5, a, bt, 1, ct));
        }
    }

    private static void requireNoAllocation(String name, Runnable call) {
        long allocated = Allocation.ofWarmCalls(call);
        if (allocated > Allocation.CALLS) {
            fail("1,000 warm calls of " + name + " allocated " + allocated + " bytes; expected none: "
                    + Allocation.places(call));
        }
    }
}
