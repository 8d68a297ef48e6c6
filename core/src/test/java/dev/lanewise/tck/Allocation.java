// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
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
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // A compiler at work in the background counts time, not calls.
        } while (allocated > CALLS && threads.getCurrentThreadCpuTime() - start < PATIENCE);
        return allocated;
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
            Path file = Files.createTempFile("allocation", ".jfr");
            recording.dump(file);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getThread("eventThread").getJavaThreadId()
                        == Thread.currentThread().threadId()) {
                    places.merge(describe(event), 1, Integer::sum);
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return places;
    }

    private static String describe(RecordedEvent event) {
        StringBuilder text = new StringBuilder(event.getClass("objectClass").getName());
        event.getStackTrace().getFrames().stream()
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
