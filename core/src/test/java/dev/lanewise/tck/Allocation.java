// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** What a call allocates once it is compiled. */
public final class Allocation {
    /**
     * Nanoseconds in which a compiler has compiled everything that is called all the time: far more than it takes. Counted in this thread's
     * own time on a processor, because where others keep all processors busy the compiler has no more of them than this thread.
     */
    private static final long PATIENCE = 8_000_000_000L;

    private static final long A_SECOND = 1_000_000_000L;

    /** Calls that are measured together. */
    public static final int CALLS = 1000;

    private Allocation() {}

    /** The bytes of {@link #CALLS} calls: at most one for each if in the end nothing is left to allocate, else what was left. */
    public static long ofWarmCalls(Runnable call) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = now(threads);
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // A compiler at work in the background counts time, not calls.
        } while (allocated > CALLS && now(threads) - start < PATIENCE);
        return allocated;
    }

    private static long now(ThreadMXBean threads) {
        boolean onProcessor = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
        return onProcessor ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** The classes of what a second of calls allocates, with where and how often seen: for the message of a test that fails. */
    public static Map<String, Integer> places(Runnable call) {
        Map<String, Integer> places = new TreeMap<>();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").with("throttle", "10000/s");
            recording.start();
            long start = System.nanoTime();
            while (System.nanoTime() - start < A_SECOND) {
                call.run();
            }
            recording.stop();
            for (RecordedEvent event : events(recording)) {
                RecordedThread thread = event.getThread("eventThread");
                if (thread != null
                        && thread.getJavaThreadId() == Thread.currentThread().threadId()) {
                    places.merge(describe(event), 1, Integer::sum);
                }
            }
            return places;
        } catch (IOException | IllegalStateException | LinkageError e) {
            // The failure that this was asked for must not give way to another.
            return Map.of("unknown, " + e, 0);
        }
    }

    private static List<RecordedEvent> events(Recording recording) throws IOException {
        Path file = Files.createTempFile("allocation", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        } finally {
            Files.delete(file);
        }
    }

    private static String describe(RecordedEvent event) {
        StringBuilder text = new StringBuilder(event.getClass("objectClass").getName());
        RecordedStackTrace trace = event.getStackTrace();
        List<RecordedFrame> frames = trace == null ? List.of() : trace.getFrames();
        frames.stream()
                .limit(6)
                .forEach(frame -> text.append(" < ")
                        .append(frame.getMethod().getType().getName())
                        .append('.')
                        .append(frame.getMethod().getName())
                        .append(':')
                        .append(frame.getLineNumber()));
        return text.toString();
    }
}
