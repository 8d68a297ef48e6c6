// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded set of workspaces, each made when first needed: who finds none free waits for one. A call takes only one
 * and never waits while it holds one, so nobody can wait forever for somebody who waits.
 */
final class Workspaces {
    private final AtomicReferenceArray<Workspace> free;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private volatile int waiting;
    private int made;

    Workspaces(int most) {
        free = new AtomicReferenceArray<>(most);
    }

    Workspace take() {
        Workspace found = poll();
        return found != null ? found : makeOrAwait();
    }

    private Workspace poll() {
        for (int i = 0; i < free.length(); i++) {
            if (free.get(i) != null) {
                Workspace found = free.getAndSet(i, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private Workspace makeOrAwait() {
        lock.lock();
        try {
            if (made < free.length()) {
                Workspace fresh = new Workspace();
                made++;
                return fresh;
            }
            waiting++;
            try {
                for (Workspace found = poll(); ; found = poll()) {
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

    void giveBack(Workspace workspace) {
        for (int i = 0; !free.compareAndSet(i, null, workspace); i = (i + 1) % free.length()) {
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
