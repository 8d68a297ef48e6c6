// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the blocks of one task on several threads: the caller and a few daemon workers take block numbers until none is
 * left. Each block is run by one thread, so what a block computes cannot depend on who runs it.
 *
 * <p>One caller at a time has the workers; another one that comes meanwhile runs its blocks alone, so nobody ever waits
 * for a stranger's work. Workers start at the first use, spin shortly after their work in case more follows, then park.
 */
public final class Parallel implements AutoCloseable {
    /** Work in numbered blocks, run in any order, each exactly once. */
    public interface Task {
        /** Runs one block. {@code worker} is 0 for the caller and below {@link Parallel#threads()} for all. */
        void run(int block, int worker);
    }

    /** Starts a thread, or throws what {@link Thread#start} throws. */
    interface Starter {
        void start(Thread thread);
    }

    private static final long SPIN_NANOS = 30_000;

    /** The lowest bit of the state says that workers may join, the next ones count those that have, the rest tells jobs apart. */
    private static final long OPEN = 1;

    private static final long ONE_WORKER = 2;
    private static final long ONE_JOB = 1L << 20;

    private final int threads;
    private final Starter starter;
    private final @Nullable Thread[] workers;
    /** Workers that run: all of them, or those that the system could start. */
    private volatile int running;

    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicLong state = new AtomicLong();
    private final Deal deal;
    private final AtomicInteger parked = new AtomicInteger();

    private @Nullable Task task;
    private @Nullable Thread caller;
    private volatile @Nullable Throwable failure;
    private volatile boolean started;
    private volatile boolean closed;

    /** For up to {@code threads} threads at once, the caller's among them. */
    public Parallel(int threads) {
        this(threads, Thread::start);
    }

    Parallel(int threads, Starter starter) {
        this.starter = starter;
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads is " + threads + "; expected 1 to 1024");
        }
        this.threads = threads;
        this.workers = new Thread[threads - 1];
        deal = new Deal(threads);
    }

    public int threads() {
        return threads;
    }

    /**
     * Whether the workers are free, and have had work so lately that they still look for more: to wake them would cost much
     * longer. A hint, as they may park at any time.
     */
    public boolean isAwake() {
        return running > 0 && parked.get() == 0 && !taken.get() && !closed;
    }

    /** Runs all blocks and returns when the last has ended. What a block throws is thrown here. */
    public void run(Task work, int count) {
        if (count <= 1 || threads == 1 || closed || !taken.compareAndSet(false, true)) {
            runAlone(work, count);
            return;
        }
        try {
            start();
            if (running == 0) {
                runAlone(work, count);
            } else {
                share(work, count);
            }
        } finally {
            task = null;
            caller = null;
            failure = null;
            taken.set(false);
        }
    }

    private static void runAlone(Task work, int count) {
        for (int block = 0; block < count; block++) {
            work.run(block, 0);
        }
    }

    private void share(Task work, int count) {
        task = work;
        caller = Thread.currentThread();
        deal.deal(count);
        state.set((state.get() & -ONE_JOB) + ONE_JOB + OPEN);
        wake(Math.min(count - 1, running));
        draw(work, 0);
        closeAndAwait();
        Parallel.<RuntimeException>rethrow(failure);
    }

    private void draw(Task work, int worker) {
        try {
            for (int block = deal.take(worker); block >= 0; block = deal.take(worker)) {
                work.run(block, worker);
            }
        } catch (Throwable e) {
            deal.end();
            failure = e;
        }
    }

    private void wake(int wanted) {
        if (parked.get() == 0) {
            return;
        }
        for (int w = 0; w < wanted; w++) {
            LockSupport.unpark(workers[w]);
        }
    }

    private void closeAndAwait() {
        long now = state.getAndAdd(-OPEN) - OPEN;
        long patience = System.nanoTime() + SPIN_NANOS;
        boolean interrupted = false;
        while (now % ONE_JOB != 0) {
            if (System.nanoTime() < patience) {
                Thread.onSpinWait();
            } else {
                // An interrupt would end every park at once; it is kept for the caller.
                interrupted |= Thread.interrupted();
                LockSupport.park(this);
            }
            now = state.get();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As it was thrown: code that is not from Java throws checked exceptions where none is declared. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void rethrow(@Nullable Throwable thrown) throws E {
        if (thrown != null) {
            throw (E) thrown;
        }
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        while (running < workers.length) {
            int number = running + 1;
            Thread worker = Thread.ofPlatform()
                    .name("lanewise-" + number)
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(() -> work(number));
            worker.setContextClassLoader(null);
            // Before it runs: who closes meanwhile must find it.
            workers[running] = worker;
            try {
                starter.start(worker);
            } catch (OutOfMemoryError e) {
                // The system gives no more threads; those that run are enough.
                workers[running] = null;
                return;
            }
            running++;
        }
    }

    private void work(int worker) {
        long done = 0;
        while (!closed) {
            long seen = awaitJob(done);
            if (seen == 0) {
                continue;
            }
            done = seen & -ONE_JOB;
            if (join(done)) {
                draw(Objects.requireNonNull(task), worker);
                long now = state.addAndGet(-ONE_WORKER);
                if (now % ONE_JOB == 0) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    /** Spins, then parks, until the state shows an open job other than the one done; 0 after a wake-up for nothing. */
    private long awaitJob(long done) {
        long patience = System.nanoTime() + SPIN_NANOS;
        while (System.nanoTime() < patience) {
            long now = state.get();
            if ((now & OPEN) != 0 && (now & -ONE_JOB) != done) {
                return now;
            }
            Thread.onSpinWait();
        }
        parked.incrementAndGet();
        long now = state.get();
        if (((now & OPEN) == 0 || (now & -ONE_JOB) == done) && !closed) {
            LockSupport.park(this);
            Thread.interrupted();
            now = state.get();
        }
        parked.decrementAndGet();
        return (now & OPEN) != 0 && (now & -ONE_JOB) != done ? now : 0;
    }

    private boolean join(long job) {
        for (long now = state.get(); (now & OPEN) != 0 && (now & -ONE_JOB) == job; now = state.get()) {
            if (state.compareAndSet(now, now + ONE_WORKER)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the workers; tasks that come later run on their caller alone. */
    @Override
    public void close() {
        closed = true;
        for (Thread worker : workers) {
            if (worker != null) {
                LockSupport.unpark(worker);
            }
        }
    }
}
