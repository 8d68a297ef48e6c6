// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Exp.LEAST;
import static dev.lanewise.vector.Exp.LN2_HI;
import static dev.lanewise.vector.Exp.LN2_LO;
import static dev.lanewise.vector.Exp.LOG2_E;
import static dev.lanewise.vector.Exp.Q0;
import static dev.lanewise.vector.Exp.Q1;
import static dev.lanewise.vector.Exp.Q2;
import static dev.lanewise.vector.Exp.Q3;
import static dev.lanewise.vector.Exp.Q4;
import static dev.lanewise.vector.Exp.ROUND;
import static dev.lanewise.vector.Exp.SIGN;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static dev.lanewise.vector.Lanes.INTS;
import static dev.lanewise.vector.Lanes.ONE;
import static dev.lanewise.vector.Lanes.ZERO;
import static dev.lanewise.vector.Lanes.all;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** σ(z) = 1/(1 + e⁻ᶻ) and its derivatives. */
final class Sigmoid {
    private static final float RAISED = 0x1p32f;
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

    /** D ← height·σ′(stretch·Z): σ′ with 1 and 1, tanh′ with 2 and 4, all of them exact factors. */
    static void derivative(float stretch, float height, float[] zs, int zo, float[] to, int at, int size) {
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
            FloatVector numerator = e.mul(RAISED * height);
            FloatVector numeratorLow = eLow.mul(RAISED * height);
            FloatVector reciprocal = ONE.div(square);
            FloatVector y = numerator.mul(reciprocal);
            FloatVector minusY = y.neg();
            FloatVector remainder =
                    minusY.fma(squareLow, minusY.fma(square, numerator).add(numeratorLow));
            remainder.fma(reciprocal, y).intoArray(to, at + i);
        }
    }

    /** D ← A ⊙ (1 − A). */
    static void fromOutput(float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            y.mul(ONE.sub(y)).intoArray(d, to + i);
        }
    }

    /** dZ ← (dA ⊙ (1 − A)) ⊙ A. */
    static void backward(float[] g, int go, float[] a, int ao, float[] d, int to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, a, ao + i);
            FloatVector da = FloatVector.fromArray(FLOATS, g, go + i);
            da.mul(ONE.sub(y)).mul(y).intoArray(d, to + i);
        }
    }
}
