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

/** The loops of the losses: from predictions P and targets T to gradients G and terms V; r is 1/n. */
final class Losses {
    private Losses() {}

    static void meanSquaredError(
            float[] p, int po, float[] t, int to, float[] g, int go, float[] v, int vo, float r, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector d = FloatVector.fromArray(FLOATS, p, po + i).sub(FloatVector.fromArray(FLOATS, t, to + i));
            d.mul(d).intoArray(v, vo + i);
            d.mul(2f).mul(r).intoArray(g, go + i);
        }
    }

    static void binaryCrossEntropy(
            float[] p, int po, float[] t, int to, float[] g, int go, float[] v, int vo, float r, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, p, po + i);
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector hit = atLeast(-100f, Log.log(a));
            FloatVector miss = atLeast(-100f, Log.logOfComplement(a));
            y.fma(hit, all(1).sub(y).mul(miss)).neg().intoArray(v, vo + i);
            FloatVector spread = atLeast(1e-12f, a.mul(all(1).sub(a)));
            a.sub(y).div(spread).mul(r).intoArray(g, go + i);
        }
    }

    private static FloatVector atLeast(float bound, FloatVector x) {
        return x.blend(bound, x.compare(LT, bound));
    }

    static void binaryCrossEntropyFromLogits(
            float[] p, int po, float[] t, int to, float[] g, int go, float[] v, int vo, float r, int n) {
        for (int i = 0; i < n; i += COUNT) {
            FloatVector z = FloatVector.fromArray(FLOATS, p, po + i);
            FloatVector y = FloatVector.fromArray(FLOATS, t, to + i);
            FloatVector e = Exp.exp(z.abs().neg());
            FloatVector f = e.div(e.add(1f));
            FloatVector positive = z.blend(0f, z.compare(LE, 0f));
            z.neg().fma(y, positive).add(Log.log1p(e)).intoArray(v, vo + i);
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
