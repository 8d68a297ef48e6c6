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
import static dev.lanewise.elementary.Binary64.ROUND;
import static dev.lanewise.elementary.Binary64.TANH_LEAST;
import static dev.lanewise.vector.f64.Exp.SIGN;
import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.LONGS;
import static dev.lanewise.vector.f64.Lanes.ONE;
import static dev.lanewise.vector.f64.Lanes.all;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/** tanh z = (1 − e^−2|z|)/(1 + e^−2|z|) with the sign of z. */
final class Tanh {
    private static final DoubleVector TWO = all(2);
    private static final LongVector ONE_BITS = Lanes.bits(1);
    /** From here down 1 + e^x is 1. */
    private static final DoubleVector LEAST = all(TANH_LEAST);

    private Tanh() {}

    /** A ← tanh Z. */
    static void forward(double[] zs, int zo, double[] a, int ao, int size) {
        for (int i = 0; i < size; i += COUNT) {
            DoubleVector z = DoubleVector.fromArray(DOUBLES, zs, zo + i);
            LongVector bits = (LongVector) z.add(z).reinterpretShape(LONGS, 0);
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
            DoubleVector r = t.add(beyond);
            DoubleVector rLow = t.sub(r).add(beyond);
            LongVector count = (LongVector) rounded.reinterpretShape(LONGS, 0);
            DoubleVector s =
                    (DoubleVector) count.lanewise(LSHL, 52).add(ONE_BITS).reinterpretShape(DOUBLES, 0);
            DoubleVector p = s.mul(r);
            DoubleVector base = ONE.sub(s);
            DoubleVector e = base.sub(p);
            DoubleVector lost = ONE.sub(base).sub(s).add(base.sub(e).sub(p));
            DoubleVector eLow = lost.sub(s.mul(rLow));
            DoubleVector d = TWO.sub(e);
            DoubleVector dLow = TWO.sub(d).sub(e).sub(eLow);
            DoubleVector reciprocal = ONE.div(d);
            DoubleVector y = e.mul(reciprocal);
            DoubleVector minusY = y.neg();
            DoubleVector remainder = minusY.fma(dLow, minusY.fma(d, e).add(eLow));
            LongVector sign = ((LongVector) z.reinterpretShape(LONGS, 0)).and(SIGN);
            LongVector magnitude = (LongVector) remainder.fma(reciprocal, y).reinterpretShape(LONGS, 0);
            ((DoubleVector) magnitude.or(sign).reinterpretShape(DOUBLES, 0)).intoArray(a, ao + i);
        }
    }
}
