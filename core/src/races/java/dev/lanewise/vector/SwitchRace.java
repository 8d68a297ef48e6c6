// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Piece;
import dev.lanewise.vector.plain.Plain32;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A loop is switched from plain to vectors while another thread calls it: it gets the same bits, from whichever body. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "the same bits")
@Outcome(expect = Expect.FORBIDDEN, desc = "other bits")
@State
public class SwitchRace {
    private static final float[] X = new float[32];
    private static final float[] EXPECTED = new float[32];

    static {
        for (int i = 0; i < X.length; i++) {
            X[i] = i / 3f - 5;
        }
        new Plain32().exp(X, EXPECTED, X.length);
    }

    private final SwitchedLeaves leaves =
            new SwitchedLeaves(Leaves32::new, new Plain32(), new SwitchedLeaves.Settled("one is asked for"));

    private static boolean isRight(Leaves leaves) {
        float[] y = new float[X.length];
        leaves.exp(X, y, X.length);
        return Arrays.equals(y, EXPECTED);
    }

    @Actor
    public void use() {
        leaves.use(Piece.ROW_EXP);
    }

    @Actor
    public void call(ZZ_Result result) {
        result.r1 = isRight(leaves);
        result.r2 = isRight(leaves);
    }
}
