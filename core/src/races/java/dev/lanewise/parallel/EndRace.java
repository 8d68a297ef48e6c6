// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One thread ends the deal, as after a failure, while another takes: none is taken twice, and none after the end. */
@JCStressTest
@Outcome(id = "[0-4], -1", expect = Expect.ACCEPTABLE, desc = "some were taken, then no more")
@Outcome(expect = Expect.FORBIDDEN, desc = "one too many, or one after the end")
@State
public class EndRace {
    private final Deal deal = new Deal(2);

    public EndRace() {
        deal.deal(4);
    }

    @Actor
    public void take(II_Result result) {
        int seen = 0;
        for (int block = deal.take(0); block >= 0; block = deal.take(0)) {
            result.r1 += (seen & 1 << block) == 0 ? 1 : 100;
            seen |= 1 << block;
        }
    }

    @Actor
    public void end() {
        deal.end();
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = deal.take(1);
    }
}
