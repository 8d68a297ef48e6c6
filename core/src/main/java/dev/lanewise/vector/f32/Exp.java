// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.elementary.Binary32.EXP_LEAST;
import static dev.lanewise.elementary.Binary32.EXP_MOST;
import static dev.lanewise.elementary.Binary32.LN2_HI;
import static dev.lanewise.elementary.Binary32.LN2_LO;
import static dev.lanewise.elementary.Binary32.LOG2_E;
import static dev.lanewise.elementary.Binary32.Q0;
import static dev.lanewise.elementary.Binary32.Q1;
import static dev.lanewise.elementary.Binary32.Q2;
import static dev.lanewise.elementary.Binary32.Q3;
import static dev.lanewise.elementary.Binary32.Q4;
import static dev.lanewise.elementary.Binary32.ROUND;
import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.INTS;
import static dev.lanewise.vector.f32.Lanes.ONE;
import static dev.lanewise.vector.f32.Lanes.all;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * e<sup>x</sup>, and the constants of all that is built on it. Names and order of operations are those of the scalar
 * definition.
 *
 * <p>This loop and its kin are flat on purpose. C2 always inlines the methods of the Vector API, but stops inlining ours
 * when what it compiles has grown too large, which depends on the caller; a vector that then crosses a real call is boxed,
 * and the loop runs eight times slower.
 */
final class Exp {
    /** From here down 4·e<sup>x</sup> is zero. */
    static final FloatVector LEAST = all(EXP_LEAST);

    static final IntVector SIGN = Lanes.bits(-0f);
    private static final FloatVector MOST = all(EXP_MOST);
    private static final IntVector ROUND_BITS = Lanes.bits(ROUND);
    private static final IntVector BIAS = ROUND_BITS.broadcast(127);

    private Exp() {}

    /** Y ← e^X. */
    static void loop(float[] xs, int xo, float[] y, int yo, int size) {
        for (int i = 0; i < size; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, xs, xo + i);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            x = x.blend(MOST, x.compare(GT, MOST));
            FloatVector rounded = x.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUND));
            FloatVector n = rounded.sub(ROUND);
            FloatVector t = n.fma(broadcast(FLOATS, -LN2_LO), n.fma(broadcast(FLOATS, -LN2_HI), x));
            FloatVector q = t.fma(broadcast(FLOATS, Q4), broadcast(FLOATS, Q3));
            q = t.fma(q, broadcast(FLOATS, Q2));
            q = t.fma(q, broadcast(FLOATS, Q1));
            q = t.fma(q, broadcast(FLOATS, Q0));
            FloatVector e = t.mul(t).fma(q, t).add(ONE);
            // In two factors, so that a subnormal result is rounded once.
            IntVector count = ((IntVector) rounded.reinterpretShape(INTS, 0)).sub(ROUND_BITS);
            IntVector half = count.lanewise(ASHR, 1);
            FloatVector first = (FloatVector) half.add(BIAS).lanewise(LSHL, 23).reinterpretShape(FLOATS, 0);
            FloatVector second =
                    (FloatVector) count.sub(half).add(BIAS).lanewise(LSHL, 23).reinterpretShape(FLOATS, 0);
            e.mul(first).mul(second).intoArray(y, yo + i);
        }
    }
}
