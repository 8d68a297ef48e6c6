// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.LoopHealth;
import dev.lanewise.LoopState;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import java.util.ArrayList;
import java.util.List;

/** Runs each vector loop until it is compiled, or for as long as compiling may take, and times it. */
final class Examination {
    private static final int BURST = 200;
    /** Bursts without allocation in a row until a loop is trusted: the compiler may drop and renew what it has made. */
    private static final int CLEAN = 10;

    private final Leaves leaves;
    private final Rehearsal rehearsal;
    private final long patience;

    /** Of loops that may take so many nanoseconds of this thread to be compiled. */
    Examination(Leaves leaves, long patience) {
        this.leaves = leaves;
        this.patience = patience;
        rehearsal = new Rehearsal(leaves);
    }

    /** Of each loop that these leaves have. */
    List<LoopHealth> all() {
        List<LoopHealth> found = new ArrayList<>();
        for (Loop loop : Loop.all()) {
            if (rehearsal.run(loop) > 0) {
                found.add(of(loop));
            }
        }
        return found;
    }

    private LoopHealth of(Loop loop) {
        Patience patience = Patience.ofNanos(this.patience);
        burst(loop, 1);
        rehearsal.compile(loop, patience, () -> false);
        long allocated = burst(loop, BURST);
        double best = 0;
        for (int clean = 0; clean < CLEAN && !patience.isOver(); ) {
            long start = System.nanoTime();
            allocated = burst(loop, BURST);
            double rate = (double) BURST * rehearsal.run(loop) / (System.nanoTime() - start);
            clean = allocated == 0 ? clean + 1 : 0;
            best = clean > 0 ? Math.max(best, rate) : best;
        }
        LoopState state = leaves instanceof SwitchedLeaves switched
                ? switched.state(loop)
                : new LoopState(loop.name(), leaves.precision(), "vector", "it is the only one");
        return new LoopHealth(state, best, (double) allocated / BURST);
    }

    /** The bytes that some calls allocate. */
    private long burst(Loop loop, int calls) {
        long bytes = rehearsal.allocated(loop, calls);
        if (bytes < 0) {
            throw new IllegalStateException(
                    "this JVM does not count what a thread allocates; expected ThreadMXBean.isThreadAllocatedMemoryEnabled");
        }
        return bytes;
    }
}
