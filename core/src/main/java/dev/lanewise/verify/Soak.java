// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code java --add-modules jdk.incubator.vector -cp lanewise-core.jar dev.lanewise.verify.Soak 30}: for so many minutes
 * eight threads compute all operations on the best backend, again and again, and compare the digest each time. A line a
 * minute shows the rounds, the heap after a collection, the memory of the process, where the system says it, and the threads.
 * The exit status is 0 if every digest was right and neither heap nor threads grew.
 */
public final class Soak {
    private static final int THREADS = 8;

    private Soak() {}

    public static void main(String[] args) throws InterruptedException {
        long minutes = args.length == 0 ? 30 : Long.parseLong(args[0]);
        System.exit(run(Backends.best(), Duration.ofMinutes(minutes), Duration.ofMinutes(1), System.out) ? 0 : 1);
    }

    /** Heap in bytes after a collection, and threads, at some moment. */
    private record Moment(long heap, int threads) {
        static Moment now() {
            System.gc();
            Runtime jvm = Runtime.getRuntime();
            return new Moment(
                    jvm.totalMemory() - jvm.freeMemory(),
                    Thread.getAllStackTraces().size());
        }
    }

    /** Whether the last moments have more than the first ones, by a fifth of the heap or by a thread; few moments say nothing. */
    static boolean grows(long[] heaps, int[] threads) {
        int half = heaps.length / 2;
        if (half < 2) {
            return false;
        }
        long heap = Arrays.stream(heaps).limit(half).max().orElseThrow();
        int most = Arrays.stream(threads).limit(half).max().orElseThrow();
        return heaps[heaps.length - 1] > heap + heap / 5 || threads[threads.length - 1] > most;
    }

    /** Whether every digest was right and nothing grew. */
    static boolean run(Backend backend, Duration whole, Duration between, PrintStream out) throws InterruptedException {
        AtomicLong rounds = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        List<Moment> moments = new ArrayList<>();
        long end = System.nanoTime() + whole.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int thread = 0; thread < THREADS; thread++) {
                threads.execute(() -> compute(backend, end, rounds, wrong));
            }
            threads.shutdown();
            while (!threads.awaitTermination(between.toNanos(), TimeUnit.NANOSECONDS)) {
                moments.add(report(rounds.get(), wrong.get(), out));
            }
        }
        report(rounds.get(), wrong.get(), out);
        boolean grows = grows(
                moments.stream().mapToLong(Moment::heap).toArray(),
                moments.stream().mapToInt(Moment::threads).toArray());
        if (grows) {
            out.println("heap or threads grow");
        }
        return wrong.get() == 0 && rounds.get() > 0 && !grows;
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

    private static Moment report(long rounds, long wrong, PrintStream out) {
        Moment now = Moment.now();
        out.printf(
                Locale.ROOT,
                "%,d rounds, %d of them wrong; heap %.1f MB, process %s, %d threads%n",
                rounds,
                wrong,
                now.heap() / 1e6,
                process(),
                now.threads());
        return now;
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
