// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.F_Result;

/** Blocks of gradients arrive from two threads: they are added by the one tree, in which 1 is lost beside 2²⁴ and 2 is not. */
@JCStressTest
@Outcome(id = "1.6777218E7", expect = Expect.ACCEPTABLE, desc = "2^24 + (1 + 1)")
@Outcome(expect = Expect.FORBIDDEN, desc = "another tree, or a part lost")
@State
public class GradientSumRace {
    private final GradientSum sum = new GradientSum(Backends.scalar());

    private void add(long block, float gradient) {
        sum.add(PartialGradient.of(0, block, 0, Matrix.of(new float[] {gradient}, 1, 1)));
    }

    @Actor
    public void first() {
        add(3, 1);
        add(0, 0x1p24f);
    }

    @Actor
    public void second() {
        add(1, 0);
        add(2, 1);
    }

    @Arbiter
    public void total(F_Result result) {
        Matrix total = Matrix.zeros(1, 1);
        sum.total(4, total);
        result.r1 = (float) total.get(0, 0);
    }
}
