// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import java.lang.management.ManagementFactory;

/** What a call allocates once it is compiled. */
public final class Allocation {
    /** Nanoseconds in which a compiler has compiled everything that is called all the time: far more than it takes. */
    private static final long PATIENCE = 8_000_000_000L;

    /** Calls that are measured together. */
    public static final int CALLS = 1000;

    private Allocation() {}

    /** The bytes of {@link #CALLS} calls: at most one for each if in the end nothing is left to allocate, else what was left. */
    public static long ofWarmCalls(Runnable call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadline = System.nanoTime() + PATIENCE;
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // A compiler at work in the background counts time, not calls.
        } while (allocated > CALLS && System.nanoTime() < deadline);
        return allocated;
    }
}
