// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two callers share one team of three: when a call returns each of its blocks has run once, and its writes are seen. */
@JCStressTest
@Outcome(id = "11111, 11111", expect = Expect.ACCEPTABLE, desc = "every block once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a block twice, never, or unseen")
@State
public class ParallelRace {
    private static final Parallel TEAM = new Parallel(3);

    private final AtomicIntegerArray first = new AtomicIntegerArray(5);
    private final int[] second = new int[5];

    @Actor
    public void first(II_Result result) {
        TEAM.run((block, worker) -> first.incrementAndGet(block), 5);
        for (int block = 0; block < 5; block++) {
            result.r1 = 10 * result.r1 + first.getPlain(block);
        }
    }

    @Actor
    public void second(II_Result result) {
        TEAM.run((block, worker) -> second[block]++, 5);
        for (int block = 0; block < 5; block++) {
            result.r2 = 10 * result.r2 + second[block];
        }
    }

    @Arbiter
    public void late(II_Result result) {
        // A block that ran after its call had returned would show here.
        for (int block = 0; block < 5; block++) {
            result.r1 += first.get(block) == 1 ? 0 : 1;
            result.r2 += second[block] == 1 ? 0 : 1;
        }
    }
}
