// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.LoopState;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.Warnings;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.plain.Plain32;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When a loop is put to use, and when it is not. */
class WarmerTest {
    private static final long PATIENCE_NANOS = 1_000_000;
    /** So many elements make a loop due, but not one that was put off. */
    private static final int SOME = 400_000_000;

    /** Not that of other backends, whose loops may be warmed at the same time. */
    private static final String LOG = "dev.lanewise.warmed-by-a-test";

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(500);

    private static final long LARGE = 1L << 31;

    private final AtomicLong calls = new AtomicLong();

    /** Leaves whose every call makes an object, as that of a loop which is not compiled. */
    private Leaves allocating() {
        Leaves sound = new Plain32();
        return (Leaves) Proxy.newProxyInstance(
                Leaves.class.getClassLoader(), new Class<?>[] {Leaves.class}, (proxy, method, arguments) -> {
                    calls.incrementAndGet();
                    try {
                        return method.invoke(sound, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean becomes(BooleanSupplier condition, Duration within) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < within.toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
        return condition.getAsBoolean();
    }

    @Test
    void aLoopInDemandThatAllocatesNothingIsPutToUse() {
        Warmer warmer = new Warmer(Plain32::new, new Plain32());
        SwitchedLeaves leaves = warmer.leaves();
        warmer.missed(Operation.ADD, 1);
        assertThat(leaves.state(Operation.ADD))
                .isEqualTo(
                        new LoopState("ADD", Precision.SINGLE, "plain", "it has not been in demand for long enough"));
        assertThat(becomes(() -> leaves.isUsed(Operation.ADD), SHORT)).isFalse();
        warmer.missed(Operation.ADD, SOME);
        assertThat(becomes(() -> leaves.isUsed(Operation.ADD), LONG)).isTrue();
        assertThat(leaves.isUsed(Operation.HADAMARD)).isFalse();
        assertThat(leaves.states())
                .hasSameSizeAs(Loop.all())
                .contains(new LoopState("ADD", Precision.SINGLE, "vector", "it is compiled"))
                .allMatch(state -> state.body().equals("plain") == !state.loop().equals("ADD"));
    }

    /** The first one pays for what of the Vector API all of them call. */
    @Test
    void theNextLoopsAreDueSooner() {
        Warmer warmer = new Warmer(Plain32::new, new Plain32());
        SwitchedLeaves leaves = warmer.leaves();
        int less = 70_000_000;
        warmer.missed(Operation.HADAMARD, less);
        warmer.missed(Operation.EXP, 1);
        assertThat(becomes(() -> leaves.isUsed(Operation.HADAMARD), SHORT)).isFalse();
        warmer.missed(Operation.ADD, SOME);
        assertThat(becomes(() -> leaves.isUsed(Operation.ADD), LONG)).isTrue();
        warmer.missed(Operation.HADAMARD, 1);
        assertThat(becomes(() -> leaves.isUsed(Operation.HADAMARD), LONG)).isTrue();
        warmer.missed(Operation.EXP, 1);
        assertThat(becomes(() -> leaves.isUsed(Operation.EXP), SHORT)).isFalse();
    }

    @Test
    void aLoopForWhichThereWasNoMemoryIsTriedAgain() {
        AtomicLong opened = new AtomicLong();
        Warmer warmer = new Warmer(
                () -> {
                    if (opened.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("thrown by a test");
                    }
                    return new Plain32();
                },
                new Plain32());
        warmer.missed(Operation.ADD, SOME);
        String idle = "it has not been in demand for long enough";
        assertThat(becomes(
                        () -> opened.get() > 0
                                && warmer.leaves().state(Operation.ADD).reason().equals(idle),
                        LONG))
                .isTrue();
        warmer.missed(Operation.ADD, SOME);
        assertThat(becomes(() -> warmer.leaves().isUsed(Operation.ADD), LONG)).isTrue();
    }

    @Test
    void aLoopThatKeepsAllocatingIsNotUsedButTriedAgainAndNamedOnce() {
        List<String> said = Warnings.of(LOG, () -> {
            Warmer warmer = new Warmer(this::allocating, new Plain32(), PATIENCE_NANOS, LOG);
            warmer.missed(Operation.ADD, SOME);
            assertThat(becomes(() -> isPutOff(warmer, Operation.ADD), LONG)).isTrue();
            long first = callsAtRest();
            warmer.missed(Operation.ADD, SOME);
            assertThat(becomes(() -> calls.get() > first, SHORT)).isFalse();
            for (int i = 0; i < 1000; i++) {
                warmer.missed(Operation.ADD, SOME);
            }
            assertThat(becomes(() -> calls.get() > first, LONG)).isTrue();
            callsAtRest();
            warmer.missed(Operation.HADAMARD, SOME);
            assertThat(becomes(() -> isPutOff(warmer, Operation.HADAMARD), LONG))
                    .isTrue();
            assertThat(isPutOff(warmer, Operation.ADD)).isTrue();
            assertThat(warmer.leaves().forProduct(LARGE))
                    .as("a compiler that failed one loop is not trusted with large work unseen")
                    .isSameAs(warmer.leaves());
        });
        assertThat(said).hasSize(2);
        assertThat(said.get(0))
                .startsWith("the vector loop ADD in precision SINGLE keeps allocating on ")
                .endsWith(" and is not used for now; results are the same, slower");
        assertThat(said.get(1)).startsWith("the vector loop HADAMARD ");
    }

    @Test
    void aBackendTellsWhichBodyServesEachLoopOfThePrecisionsInUse() {
        try (Backend backend = VectorBackend.warming(1)) {
            assertThat(backend.loops()).isEmpty();
            backend.sum(Matrix.zeros(2, 2));
            assertThat(backend.loops())
                    .hasSameSizeAs(Loop.all())
                    .allMatch(loop -> loop.precision() == Precision.SINGLE);
            backend.sum(Matrix.zeros(2, 2, Precision.DOUBLE));
            assertThat(backend.loops()).hasSize(2 * Loop.count());
        }
        assertThat(Backends.scalar().loops()).isEmpty();
    }

    @Test
    void largeWorkDoesNotPassByWhatIsServedPlainlyForGood() {
        SwitchedLeaves settled =
                new SwitchedLeaves(Plain32::new, new Plain32(), new SwitchedLeaves.Settled("a reason"));
        assertThat(settled.forProduct(LARGE)).isSameAs(settled);
        assertThat(settled.state(Operation.ADD).reason()).isEqualTo("a reason");
        Leaves vectors = new Plain32();
        SwitchedLeaves warming = new Warmer(() -> vectors, new Plain32()).leaves();
        assertThat(warming.forProduct(LARGE)).isSameAs(vectors);
        assertThat(warming.forProduct(LARGE / 2)).isSameAs(warming);
    }

    /** A kernel of every processor, whose plain loop makes no garbage: one that does is never used. */
    @Test
    void aKernelIsNotCompiledWhileTheProductThatAskedForItGoesOn() {
        Warmer warmer = new Warmer(Plain32::new, new Plain32());
        SwitchedLeaves leaves = warmer.leaves();
        leaves.forProduct(1);
        warmer.missed(Kernel.DIRECT_4X2, SOME);
        warmer.missed(Operation.ADD, SOME);
        assertThat(becomes(() -> leaves.isUsed(Operation.ADD), LONG)).isTrue();
        assertThat(becomes(() -> leaves.isUsed(Kernel.DIRECT_4X2), SHORT)).isFalse();
        leaves.forProduct(1);
        assertThat(becomes(() -> leaves.isUsed(Kernel.DIRECT_4X2), LONG)).isTrue();
    }

    /** A JVM whose Vector API is another one is as good as one without. */
    @Test
    void vectorsThatCannotBeLinkedAreDoneWithout() {
        List<String> said = Warnings.of(LOG, () -> {
            Supplier<Leaves> unlinked = () -> {
                throw new NoSuchMethodError("FloatVector.fma");
            };
            Leaves plain = new Plain32();
            Warmer warmer = new Warmer(unlinked, plain, PATIENCE_NANOS, LOG);
            assertThat(warmer.leaves().forProduct(LARGE)).isSameAs(plain);
            warmer.missed(Operation.ADD, SOME);
            assertThat(becomes(() -> warmer.leaves().isUsed(Operation.ADD), LONG))
                    .isTrue();
            assertThat(warmer.leaves().state(Operation.ADD).body()).isEqualTo("plain");
        });
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).contains("vector loops are not used").contains("FloatVector.fma");
    }

    @Test
    void nothingIsWarmedForABackendThatIsClosed() {
        Warmer warmer =
                new Warmer(this::allocating, new Plain32(), Duration.ofHours(1).toNanos(), LOG);
        warmer.missed(Operation.ADD, SOME);
        assertThat(becomes(() -> calls.get() > 1000, LONG)).isTrue();
        warmer.missed(Kernel.PACKED_4X2, SOME);
        warmer.leaves().close();
        assertThat(becomes(() -> isAtRest(), LONG)).isTrue();
        long last = calls.get();
        warmer.missed(Operation.HADAMARD, SOME);
        warmer.leaves().forProduct(1);
        assertThat(becomes(() -> calls.get() > last, SHORT)).isFalse();
    }

    private boolean isAtRest() {
        long seen = calls.get();
        return !becomes(() -> calls.get() > seen, SHORT);
    }

    /** Some of it may be there and some not. */
    @Test
    void aLoopThatCannotBeLinkedEndsTheUseOfVectors() {
        List<String> said = Warnings.of(LOG, () -> {
            Leaves unlinked = (Leaves) Proxy.newProxyInstance(
                    Leaves.class.getClassLoader(), new Class<?>[] {Leaves.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("run")) {
                            throw new NoSuchMethodError("FloatVector.fma");
                        }
                        return method.invoke(new Plain32(), arguments);
                    });
            Warmer warmer = new Warmer(() -> unlinked, new Plain32(), PATIENCE_NANOS, LOG);
            warmer.missed(Operation.ADD, SOME);
            assertThat(becomes(() -> warmer.leaves().forProduct(LARGE) == warmer.leaves(), LONG))
                    .isTrue();
            assertThat(becomes(
                            () -> warmer.leaves().state(Operation.ADD).reason().contains("FloatVector.fma"), LONG))
                    .isTrue();
            assertThat(warmer.leaves().state(Operation.ADD).body()).isEqualTo("plain");
        });
        assertThat(said).hasSize(1);
    }

    private static boolean isPutOff(Warmer warmer, Loop loop) {
        return warmer.leaves()
                .state(loop)
                .equals(new LoopState(
                        loop.name(),
                        Precision.SINGLE,
                        "plain",
                        "it kept allocating, and is tried again when it has been in demand for much longer"));
    }

    /** How often the loops were called, once nobody calls them any more. */
    private long callsAtRest() {
        while (!isAtRest()) {
            Thread.onSpinWait();
        }
        return calls.get();
    }
}
