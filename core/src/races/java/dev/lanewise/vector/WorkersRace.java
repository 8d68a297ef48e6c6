// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.vector.plain.Plain32;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads want the only worker: one at a time has it, each sees what the last one left, and none waits forever. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "two at once")
@State
public class WorkersRace {
    private static final Workers ONE = new Workers(Plain32::new, 1);

    /** Changed only by who has the worker. */
    private int turns;

    private void turn() {
        Worker worker = ONE.take();
        turns++;
        ONE.giveBack(worker);
    }

    @Actor
    public void first() {
        turn();
    }

    @Actor
    public void second() {
        turn();
    }

    @Arbiter
    public void count(I_Result result) {
        result.r1 = turns;
    }
}
