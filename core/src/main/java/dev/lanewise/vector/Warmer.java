// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.vector.leaf.Host;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts vector loops to use once they are compiled. A loop that allocates nothing is compiled: until then each of its vectors
 * is an object. So a daemon thread of low priority runs the loops that are in demand on data of its own, in the order of
 * demand, and switches each over when it has allocated nothing for a while; then the thread ends. A loop that never stops
 * allocating, as on a JVM whose compiler fails it, is never put to use, and one line of the log names it. It is tried again when it has
 * been in demand for much longer, as the compiler may only have been busy.
 */
final class Warmer implements SwitchedLeaves.Listener {
    /**
     * Nanoseconds that a plain loop has taken, roughly, when compiling its vectors pays, which takes about as long and occupies a
     * processor that the rest of the program may need.
     */
    private static final long DEMAND = 300_000_000;
    /** The same once a first one is due, which pays for what of the Vector API all of them call. */
    private static final long NEXT = 60_000_000;

    /** How much more demand it takes until a loop that kept allocating is tried again. */
    private static final long LATER = 1000;

    static final long PATIENCE_NANOS = 15_000_000_000L;
    private static final long IDLE_SECONDS = 5;

    private final Leaves plain;
    private final SwitchedLeaves switched;
    private final long patience;
    private final String log;
    private final long[] demand = new long[Loop.count()];
    /** The demand from which a loop is warmed. */
    private final long[] due = new long[Loop.count()];
    /** Those that were asked for and not put off since: their demand is not counted any more. */
    private final boolean[] asked = new boolean[Loop.count()];
    /** Those that kept allocating, which the log has named. */
    private final boolean[] named = new boolean[Loop.count()];
    /** Whether a loop kept allocating: then large work does not go to the vectors unseen. */
    private volatile boolean doubtful;
    /** Why there are no vector loops; empty where there are. */
    private volatile String obstacle = "";

    /** Kernels that wait for the next product to begin, and whether there are any. */
    private final Queue<Loop> held = new ConcurrentLinkedQueue<>();

    private volatile boolean holds;

    private volatile boolean stopped;
    private volatile @Nullable Thread thread;
    private final BlockingQueue<Loop> wanted = new LinkedBlockingQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    Warmer(Supplier<Leaves> vectors, Leaves plain) {
        this(vectors, plain, PATIENCE_NANOS, "dev.lanewise");
    }

    /** With so many nanoseconds for each loop, and a log of this name. */
    Warmer(Supplier<Leaves> vectors, Leaves plain, long patience, String log) {
        this.plain = plain;
        this.patience = patience;
        this.log = log;
        Arrays.fill(due, DEMAND);
        switched = new SwitchedLeaves(() -> usable(vectors), plain, this);
    }

    private Leaves usable(Supplier<Leaves> vectors) {
        String found = Host.hidden().orElse("");
        if (found.isEmpty()) {
            try {
                Leaves loaded = vectors.get();
                // Links what is special to the types of the Vector API.
                loaded.tiling();
                return loaded;
            } catch (LinkageError e) {
                found = unlinked(e);
            }
        }
        refuse(found);
        return plain;
    }

    private static String unlinked(LinkageError e) {
        return "the Vector API of this JVM cannot be used (" + e + "); run on JDK 25";
    }

    private void refuse(String why) {
        obstacle = why;
        warn("vector loops are not used, results are the same, slower: {0}", why);
    }

    @Override
    public boolean allowsLargeWork() {
        return !doubtful;
    }

    private void warn(String format, Object... facts) {
        System.getLogger(log).log(System.Logger.Level.WARNING, format, facts);
    }

    SwitchedLeaves leaves() {
        return switched;
    }

    /** Counts without a lock: a lost count delays the switch by a call. */
    @Override
    public void missed(Loop loop, long size) {
        int i = loop.number();
        if (!asked[i]) {
            long now = demand[i] + size * loop.plainNanos();
            demand[i] = now;
            if (now >= due[i]) {
                asked[i] = true;
                request(loop);
            }
        }
    }

    @Override
    public String reason(Loop loop) {
        int i = loop.number();
        if (!obstacle.isEmpty()) {
            return obstacle;
        }
        if (asked[i]) {
            return "it is being compiled";
        }
        return named[i]
                ? "it kept allocating, and is tried again when it has been in demand for much longer"
                : "it has not been in demand for long enough";
    }

    @Override
    public String merit() {
        return "it is compiled";
    }

    private void request(Loop loop) {
        if (!stopped) {
            for (int i = 0; i < due.length; i++) {
                due[i] = due[i] == DEMAND ? NEXT : due[i];
            }
            if (loop instanceof Kernel) {
                held.add(loop);
                holds = true;
            } else {
                wanted.add(loop);
                start();
            }
        }
    }

    /** Not before a product has ended: the plain kernel is done with it by the time that the vectors are compiled. */
    @Override
    public void begins() {
        if (holds) {
            holds = false;
            for (Loop kernel = held.poll(); kernel != null && !stopped; kernel = held.poll()) {
                wanted.add(kernel);
                start();
            }
        }
    }

    /** Ends the thread. */
    @Override
    public void closed() {
        stopped = true;
        held.clear();
        wanted.clear();
        Thread working = thread;
        if (working != null) {
            working.interrupt();
        }
    }

    private void start() {
        if (running.compareAndSet(false, true)) {
            Thread started = Thread.ofPlatform()
                    .name("lanewise-warmer")
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this::work);
            started.setContextClassLoader(null);
            thread = started;
            try {
                started.start();
            } catch (OutOfMemoryError e) {
                // The system gives no more threads: the plain loops go on serving, and who is in demand asks again.
                putOffAll();
                running.set(false);
            }
        }
    }

    private void work() {
        try {
            if (switched.vectors() == plain) {
                settleForPlain();
            }
            Rehearsal rehearsal = new Rehearsal(switched.vectors());
            for (Loop loop = next(); loop != null; loop = next()) {
                // Two threads may have asked at once, and the loop may have been put off in between.
                if (!switched.isUsed(loop) && asked[loop.number()]) {
                    warm(rehearsal, loop);
                }
            }
        } catch (LinkageError e) {
            doubtful = true;
            stopped = true;
            refuse(unlinked(e));
        } catch (OutOfMemoryError e) {
            // The plain loops go on serving; who is still in demand asks again.
            putOffAll();
        } finally {
            running.set(false);
        }
        // Who asked between the last look and here found a thread running, and started none.
        if (!wanted.isEmpty() && !stopped) {
            start();
        }
    }

    private void settleForPlain() {
        for (Loop loop : Loop.all()) {
            switched.use(loop);
        }
    }

    private @Nullable Loop next() {
        try {
            return stopped ? null : wanted.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return null;
        }
    }

    private void warm(Rehearsal rehearsal, Loop loop) {
        if (rehearsal.compile(loop, Patience.ofNanos(patience), () -> stopped)) {
            switched.use(loop);
        } else if (!stopped) {
            putOff(loop);
        }
    }

    private void putOffAll() {
        held.clear();
        wanted.clear();
        for (Loop loop : Loop.all()) {
            int i = loop.number();
            if (asked[i] && !switched.isUsed(loop)) {
                due[i] = demand[i] + DEMAND;
                asked[i] = false;
            }
        }
    }

    private void putOff(Loop loop) {
        int i = loop.number();
        doubtful = true;
        if (!named[i]) {
            warn(
                    "the vector loop {0} in precision {1} keeps allocating on {2} {3} and is not used for now; results are the"
                            + " same, slower",
                    loop,
                    switched.precision(),
                    System.getProperty("java.vm.name"),
                    System.getProperty("java.vm.version"));
            named[i] = true;
        }
        due[i] = due[i] > Long.MAX_VALUE / LATER ? Long.MAX_VALUE : due[i] * LATER;
        asked[i] = false;
    }
}
