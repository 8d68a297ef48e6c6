// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code java --add-modules jdk.incubator.vector -cp lanewise-core.jar dev.lanewise.verify.Soak 30}: for so many minutes
 * eight threads compute all operations on the best backend, again and again, and compare the digest each time. A line a
 * minute shows the rounds, the heap after a collection, the memory of the process, where the system says it, and the threads.
 * The exit status is 0 if every digest was right.
 */
public final class Soak {
    private static final int THREADS = 8;

    private Soak() {}

    public static void main(String[] args) throws InterruptedException {
        long minutes = args.length == 0 ? 30 : Long.parseLong(args[0]);
        System.exit(run(Backends.best(), Duration.ofMinutes(minutes), Duration.ofMinutes(1), System.out) ? 0 : 1);
    }

    /** Whether every digest was right. */
    static boolean run(Backend backend, Duration whole, Duration between, PrintStream out) throws InterruptedException {
        AtomicLong rounds = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        long end = System.nanoTime() + whole.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int thread = 0; thread < THREADS; thread++) {
                threads.execute(() -> compute(backend, end, rounds, wrong));
            }
            threads.shutdown();
            while (!threads.awaitTermination(between.toNanos(), TimeUnit.NANOSECONDS)) {
                report(rounds.get(), wrong.get(), out);
            }
        }
        report(rounds.get(), wrong.get(), out);
        return wrong.get() == 0 && rounds.get() > 0;
    }

    private static void compute(Backend backend, long end, AtomicLong rounds, AtomicLong wrong) {
        do {
            String digest;
            try {
                digest = Survey.digest(Survey.of(backend));
            } catch (RuntimeException | Error e) {
                digest = e.toString();
            }
            if (!digest.equals(Main.goldenDigest())) {
                wrong.incrementAndGet();
            }
            rounds.incrementAndGet();
        } while (System.nanoTime() < end);
    }

    private static void report(long rounds, long wrong, PrintStream out) {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        out.printf(
                Locale.ROOT,
                "%,d rounds, %d of them wrong; heap %.1f MB, process %s, %d threads%n",
                rounds,
                wrong,
                (jvm.totalMemory() - jvm.freeMemory()) / 1e6,
                process(),
                Thread.getAllStackTraces().size());
    }

    /** The memory of the process that is in use, as Linux says it. */
    private static String process() {
        Path status = Path.of("/proc/self/status");
        try {
            return Files.isReadable(status)
                    ? Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .map(line -> line.substring("VmRSS:".length()).strip())
                            .findFirst()
                            .orElse("unknown")
                    : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
