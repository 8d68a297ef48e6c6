// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

import static dev.lanewise.elementary.Binary64.EXP_LEAST;
import static dev.lanewise.elementary.Binary64.EXP_MOST;
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
import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.LONGS;
import static dev.lanewise.vector.f64.Lanes.ONE;
import static dev.lanewise.vector.f64.Lanes.all;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

/**
 * e<sup>x</sup>. Names and order of operations are those of the scalar definition; flat for the reason that the class of
 * this name for binary32 gives.
 */
final class Exp {
    /** From here down 4·e<sup>x</sup> is zero. */
    static final DoubleVector LEAST = all(EXP_LEAST);

    static final LongVector SIGN = Lanes.bits(-0.0);
    private static final DoubleVector MOST = all(EXP_MOST);
    private static final LongVector ROUND_BITS = Lanes.bits(ROUND);
    private static final LongVector BIAS = ROUND_BITS.broadcast(1023);

    private Exp() {}

    /** Y ← e^X. */
    static void loop(double[] xs, int xo, double[] y, int yo, int size) {
        for (int i = 0; i < size; i += COUNT) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, xs, xo + i);
            x = x.blend(LEAST, x.compare(LT, LEAST));
            x = x.blend(MOST, x.compare(GT, MOST));
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
            DoubleVector e = one.add(low);
            // In two factors, so that a subnormal result is rounded once.
            LongVector count = ((LongVector) rounded.reinterpretShape(LONGS, 0)).sub(ROUND_BITS);
            LongVector half = count.lanewise(ASHR, 1);
            DoubleVector first =
                    (DoubleVector) half.add(BIAS).lanewise(LSHL, 52).reinterpretShape(DOUBLES, 0);
            DoubleVector second =
                    (DoubleVector) count.sub(half).add(BIAS).lanewise(LSHL, 52).reinterpretShape(DOUBLES, 0);
            e.mul(first).mul(second).intoArray(y, yo + i);
        }
    }
}
