// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The block numbers of one task, dealt out in equal stretches of neighbours, one to each thread; who has finished its own
 * takes from the others. So a thread meets the same part of a matrix from task to task, in its own cache, and a thread
 * that is held up holds up nobody.
 */
public final class Deal {
    /** Ints between two counters, so that no two share a cache line. */
    private static final int APART = 32;

    private final int threads;
    private final AtomicIntegerArray next;
    private int count;

    /** For so many threads. */
    public Deal(int threads) {
        this.threads = threads;
        next = new AtomicIntegerArray(threads * APART);
    }

    /** Deals blocks 0 to {@code count} − 1, before any thread takes one; whoever publishes the task publishes the deal. */
    public void deal(int count) {
        this.count = count;
        for (int thread = 0; thread < threads; thread++) {
            next.setPlain(thread * APART, from(thread));
        }
    }

    private int from(int thread) {
        return (int) ((long) count * thread / threads);
    }

    /** The next block for a thread, or −1 when all are taken. */
    public int take(int thread) {
        for (int i = 0; i < threads; i++) {
            int owner = thread + i < threads ? thread + i : thread + i - threads;
            int end = from(owner + 1);
            if (next.get(owner * APART) < end) {
                int block = next.getAndIncrement(owner * APART);
                if (block < end) {
                    return block;
                }
            }
        }
        return -1;
    }

    /** Lets nobody take a block any more. */
    void end() {
        for (int thread = 0; thread < threads; thread++) {
            next.set(thread * APART, from(thread + 1));
        }
    }
}
