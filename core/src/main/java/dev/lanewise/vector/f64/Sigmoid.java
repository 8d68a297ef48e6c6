// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

import static dev.lanewise.elementary.Binary64.LN2_HI;
import static dev.lanewise.elementary.Binary64.LN2_LO;
import static dev.lanewise.elementary.Binary64.LOG2_E;
import static dev.lanewise.elementary.Binary64.Q0;
import static dev.lanewise.elementary.Binary64.Q1;
import static dev.lanewise.elementary.Binary64.Q10;
import static dev.lanewise.elementary.Binary64.Q2;
import static dev.lanewise.elementary.Binary64.Q3;
import static dev.lanewise.elementary.Binary64.Q4;
import static dev.lanewise.elementary.Binary64.Q5;
import static dev.lanewise.elementary.Binary64.Q6;
import static dev.lanewise.elementary.Binary64.Q7;
import static dev.lanewise.elementary.Binary64.Q8;
import static dev.lanewise.elementary.Binary64.Q9;
import static dev.lanewise.elementary.Binary64.RAISED;
import static dev.lanewise.elementary.Binary64.ROUND;
import static dev.lanewise.vector.f64.Exp.LEAST;
import static dev.lanewise.vector.f64.Exp.SIGN;
import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.LONGS;
import static dev.lanewise.vector.f64.Lanes.ONE;
import static dev.lanewise.vector.f64.Lanes.ZERO;
import static dev.lanewise.vector.f64.Lanes.all;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/** σ(z) = 1/(1 + e⁻ᶻ) and its derivative. */
final class Sigmoid {
    private static final DoubleVector RAISED_ONE = all(RAISED);
    private static final LongVector RAISED_ONE_BITS = Lanes.bits(RAISED);

    private Sigmoid() {}

    /** A ← σ(Z). */
    static void forward(double[] zs, int zo, double[] a, int ao, int size) {
        for (int i = 0; i < size; i += COUNT) {
            DoubleVector z = DoubleVector.fromArray(DOUBLES, zs, zo + i);
            LongVector bits = (LongVector) z.reinterpretShape(LONGS, 0);
            DoubleVector x = (DoubleVector) bits.or(SIGN).reinterpretShape(DOUBLES, 0);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            DoubleVector rounded = x.fma(broadcast(DOUBLES, LOG2_E), broadcast(DOUBLES, ROUND));
            DoubleVector n = rounded.sub(ROUND);
            DoubleVector high = n.fma(broadcast(DOUBLES, -LN2_HI), x);
            DoubleVector t = n.fma(broadcast(DOUBLES, -LN2_LO), high);
            DoubleVector tLow = n.fma(broadcast(DOUBLES, -LN2_LO), high.sub(t));
            DoubleVector q = t.fma(broadcast(DOUBLES, Q10), broadcast(DOUBLES, Q9));
            q = t.fma(q, broadcast(DOUBLES, Q8));
            q = t.fma(q, broadcast(DOUBLES, Q7));
            q = t.fma(q, broadcast(DOUBLES, Q6));
            q = t.fma(q, broadcast(DOUBLES, Q5));
            q = t.fma(q, broadcast(DOUBLES, Q4));
            q = t.fma(q, broadcast(DOUBLES, Q3));
            q = t.fma(q, broadcast(DOUBLES, Q2));
            q = t.fma(q, broadcast(DOUBLES, Q1));
            q = t.fma(q, broadcast(DOUBLES, Q0));
            DoubleVector beyond = t.mul(t).fma(q, tLow);
            DoubleVector one = ONE.add(t);
            DoubleVector low = ONE.sub(one).add(t).add(beyond);
            DoubleVector sum = one.add(low);
            LongVector count = (LongVector) rounded.reinterpretShape(LONGS, 0);
            DoubleVector power =
                    (DoubleVector) count.lanewise(LSHL, 52).add(RAISED_ONE_BITS).reinterpretShape(DOUBLES, 0);
            DoubleVector e = sum.mul(power);
            DoubleVector eLow = one.sub(sum).add(low).mul(power);
            DoubleVector d = e.add(RAISED_ONE);
            DoubleVector dLow = e.sub(d.sub(RAISED_ONE)).add(eLow);
            VectorMask<Double> negative = z.compare(LT, ZERO);
            DoubleVector numerator = RAISED_ONE.blend(e, negative);
            DoubleVector numeratorLow = ZERO.blend(eLow, negative);
            DoubleVector reciprocal = ONE.div(d);
            DoubleVector y = numerator.mul(reciprocal);
            DoubleVector minusY = y.neg();
            DoubleVector remainder = minusY.fma(dLow, minusY.fma(d, numerator).add(numeratorLow));
            remainder.fma(reciprocal, y).intoArray(a, ao + i);
        }
    }

    /** D ← stretch²·σ′(stretch·Z): σ′ with 1, tanh′ with 2, both exact factors. */
    static void derivative(double stretch, double[] zs, int zo, double[] to, int at, int size) {
        double raised = RAISED * stretch * stretch;
        for (int i = 0; i < size; i += COUNT) {
            DoubleVector z = DoubleVector.fromArray(DOUBLES, zs, zo + i).mul(stretch);
            LongVector bits = (LongVector) z.reinterpretShape(LONGS, 0);
            DoubleVector x = (DoubleVector) bits.or(SIGN).reinterpretShape(DOUBLES, 0);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            DoubleVector rounded = x.fma(broadcast(DOUBLES, LOG2_E), broadcast(DOUBLES, ROUND));
            DoubleVector n = rounded.sub(ROUND);
            DoubleVector high = n.fma(broadcast(DOUBLES, -LN2_HI), x);
            DoubleVector t = n.fma(broadcast(DOUBLES, -LN2_LO), high);
            DoubleVector tLow = n.fma(broadcast(DOUBLES, -LN2_LO), high.sub(t));
            DoubleVector q = t.fma(broadcast(DOUBLES, Q10), broadcast(DOUBLES, Q9));
            q = t.fma(q, broadcast(DOUBLES, Q8));
            q = t.fma(q, broadcast(DOUBLES, Q7));
            q = t.fma(q, broadcast(DOUBLES, Q6));
            q = t.fma(q, broadcast(DOUBLES, Q5));
            q = t.fma(q, broadcast(DOUBLES, Q4));
            q = t.fma(q, broadcast(DOUBLES, Q3));
            q = t.fma(q, broadcast(DOUBLES, Q2));
            q = t.fma(q, broadcast(DOUBLES, Q1));
            q = t.fma(q, broadcast(DOUBLES, Q0));
            DoubleVector beyond = t.mul(t).fma(q, tLow);
            DoubleVector one = ONE.add(t);
            DoubleVector low = ONE.sub(one).add(t).add(beyond);
            DoubleVector sum = one.add(low);
            LongVector count = (LongVector) rounded.reinterpretShape(LONGS, 0);
            DoubleVector power =
                    (DoubleVector) count.lanewise(LSHL, 52).add(RAISED_ONE_BITS).reinterpretShape(DOUBLES, 0);
            DoubleVector e = sum.mul(power);
            DoubleVector eLow = one.sub(sum).add(low).mul(power);
            DoubleVector d = e.add(RAISED_ONE);
            DoubleVector dLow = e.sub(d.sub(RAISED_ONE)).add(eLow);
            DoubleVector square = d.mul(d);
            DoubleVector squareLow = d.add(d).fma(dLow, d.fma(d, square.neg()));
            DoubleVector numerator = e.mul(raised);
            DoubleVector numeratorLow = eLow.mul(raised);
            DoubleVector reciprocal = ONE.div(square);
            DoubleVector y = numerator.mul(reciprocal);
            DoubleVector minusY = y.neg();
            DoubleVector remainder =
                    minusY.fma(squareLow, minusY.fma(square, numerator).add(numeratorLow));
            remainder.fma(reciprocal, y).intoArray(to, at + i);
        }
    }
}
