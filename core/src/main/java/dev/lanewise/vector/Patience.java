// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How long a thread waits for the compiler: counted in its own time on a processor, because where others keep all processors busy the
 * compiler has no more of them than this thread.
 */
final class Patience {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long end;

    private Patience(long end) {
        this.end = end;
    }

    static Patience ofNanos(long nanos) {
        return new Patience(now() + nanos);
    }

    boolean isOver() {
        return now() > end;
    }

    private static long now() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
