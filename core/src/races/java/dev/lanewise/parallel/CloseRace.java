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

/** A team is closed while it is asked for the first time, wherever its threads are then: every block runs once all the same. */
@JCStressTest
@Outcome(id = "11111", expect = Expect.ACCEPTABLE, desc = "every block once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a block twice, or never")
@State
public class CloseRace {
    private final Parallel team = new Parallel(2);
    private final AtomicIntegerArray ran = new AtomicIntegerArray(5);

    @Actor
    public void run() {
        team.run((block, worker) -> ran.incrementAndGet(block), 5);
    }

    @Actor
    public void close() {
        team.close();
    }

    @Arbiter
    public void count(I_Result result) {
        team.close();
        for (int block = 0; block < 5; block++) {
            result.r1 = 10 * result.r1 + ran.get(block);
        }
    }
}
