// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.elementary.Binary32.LN2_HI;
import static dev.lanewise.elementary.Binary32.LN2_LO;
import static dev.lanewise.elementary.Binary32.R0;
import static dev.lanewise.elementary.Binary32.R1;
import static dev.lanewise.elementary.Binary32.R2;
import static dev.lanewise.elementary.Binary32.R3;
import static dev.lanewise.elementary.Binary32.R4;
import static dev.lanewise.elementary.Binary32.ROUND;
import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.INTS;
import static dev.lanewise.vector.f32.Lanes.ONE;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static dev.lanewise.vector.f32.Lanes.all;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.elementary.Binary32;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** ln x and its kin, step by step as in the scalar definition, and flat for the reason given at {@link Exp}. */
final class Log {
    private static final FloatVector TWO = all(2);
    private static final FloatVector ROUND_LESS_24 = all(ROUND - 24);
    private static final IntVector SQRT_HALF_BITS = Lanes.bits(0).broadcast(Binary32.SQRT_HALF_BITS);
    private static final IntVector SIGNIFICAND = SQRT_HALF_BITS.broadcast(0x7fffff);

    private Log() {}

    /** Y ← ln X. */
    static void loop(float[] xs, int xo, float[] to, int at, int size) {
        for (int i = 0; i < size; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, xs, xo + i);
            VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
            FloatVector scaled = x.blend(x.mul(0x1p24f), subnormal);
            IntVector bits = ((IntVector) scaled.reinterpretShape(INTS, 0)).sub(SQRT_HALF_BITS);
            IntVector significand = bits.and(SIGNIFICAND).add(SQRT_HALF_BITS);
            FloatVector f = ((FloatVector) significand.reinterpretShape(FLOATS, 0)).sub(ONE);
            FloatVector shift = broadcast(FLOATS, ROUND).blend(ROUND_LESS_24, subnormal);
            IntVector exponent = bits.lanewise(ASHR, 23).add((IntVector) shift.reinterpretShape(INTS, 0));
            FloatVector k = ((FloatVector) exponent.reinterpretShape(FLOATS, 0)).sub(ROUND);
            FloatVector s = f.div(f.add(TWO));
            FloatVector w = s.mul(s);
            FloatVector r = w.fma(broadcast(FLOATS, R4), broadcast(FLOATS, R3));
            r = w.fma(r, broadcast(FLOATS, R2));
            r = w.fma(r, broadcast(FLOATS, R1));
            r = w.fma(r, broadcast(FLOATS, R0));
            FloatVector twoWR = w.add(w).mul(r);
            FloatVector half = f.mul(0.5f).mul(f);
            FloatVector reduced = f.sub(half.sub(s.fma(half.add(twoWR), k.mul(LN2_LO))));
            FloatVector y = k.fma(broadcast(FLOATS, LN2_HI), reduced);
            y = y.blend(x, x.compare(EQ, Float.POSITIVE_INFINITY));
            y = y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, ZERO));
            y.blend(Float.NaN, x.compare(GE, ZERO).not()).intoArray(to, at + i);
        }
    }

    /** Y ← ln(1 + E) for 0 ≤ E ≤ 1. */
    static void plusOne(float[] es, int eo, float[] to, int at, int size) {
        for (int i = 0; i < size; i += COUNT) {
            FloatVector e = FloatVector.fromArray(FLOATS, es, eo + i);
            FloatVector s = e.div(e.add(TWO));
            FloatVector w = s.mul(s);
            FloatVector r = w.fma(broadcast(FLOATS, R4), broadcast(FLOATS, R3));
            r = w.fma(r, broadcast(FLOATS, R2));
            r = w.fma(r, broadcast(FLOATS, R1));
            r = w.fma(r, broadcast(FLOATS, R0));
            FloatVector twoS = s.add(s);
            twoS.mul(w).fma(r, twoS).intoArray(to, at + i);
        }
    }
}
