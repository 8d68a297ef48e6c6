// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How long a thread waits for the compiler: counted in its own time on a processor, because where others keep all processors busy the
 * compiler has no more of them than this thread. Where the JVM does not count that, by the clock. For platform threads.
 */
final class Patience {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final boolean onProcessor;
    private final long start;
    private final long nanos;

    private Patience(boolean onProcessor, long nanos) {
        this.onProcessor = onProcessor;
        this.nanos = nanos;
        start = now();
    }

    static Patience ofNanos(long nanos) {
        return new Patience(THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled(), nanos);
    }

    boolean isOver() {
        long now = now();
        // The count is negative where somebody has switched it off meanwhile.
        return now < 0 && onProcessor || now - start > nanos;
    }

    private long now() {
        return onProcessor ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
