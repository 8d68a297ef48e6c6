// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.ONE;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static dev.lanewise.vector.f32.Lanes.all;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.vector.leaf.Stretch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The loops of the losses: from predictions P (slot 0) and targets T (1) to gradients G (2) and terms V (3); r is 1/n. */
final class Losses {
    private static final FloatVector LEAST_LOG = all(-100f);
    private static final FloatVector LEAST_SPREAD = all(1e-12f);

    private Losses() {}

    static void meanSquaredError(Stretch s, int n) {
        float[] p = s.floats(0);
        float[] t = s.floats(1);
        float[] g = s.floats(2);
        float[] v = s.floats(3);
        int po = s.offset(0);
        int to = s.offset(1);
        int go = s.offset(2);
        int vo = s.offset(3);
        float r = (float) s.numbers.share;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector d = FloatVector.fromArray(FLOATS, p, po + i).sub(FloatVector.fromArray(FLOATS, t, to + i));
            d.mul(d).intoArray(v, vo + i);
            d.mul(2f).mul(r).intoArray(g, go + i);
        }
    }

    /** In passes: ln p into a spare buffer and ln(1 − p) into V, then the results. */
    static void binaryCrossEntropy(Stretch s, int n) {
        for (int from = 0; from < n; from += Stretch.SPARE) {
            int length = Math.min(Stretch.SPARE, n - from);
            int po = s.offset(0) + from;
            int vo = s.offset(3) + from;
            Log.loop(s.floats(0), po, (float[]) s.spare, 0, length);
            complement(s.floats(0), po, s.floats(3), vo, length);
            Log.loop(s.floats(3), vo, s.floats(3), vo, length);
            binaryCrossEntropy(s, from, length);
        }
    }

    private static void complement(float[] p, int po, float[] u, int uo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            ONE.sub(FloatVector.fromArray(FLOATS, p, po + i)).intoArray(u, uo + i);
        }
    }

    private static void binaryCrossEntropy(Stretch s, int from, int n) {
        float[] p = s.floats(0);
        float[] t = s.floats(1);
        float[] g = s.floats(2);
        float[] v = s.floats(3);
        int po = s.offset(0) + from;
        int to = s.offset(1) + from;
        int go = s.offset(2) + from;
        int vo = s.offset(3) + from;
        float r = (float) s.numbers.share;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, p, po + i);
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector u = ONE.sub(a);
            FloatVector lost = ONE.sub(u).sub(a);
            FloatVector correction = lost.div(u).blend(ZERO, u.compare(EQ, ZERO));
            FloatVector miss = FloatVector.fromArray(FLOATS, v, vo + i).add(correction);
            miss = miss.blend(LEAST_LOG, miss.compare(LT, LEAST_LOG));
            FloatVector hit = FloatVector.fromArray(FLOATS, (float[]) s.spare, i);
            hit = hit.blend(LEAST_LOG, hit.compare(LT, LEAST_LOG));
            y.fma(hit, ONE.sub(y).mul(miss)).neg().intoArray(v, vo + i);
            FloatVector spread = a.mul(u);
            spread = spread.blend(LEAST_SPREAD, spread.compare(LT, LEAST_SPREAD));
            a.sub(y).div(spread).mul(r).intoArray(g, go + i);
        }
    }

    /** In passes: e = exp(−|z|) into V and ln(1 + e) into a spare buffer, then the results. */
    static void binaryCrossEntropyFromLogits(Stretch s, int n) {
        for (int from = 0; from < n; from += Stretch.SPARE) {
            int length = Math.min(Stretch.SPARE, n - from);
            float[] v = s.floats(3);
            int vo = s.offset(3) + from;
            minusMagnitude(s.floats(0), s.offset(0) + from, v, vo, length);
            Exp.loop(v, vo, v, vo, length);
            Log.plusOne(v, vo, (float[]) s.spare, 0, length);
            binaryCrossEntropyFromLogits(s, from, length);
        }
    }

    private static void minusMagnitude(float[] z, int zo, float[] to, int at, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, z, zo + i).abs().neg().intoArray(to, at + i);
        }
    }

    private static void binaryCrossEntropyFromLogits(Stretch s, int from, int n) {
        float[] p = s.floats(0);
        float[] t = s.floats(1);
        float[] g = s.floats(2);
        float[] v = s.floats(3);
        int po = s.offset(0) + from;
        int to = s.offset(1) + from;
        int go = s.offset(2) + from;
        int vo = s.offset(3) + from;
        float r = (float) s.numbers.share;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, p, po + i);
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector e = FloatVector.fromArray(FLOATS, v, vo + i);
            FloatVector f = e.div(e.add(1f));
            VectorMask<Float> up = z.compare(GE, ZERO);
            FloatVector w = y.neg().blend(ONE.sub(y), up);
            FloatVector cost = w.mul(z).blend(ZERO, w.compare(EQ, ZERO));
            cost.add(FloatVector.fromArray(FLOATS, (float[]) s.spare, i)).intoArray(v, vo + i);
            FloatVector above = ONE.sub(y).sub(f);
            f.sub(y).blend(above, up).mul(r).intoArray(g, go + i);
        }
    }
}
