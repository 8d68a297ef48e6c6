// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

import static dev.lanewise.elementary.Binary64.LN2_HI;
import static dev.lanewise.elementary.Binary64.LN2_LO;
import static dev.lanewise.elementary.Binary64.R0;
import static dev.lanewise.elementary.Binary64.R1;
import static dev.lanewise.elementary.Binary64.R10;
import static dev.lanewise.elementary.Binary64.R2;
import static dev.lanewise.elementary.Binary64.R3;
import static dev.lanewise.elementary.Binary64.R4;
import static dev.lanewise.elementary.Binary64.R5;
import static dev.lanewise.elementary.Binary64.R6;
import static dev.lanewise.elementary.Binary64.R7;
import static dev.lanewise.elementary.Binary64.R8;
import static dev.lanewise.elementary.Binary64.R9;
import static dev.lanewise.elementary.Binary64.ROUND;
import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.LONGS;
import static dev.lanewise.vector.f64.Lanes.ONE;
import static dev.lanewise.vector.f64.Lanes.ZERO;
import static dev.lanewise.vector.f64.Lanes.all;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.elementary.Binary64;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/** ln x and its kin, step by step as in the scalar definition, and flat for the reason given at {@link Exp}. */
final class Log {
    private static final DoubleVector TWO = all(2);
    private static final DoubleVector ROUND_LESS_54 = all(ROUND - 54);
    private static final LongVector SQRT_HALF_BITS = Lanes.bits(0).broadcast(Binary64.SQRT_HALF_BITS);
    private static final LongVector SIGNIFICAND = SQRT_HALF_BITS.broadcast(0xfffffffffffffL);

    private Log() {}

    /** Y ← ln X. */
    static void loop(double[] xs, int xo, double[] to, int at, int size) {
        for (int i = 0; i < size; i += COUNT) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, xs, xo + i);
            VectorMask<Double> subnormal = x.compare(LT, Double.MIN_NORMAL);
            DoubleVector scaled = x.blend(x.mul(0x1p54), subnormal);
            LongVector bits = ((LongVector) scaled.reinterpretShape(LONGS, 0)).sub(SQRT_HALF_BITS);
            LongVector significand = bits.and(SIGNIFICAND).add(SQRT_HALF_BITS);
            DoubleVector f = ((DoubleVector) significand.reinterpretShape(DOUBLES, 0)).sub(ONE);
            DoubleVector shift = broadcast(DOUBLES, ROUND).blend(ROUND_LESS_54, subnormal);
            LongVector exponent = bits.lanewise(ASHR, 52).add((LongVector) shift.reinterpretShape(LONGS, 0));
            DoubleVector k = ((DoubleVector) exponent.reinterpretShape(DOUBLES, 0)).sub(ROUND);
            DoubleVector s = f.div(f.add(TWO));
            DoubleVector w = s.mul(s);
            DoubleVector r = w.fma(broadcast(DOUBLES, R10), broadcast(DOUBLES, R9));
            r = w.fma(r, broadcast(DOUBLES, R8));
            r = w.fma(r, broadcast(DOUBLES, R7));
            r = w.fma(r, broadcast(DOUBLES, R6));
            r = w.fma(r, broadcast(DOUBLES, R5));
            r = w.fma(r, broadcast(DOUBLES, R4));
            r = w.fma(r, broadcast(DOUBLES, R3));
            r = w.fma(r, broadcast(DOUBLES, R2));
            r = w.fma(r, broadcast(DOUBLES, R1));
            r = w.fma(r, broadcast(DOUBLES, R0));
            DoubleVector twoWR = w.add(w).mul(r);
            DoubleVector minusHalfF = f.mul(-0.5);
            DoubleVector whole = k.mul(LN2_HI);
            DoubleVector sum = whole.add(f);
            DoubleVector lost = whole.sub(sum).add(f);
            DoubleVector product = s.fma(twoWR.sub(minusHalfF.mul(f)), k.mul(LN2_LO));
            DoubleVector y = sum.add(lost.add(minusHalfF.fma(f, product)));
            y = y.blend(x, x.compare(EQ, Double.POSITIVE_INFINITY));
            y = y.blend(Double.NEGATIVE_INFINITY, x.compare(EQ, ZERO));
            y.blend(Double.NaN, x.compare(GE, ZERO).not()).intoArray(to, at + i);
        }
    }

    /** Y ← ln(1 + E) for 0 ≤ E ≤ 1. */
    static void plusOne(double[] es, int eo, double[] to, int at, int size) {
        for (int i = 0; i < size; i += COUNT) {
            DoubleVector e = DoubleVector.fromArray(DOUBLES, es, eo + i);
            DoubleVector s = e.div(e.add(TWO));
            DoubleVector w = s.mul(s);
            DoubleVector r = w.fma(broadcast(DOUBLES, R10), broadcast(DOUBLES, R9));
            r = w.fma(r, broadcast(DOUBLES, R8));
            r = w.fma(r, broadcast(DOUBLES, R7));
            r = w.fma(r, broadcast(DOUBLES, R6));
            r = w.fma(r, broadcast(DOUBLES, R5));
            r = w.fma(r, broadcast(DOUBLES, R4));
            r = w.fma(r, broadcast(DOUBLES, R3));
            r = w.fma(r, broadcast(DOUBLES, R2));
            r = w.fma(r, broadcast(DOUBLES, R1));
            r = w.fma(r, broadcast(DOUBLES, R0));
            DoubleVector twoS = s.add(s);
            twoS.mul(w).fma(r, twoS).intoArray(to, at + i);
        }
    }
}
