// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import java.lang.management.ManagementFactory;

/**
 * Runs a call until the compiler is done with it, before anything is measured: vectors that are not compiled yet are boxed, so
 * that a call which allocates nothing for a while has settled. Its limit is generous, as the machine may have other things to do.
 */
public final class Settling {
    private static final long LIMIT_NANOS = 12_000_000_000L;
    private static final long QUIET_NANOS = 300_000_000L;

    private Settling() {}

    /** Returns when the call has settled; says so where it has not within the limit. */
    public static void settle(String what, Runnable call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long quiet = start;
        for (long now = start; now - quiet < QUIET_NANOS; now = System.nanoTime()) {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            if (threads.getCurrentThreadAllocatedBytes() != before) {
                quiet = System.nanoTime();
            }
            if (now - start > LIMIT_NANOS) {
                System.err.println(
                        "not settled: " + what + " still allocates after " + LIMIT_NANOS / 1_000_000_000 + " s");
                return;
            }
        }
    }
}
