// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads of three take blocks, also from each other and from the third: each block is taken once. */
@JCStressTest
@Outcome(id = "1111111", expect = Expect.ACCEPTABLE, desc = "every block once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a block twice, or never")
@State
public class DealRace {
    private final Deal deal = new Deal(3);
    private final AtomicIntegerArray taken = new AtomicIntegerArray(7);

    public DealRace() {
        deal.deal(7);
    }

    private void take(int thread) {
        for (int block = deal.take(thread); block >= 0; block = deal.take(thread)) {
            taken.incrementAndGet(block);
        }
    }

    @Actor
    public void first() {
        take(0);
    }

    @Actor
    public void second() {
        take(1);
    }

    @Arbiter
    public void count(I_Result result) {
        for (int block = 0; block < taken.length(); block++) {
            result.r1 = 10 * result.r1 + taken.get(block);
        }
    }
}
