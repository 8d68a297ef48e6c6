// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Exp.all;
import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/** The loops of the losses: from predictions P (slot 0) and targets T (1) to gradients G (2) and terms V (3); r is 1/n. */
final class Losses {
    private Losses() {}

    static void meanSquaredError(Slices s, int n) {
        float[] p = s.array(0);
        float[] t = s.array(1);
        float[] g = s.array(2);
        float[] v = s.array(3);
        int po = s.offset(0);
        int to = s.offset(1);
        int go = s.offset(2);
        int vo = s.offset(3);
        float r = s.numbers.rate;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector d = FloatVector.fromArray(FLOATS, p, po + i).sub(FloatVector.fromArray(FLOATS, t, to + i));
            d.mul(d).intoArray(v, vo + i);
            d.mul(2f).mul(r).intoArray(g, go + i);
        }
    }

    /** In passes: ln p into a spare buffer and ln(1 − p) into V, then the results. */
    static void binaryCrossEntropy(Slices s, int n) {
        for (int from = 0; from < n; from += s.spare.length) {
            int length = Math.min(s.spare.length, n - from);
            int po = s.offset(0) + from;
            int vo = s.offset(3) + from;
            Log.loop(s.array(0), po, s.spare, 0, length);
            complement(s.array(0), po, s.array(3), vo, length);
            Log.loop(s.array(3), vo, s.array(3), vo, length);
            binaryCrossEntropy(s, from, length);
        }
    }

    private static void complement(float[] p, int po, float[] u, int uo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            all(1).sub(FloatVector.fromArray(FLOATS, p, po + i)).intoArray(u, uo + i);
        }
    }

    private static void binaryCrossEntropy(Slices s, int from, int n) {
        float[] p = s.array(0);
        float[] t = s.array(1);
        float[] g = s.array(2);
        float[] v = s.array(3);
        int po = s.offset(0) + from;
        int to = s.offset(1) + from;
        int go = s.offset(2) + from;
        int vo = s.offset(3) + from;
        float r = s.numbers.rate;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, p, po + i);
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector hit = atLeast(-100f, FloatVector.fromArray(FLOATS, s.spare, i));
            FloatVector miss = atLeast(-100f, Log.logOfComplement(a, FloatVector.fromArray(FLOATS, v, vo + i)));
            y.fma(hit, all(1).sub(y).mul(miss)).neg().intoArray(v, vo + i);
            FloatVector spread = atLeast(1e-12f, a.mul(all(1).sub(a)));
            a.sub(y).div(spread).mul(r).intoArray(g, go + i);
        }
    }

    private static FloatVector atLeast(float bound, FloatVector x) {
        return x.blend(bound, x.compare(LT, bound));
    }

    /** In passes: e = exp(−|z|) into V and ln(1 + e) into a spare buffer, then the results. */
    static void binaryCrossEntropyFromLogits(Slices s, int n) {
        for (int from = 0; from < n; from += s.spare.length) {
            int length = Math.min(s.spare.length, n - from);
            float[] v = s.array(3);
            int vo = s.offset(3) + from;
            minusMagnitude(s.array(0), s.offset(0) + from, v, vo, length);
            Exp.loop(v, vo, 0, v, vo, length);
            log1p(v, vo, s.spare, length);
            binaryCrossEntropyFromLogits(s, from, length);
        }
    }

    private static void minusMagnitude(float[] z, int zo, float[] to, int at, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector.fromArray(FLOATS, z, zo + i).abs().neg().intoArray(to, at + i);
        }
    }

    private static void log1p(float[] e, int eo, float[] to, int n) {
        for (int i = 0; i < n; i += COUNT) {
            Log.log1p(FloatVector.fromArray(FLOATS, e, eo + i)).intoArray(to, i);
        }
    }

    private static void binaryCrossEntropyFromLogits(Slices s, int from, int n) {
        float[] p = s.array(0);
        float[] t = s.array(1);
        float[] g = s.array(2);
        float[] v = s.array(3);
        int po = s.offset(0) + from;
        int to = s.offset(1) + from;
        int go = s.offset(2) + from;
        int vo = s.offset(3) + from;
        float r = s.numbers.rate;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, p, po + i);
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector e = FloatVector.fromArray(FLOATS, v, vo + i);
            FloatVector f = e.div(e.add(1f));
            FloatVector positive = z.blend(0f, z.compare(LE, 0f));
            FloatVector softened = FloatVector.fromArray(FLOATS, s.spare, i);
            z.neg().fma(y, positive).add(softened).intoArray(v, vo + i);
            FloatVector up = all(1).sub(y).sub(f);
            f.sub(y).blend(up, z.compare(GE, 0f)).mul(r).intoArray(g, go + i);
        }
    }

    /** From one row's e = exp(z − m), its z − m in V, ln of their sum and their sum. */
    static void softmaxCrossEntropy(
            float[] e, int eo, float[] t, int to, float[] g, int go, float[] v, int vo, Slices.Numbers row, int n) {
        float r = row.rate;
        float sum = row.first;
        float logSum = row.second;
        for (int i = 0; i < n; i += COUNT) {
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector x = FloatVector.fromArray(FLOATS, v, vo + i);
            FloatVector term = y.mul(all(logSum).sub(x));
            term.blend(0f, y.compare(EQ, 0f)).intoArray(v, vo + i);
            FloatVector share = FloatVector.fromArray(FLOATS, e, eo + i).div(sum);
            share.sub(y).mul(r).intoArray(g, go + i);
        }
    }
}
