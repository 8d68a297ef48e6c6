// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.elementary.Binary32.LN2_HI;
import static dev.lanewise.elementary.Binary32.LN2_LO;
import static dev.lanewise.elementary.Binary32.LOG2_E;
import static dev.lanewise.elementary.Binary32.Q0;
import static dev.lanewise.elementary.Binary32.Q1;
import static dev.lanewise.elementary.Binary32.Q2;
import static dev.lanewise.elementary.Binary32.Q3;
import static dev.lanewise.elementary.Binary32.Q4;
import static dev.lanewise.elementary.Binary32.ROUND;
import static dev.lanewise.elementary.Binary32.TANH_LEAST;
import static dev.lanewise.vector.f32.Exp.SIGN;
import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.INTS;
import static dev.lanewise.vector.f32.Lanes.ONE;
import static dev.lanewise.vector.f32.Lanes.all;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** tanh z = (1 − e^−2|z|)/(1 + e^−2|z|) with the sign of z, and its derivatives. */
final class Tanh {
    private static final FloatVector TWO = all(2);
    private static final IntVector ONE_BITS = Lanes.bits(1);
    /** From here down 1 + e^x is 1. */
    private static final FloatVector LEAST = all(TANH_LEAST);

    private Tanh() {}

    /** A ← tanh Z. */
    static void forward(float[] zs, int zo, float[] a, int ao, int size) {
        for (int i = 0; i < size; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, zs, zo + i);
            IntVector bits = (IntVector) z.add(z).reinterpretShape(INTS, 0);
            FloatVector x = (FloatVector) bits.or(SIGN).reinterpretShape(FLOATS, 0);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            FloatVector rounded = x.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUND));
            FloatVector n = rounded.sub(ROUND);
            FloatVector t = n.fma(broadcast(FLOATS, -LN2_LO), n.fma(broadcast(FLOATS, -LN2_HI), x));
            FloatVector q = t.fma(broadcast(FLOATS, Q4), broadcast(FLOATS, Q3));
            q = t.fma(q, broadcast(FLOATS, Q2));
            q = t.fma(q, broadcast(FLOATS, Q1));
            q = t.fma(q, broadcast(FLOATS, Q0));
            FloatVector square = t.mul(t);
            FloatVector r = square.fma(q, t);
            FloatVector rLow = square.fma(q, t.sub(r));
            IntVector count = (IntVector) rounded.reinterpretShape(INTS, 0);
            FloatVector s = (FloatVector) count.lanewise(LSHL, 23).add(ONE_BITS).reinterpretShape(FLOATS, 0);
            FloatVector p = s.mul(r);
            FloatVector base = ONE.sub(s);
            FloatVector e = base.sub(p);
            FloatVector lost = ONE.sub(base).sub(s).add(base.sub(e).sub(p));
            FloatVector eLow = lost.sub(s.mul(rLow));
            FloatVector d = TWO.sub(e);
            FloatVector dLow = TWO.sub(d).sub(e).sub(eLow);
            FloatVector reciprocal = ONE.div(d);
            FloatVector y = e.mul(reciprocal);
            FloatVector minusY = y.neg();
            FloatVector remainder = minusY.fma(dLow, minusY.fma(d, e).add(eLow));
            IntVector sign = ((IntVector) z.reinterpretShape(INTS, 0)).and(SIGN);
            IntVector magnitude = (IntVector) remainder.fma(reciprocal, y).reinterpretShape(INTS, 0);
            ((FloatVector) magnitude.or(sign).reinterpretShape(FLOATS, 0)).intoArray(a, ao + i);
        }
    }
}
