// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.LoopState;
import dev.lanewise.vector.leaf.Leaves;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of workers, each made when first needed: who finds none free waits for one. A call takes only one
 * and never waits while it holds one, so nobody can wait forever for somebody who waits.
 */
final class Workers {
    private final AtomicReferenceArray<Worker> free;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private volatile int waiting;
    private final Supplier<Leaves> source;
    /** Null until the first worker is made: many a program needs one precision only. */
    private @Nullable Leaves leaves;

    private int made;

    Workers(Supplier<Leaves> leaves, int most) {
        source = leaves;
        free = new AtomicReferenceArray<>(most);
    }

    /** Which body serves each loop, where there are two; nothing before the first worker is made. */
    List<LoopState> states() {
        lock.lock();
        try {
            return leaves instanceof SwitchedLeaves switched ? switched.states() : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what goes on besides the calls. */
    void close() {
        lock.lock();
        try {
            if (leaves instanceof SwitchedLeaves switched) {
                switched.close();
            }
        } finally {
            lock.unlock();
        }
    }

    Worker take() {
        Worker found = poll();
        return found != null ? found : makeOrAwait();
    }

    private @Nullable Worker poll() {
        for (int i = 0; i < free.length(); i++) {
            if (free.get(i) != null) {
                Worker found = free.getAndSet(i, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private Worker makeOrAwait() {
        lock.lock();
        try {
            if (made < free.length()) {
                Leaves found = leaves == null ? source.get() : leaves;
                leaves = found;
                Worker fresh = new Worker(found, this);
                made++;
                return fresh;
            }
            waiting++;
            try {
                for (Worker found = poll(); ; found = poll()) {
                    if (found != null) {
                        return found;
                    }
                    returned.awaitUninterruptibly();
                }
            } finally {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }

    void giveBack(Worker worker) {
        for (int i = 0; !free.compareAndSet(i, null, worker); i = (i + 1) % free.length()) {
            Thread.onSpinWait();
        }
        if (waiting > 0) {
            lock.lock();
            try {
                returned.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
