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
import static dev.lanewise.elementary.Binary32.RAISED;
import static dev.lanewise.elementary.Binary32.ROUND;
import static dev.lanewise.vector.f32.Exp.LEAST;
import static dev.lanewise.vector.f32.Exp.SIGN;
import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.INTS;
import static dev.lanewise.vector.f32.Lanes.ONE;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static dev.lanewise.vector.f32.Lanes.all;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** σ(z) = 1/(1 + e⁻ᶻ) and its derivatives. */
final class Sigmoid {
    private static final FloatVector RAISED_ONE = all(RAISED);
    private static final IntVector RAISED_ONE_BITS = Lanes.bits(RAISED);

    private Sigmoid() {}

    /** A ← σ(Z). */
    static void forward(float[] zs, int zo, float[] a, int ao, int size) {
        for (int i = 0; i < size; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, zs, zo + i);
            IntVector bits = (IntVector) z.reinterpretShape(INTS, 0);
            FloatVector x = (FloatVector) bits.or(SIGN).reinterpretShape(FLOATS, 0);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            FloatVector rounded = x.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUND));
            FloatVector n = rounded.sub(ROUND);
            FloatVector t = n.fma(broadcast(FLOATS, -LN2_LO), n.fma(broadcast(FLOATS, -LN2_HI), x));
            FloatVector q = t.fma(broadcast(FLOATS, Q4), broadcast(FLOATS, Q3));
            q = t.fma(q, broadcast(FLOATS, Q2));
            q = t.fma(q, broadcast(FLOATS, Q1));
            q = t.fma(q, broadcast(FLOATS, Q0));
            FloatVector r = t.mul(t).fma(q, t);
            IntVector count = (IntVector) rounded.reinterpretShape(INTS, 0);
            FloatVector power =
                    (FloatVector) count.lanewise(LSHL, 23).add(RAISED_ONE_BITS).reinterpretShape(FLOATS, 0);
            FloatVector e = r.fma(power, power);
            FloatVector eLow = r.fma(power, power.sub(e));
            FloatVector d = e.add(RAISED_ONE);
            FloatVector dLow = e.sub(d.sub(RAISED_ONE)).add(eLow);
            VectorMask<Float> negative = z.compare(LT, ZERO);
            FloatVector numerator = RAISED_ONE.blend(e, negative);
            FloatVector numeratorLow = ZERO.blend(eLow, negative);
            FloatVector reciprocal = ONE.div(d);
            FloatVector y = numerator.mul(reciprocal);
            FloatVector minusY = y.neg();
            FloatVector remainder = minusY.fma(dLow, minusY.fma(d, numerator).add(numeratorLow));
            remainder.fma(reciprocal, y).intoArray(a, ao + i);
        }
    }

    /** D ← stretch²·σ′(stretch·Z): σ′ with 1, tanh′ with 2, both exact factors. */
    static void derivative(float stretch, float[] zs, int zo, float[] to, int at, int size) {
        float raised = RAISED * stretch * stretch;
        for (int i = 0; i < size; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, zs, zo + i).mul(stretch);
            IntVector bits = (IntVector) z.reinterpretShape(INTS, 0);
            FloatVector x = (FloatVector) bits.or(SIGN).reinterpretShape(FLOATS, 0);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            FloatVector rounded = x.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUND));
            FloatVector n = rounded.sub(ROUND);
            FloatVector t = n.fma(broadcast(FLOATS, -LN2_LO), n.fma(broadcast(FLOATS, -LN2_HI), x));
            FloatVector q = t.fma(broadcast(FLOATS, Q4), broadcast(FLOATS, Q3));
            q = t.fma(q, broadcast(FLOATS, Q2));
            q = t.fma(q, broadcast(FLOATS, Q1));
            q = t.fma(q, broadcast(FLOATS, Q0));
            FloatVector r = t.mul(t).fma(q, t);
            IntVector count = (IntVector) rounded.reinterpretShape(INTS, 0);
            FloatVector power =
                    (FloatVector) count.lanewise(LSHL, 23).add(RAISED_ONE_BITS).reinterpretShape(FLOATS, 0);
            FloatVector e = r.fma(power, power);
            FloatVector eLow = r.fma(power, power.sub(e));
            FloatVector d = e.add(RAISED_ONE);
            FloatVector dLow = e.sub(d.sub(RAISED_ONE)).add(eLow);
            FloatVector square = d.mul(d);
            FloatVector squareLow = d.add(d).fma(dLow, d.fma(d, square.neg()));
            FloatVector numerator = e.mul(raised);
            FloatVector numeratorLow = eLow.mul(raised);
            FloatVector reciprocal = ONE.div(square);
            FloatVector y = numerator.mul(reciprocal);
            FloatVector minusY = y.neg();
            FloatVector remainder =
                    minusY.fma(squareLow, minusY.fma(square, numerator).add(numeratorLow));
            remainder.fma(reciprocal, y).intoArray(to, at + i);
        }
    }
}
