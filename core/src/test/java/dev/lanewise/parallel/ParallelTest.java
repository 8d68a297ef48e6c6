// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ParallelTest {
    @Test
    void everyBlockRunsExactlyOnce() {
        for (int threads : new int[] {1, 2, 5}) {
            try (Parallel parallel = new Parallel(threads)) {
                for (int round = 0; round < 2000; round++) {
                    int blocks = round % 40;
                    AtomicIntegerArray runs = new AtomicIntegerArray(40);
                    parallel.run((block, worker) -> runs.incrementAndGet(block), blocks);
                    for (int block = 0; block < 40; block++) {
                        assertThat(runs.get(block)).isEqualTo(block < blocks ? 1 : 0);
                    }
                }
            }
        }
    }

    @Test
    void workersHaveNumbersOfTheirOwnAndTheCallerIsZero() {
        Thread caller = Thread.currentThread();
        Thread[] owners = new Thread[3];
        try (Parallel parallel = new Parallel(3)) {
            for (int round = 0; round < 500; round++) {
                parallel.run(
                        (block, worker) -> {
                            Thread me = Thread.currentThread();
                            assertThat(worker == 0).isEqualTo(me == caller);
                            assertThat(owners[worker] == null || owners[worker] == me)
                                    .isTrue();
                            owners[worker] = me;
                        },
                        12);
            }
        }
    }

    @Test
    void whatABlockThrowsReachesTheCallerAndTheNextTaskRuns() {
        try (Parallel parallel = new Parallel(2)) {
            for (int round = 0; round < 200; round++) {
                assertThatThrownBy(() -> parallel.run(
                                (block, worker) -> {
                                    throw new IllegalStateException("block " + block);
                                },
                                8))
                        .isInstanceOf(IllegalStateException.class);
                AtomicIntegerArray runs = new AtomicIntegerArray(1);
                parallel.run((block, worker) -> runs.incrementAndGet(0), 8);
                assertThat(runs.get(0)).isEqualTo(8);
            }
        }
    }

    /** Code that is not from Java throws checked exceptions where none is declared. */
    @Test
    void whatABlockThrowsIsThrownAsItIs() {
        try (Parallel parallel = new Parallel(2)) {
            for (int thrower = 0; thrower < 2; thrower++) {
                int worker = thrower;
                assertThatThrownBy(() -> parallel.run(
                                (block, by) -> {
                                    if (by == worker || block == 63) {
                                        ParallelTest.<RuntimeException>sneak(new IOException("block"));
                                    }
                                },
                                64))
                        .isInstanceOf(IOException.class)
                        .hasMessage("block");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aClosedOneRunsOnItsCallerAlone() {
        Parallel parallel = new Parallel(4);
        parallel.run((block, worker) -> {}, 8);
        parallel.close();
        Thread caller = Thread.currentThread();
        parallel.run((block, worker) -> assertThat(Thread.currentThread()).isSameAs(caller), 8);
    }

    /** The system may refuse any of them, and those after it. */
    @Test
    void theThreadsThatStartAreEnough() {
        for (int granted = 0; granted <= 4; granted++) {
            int most = granted;
            AtomicInteger started = new AtomicInteger();
            Parallel.Starter starter = thread -> {
                if (started.incrementAndGet() > most) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                thread.start();
            };
            try (Parallel parallel = new Parallel(5, starter)) {
                for (int round = 0; round < 200; round++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(12);
                    parallel.run(
                            (block, worker) -> {
                                assertThat(worker).isBetween(0, most);
                                runs.incrementAndGet(block);
                            },
                            12);
                    for (int block = 0; block < 12; block++) {
                        assertThat(runs.get(block)).isEqualTo(1);
                    }
                }
            }
            assertThat(started).as("refused once, and not asked again").hasValue(Math.min(4, granted + 1));
        }
    }

    /** Anything else that starting throws reaches the caller, and the next task runs. */
    @Test
    void whatStartingThrowsReachesTheCaller() {
        Parallel.Starter starter = thread -> {
            throw new SecurityException("no threads here");
        };
        try (Parallel parallel = new Parallel(3, starter)) {
            assertThatThrownBy(() -> parallel.run((block, worker) -> {}, 4)).hasMessage("no threads here");
            AtomicInteger runs = new AtomicInteger();
            parallel.run((block, worker) -> runs.incrementAndGet(), 4);
            assertThat(runs).hasValue(4);
        }
    }

    @Test
    void aWrongNumberOfThreadsIsRefused() {
        assertThatThrownBy(() -> new Parallel(0)).hasMessageContaining("threads is 0; expected 1 to 1024");
        assertThatThrownBy(() -> new Parallel(1025)).hasMessageContaining("threads is 1025; expected 1 to 1024");
        assertThat(new Parallel(1024).threads()).isEqualTo(1024);
    }

    @Test
    void whatHasOneBlockStartsNoThread() {
        Parallel.Starter starter = thread -> {
            throw new SecurityException("not needed");
        };
        try (Parallel parallel = new Parallel(2, starter)) {
            AtomicInteger runs = new AtomicInteger();
            parallel.run((block, worker) -> runs.incrementAndGet(), 1);
            assertThat(runs).hasValue(1);
        }
    }

    /** The other thread's block ends when the caller has thrown and waits: it would then go on to the other blocks. */
    @Test
    void afterAFailureNoBlockBegins() {
        try (Parallel parallel = new Parallel(2)) {
            Thread caller = Thread.currentThread();
            AtomicIntegerArray begun = new AtomicIntegerArray(2);
            assertThatThrownBy(() -> parallel.run(
                            (block, worker) -> {
                                begun.incrementAndGet(worker);
                                if (worker == 0) {
                                    await(() -> begun.get(1) > 0);
                                    throw new IllegalStateException("block " + block);
                                }
                                await(() -> caller.getState() == Thread.State.WAITING);
                            },
                            64))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(begun.get(0)).isEqualTo(1);
            assertThat(begun.get(1)).isEqualTo(1);
        }
    }

    @Test
    void anInterruptWhileOthersWorkIsKeptForTheCaller() {
        try (Parallel parallel = new Parallel(2)) {
            Thread caller = Thread.currentThread();
            AtomicInteger byWorker = new AtomicInteger();
            parallel.run(
                    (block, worker) -> {
                        if (worker == 0) {
                            await(() -> byWorker.get() > 0);
                        } else if (byWorker.getAndIncrement() == 0) {
                            await(() -> caller.getState() == Thread.State.WAITING);
                            caller.interrupt();
                            // Parked again: it has taken the interrupt and waits for this block.
                            await(() -> !caller.isInterrupted() && caller.getState() == Thread.State.WAITING);
                        }
                    },
                    2);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void workersKeepNothingOfTheirCallersAndEndWhenClosed() throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        Parallel parallel = new Parallel(3, thread -> {
            workers.add(thread);
            thread.start();
        });
        InheritableThreadLocal<String> callers = new InheritableThreadLocal<>();
        callers.set("the caller's");
        AtomicInteger byWorkers = new AtomicInteger();
        parallel.run(
                (block, worker) -> {
                    if (worker == 0) {
                        await(() -> byWorkers.get() > 0);
                    } else {
                        assertThat(callers.get()).isNull();
                        byWorkers.incrementAndGet();
                    }
                },
                8);
        await(() -> !parallel.isAwake());
        parallel.close();
        assertThat(workers).hasSize(2);
        for (Thread worker : workers) {
            worker.join(20_000);
            assertThat(worker.isAlive()).isFalse();
            assertThat(worker.isDaemon()).isTrue();
            assertThat(worker.getContextClassLoader()).isNull();
        }
    }

    private static void await(BooleanSupplier condition) {
        long patience = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("what was waited for has not come");
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void aThreadThatIsHeldUpHoldsUpNobody() {
        try (Parallel parallel = new Parallel(2)) {
            AtomicInteger others = new AtomicInteger();
            parallel.run(
                    (block, worker) -> {
                        if (block > 0) {
                            others.incrementAndGet();
                        } else {
                            // It ends only when somebody else has run all the others.
                            await(() -> others.get() == 9);
                        }
                    },
                    10);
            assertThat(others).hasValue(9);
        }
    }

    @Test
    void workersAreAwakeAfterWorkAndAsleepWithoutItOrClosed() throws InterruptedException {
        Parallel parallel = new Parallel(2);
        assertThat(parallel.isAwake()).isFalse();
        AtomicInteger byWorker = new AtomicInteger();
        boolean awake = false;
        for (int round = 0; round < 5_000 && !(awake && byWorker.get() > 0); round++) {
            // The caller gives up its processor, which may be the only one that the worker is given.
            parallel.run(
                    (block, worker) -> {
                        byWorker.addAndGet(worker);
                        LockSupport.parkNanos(100_000);
                    },
                    4);
            awake = parallel.isAwake();
        }
        assertThat(awake).isTrue();
        boolean asleep = false;
        for (int wait = 0; wait < 10_000 && !asleep; wait++) {
            Thread.sleep(1);
            asleep = !parallel.isAwake();
        }
        assertThat(asleep).isTrue();
        parallel.close();
        Thread.sleep(5);
        assertThat(parallel.isAwake()).isFalse();
    }

    @Test
    void itIsNotAwakeForASecondCaller() {
        try (Parallel parallel = new Parallel(2)) {
            parallel.run((block, worker) -> assertThat(parallel.isAwake()).isFalse(), 4);
        }
    }
}
