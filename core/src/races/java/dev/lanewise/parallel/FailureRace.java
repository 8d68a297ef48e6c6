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

/**
 * Two callers share one team of three, and a block of the first throws: it reaches that caller after its last block has ended, no block
 * runs twice, and the other caller notices nothing.
 */
@JCStressTest
@Outcome(
        id = "1, 11111",
        expect = Expect.ACCEPTABLE,
        desc = "thrown to the first caller, every block of the second once")
@Outcome(expect = Expect.FORBIDDEN, desc = "not thrown, thrown to the other, a block twice, or one that runs on")
@State
public class FailureRace {
    private static final Parallel TEAM = new Parallel(3);

    private final AtomicIntegerArray first = new AtomicIntegerArray(5);
    private final int[] second = new int[5];
    private volatile boolean returned;
    private volatile boolean late;

    @Actor
    public void first(II_Result result) {
        try {
            TEAM.run(this::block, 5);
        } catch (IllegalStateException e) {
            result.r1 = 1;
        }
        returned = true;
    }

    private void block(int block, int worker) {
        if (block == 2) {
            throw new IllegalStateException("block 2");
        }
        first.incrementAndGet(block);
        late |= returned;
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
        for (int block = 0; block < 5; block++) {
            result.r1 += first.get(block) > 1 ? 10 : 0;
            result.r2 += second[block] == 1 ? 0 : 1;
        }
        result.r1 += late ? 100 : 0;
    }
}
