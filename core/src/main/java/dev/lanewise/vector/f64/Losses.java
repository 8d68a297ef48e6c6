// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.ONE;
import static dev.lanewise.vector.f64.Lanes.ZERO;
import static dev.lanewise.vector.f64.Lanes.all;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.vector.leaf.Stretch;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/** The loops of the losses: from predictions P (slot 0) and targets T (1) to gradients G (2) and terms V (3); r is 1/n. */
final class Losses {
    private static final DoubleVector LEAST_LOG = all(-100.0);
    private static final DoubleVector LEAST_SPREAD = all(1e-12);

    private Losses() {}

    static void meanSquaredError(Stretch s, int n) {
        double[] p = s.doubles(0);
        double[] t = s.doubles(1);
        double[] g = s.doubles(2);
        double[] v = s.doubles(3);
        int po = s.offset(0);
        int to = s.offset(1);
        int go = s.offset(2);
        int vo = s.offset(3);
        double r = s.numbers.share;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector d = DoubleVector.fromArray(DOUBLES, p, po + i).sub(DoubleVector.fromArray(DOUBLES, t, to + i));
            d.mul(d).intoArray(v, vo + i);
            d.mul(2.0).mul(r).intoArray(g, go + i);
        }
    }

    /** In passes: ln p into a spare buffer and ln(1 − p) into V, then the results. */
    static void binaryCrossEntropy(Stretch s, int n) {
        for (int from = 0; from < n; from += Stretch.SPARE) {
            int length = Math.min(Stretch.SPARE, n - from);
            int po = s.offset(0) + from;
            int vo = s.offset(3) + from;
            Log.loop(s.doubles(0), po, (double[]) s.spare, 0, length);
            complement(s.doubles(0), po, s.doubles(3), vo, length);
            Log.loop(s.doubles(3), vo, s.doubles(3), vo, length);
            binaryCrossEntropy(s, from, length);
        }
    }

    private static void complement(double[] p, int po, double[] u, int uo, int n) {
        for (int i = 0; i < n; i += COUNT) {
            ONE.sub(DoubleVector.fromArray(DOUBLES, p, po + i)).intoArray(u, uo + i);
        }
    }

    private static void binaryCrossEntropy(Stretch s, int from, int n) {
        double[] p = s.doubles(0);
        double[] t = s.doubles(1);
        double[] g = s.doubles(2);
        double[] v = s.doubles(3);
        int po = s.offset(0) + from;
        int to = s.offset(1) + from;
        int go = s.offset(2) + from;
        int vo = s.offset(3) + from;
        double r = s.numbers.share;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector a = DoubleVector.fromArray(DOUBLES, p, po + i);
            DoubleVector y = DoubleVector.fromArray(DOUBLES, t, to + i);
            DoubleVector u = ONE.sub(a);
            DoubleVector lost = ONE.sub(u).sub(a);
            DoubleVector correction = lost.div(u).blend(ZERO, u.compare(EQ, ZERO));
            DoubleVector miss = DoubleVector.fromArray(DOUBLES, v, vo + i).add(correction);
            miss = miss.blend(LEAST_LOG, miss.compare(LT, LEAST_LOG));
            DoubleVector hit = DoubleVector.fromArray(DOUBLES, (double[]) s.spare, i);
            hit = hit.blend(LEAST_LOG, hit.compare(LT, LEAST_LOG));
            y.fma(hit, ONE.sub(y).mul(miss)).neg().intoArray(v, vo + i);
            DoubleVector spread = a.mul(u);
            spread = spread.blend(LEAST_SPREAD, spread.compare(LT, LEAST_SPREAD));
            a.sub(y).div(spread).mul(r).intoArray(g, go + i);
        }
    }

    /** In passes: e = exp(−|z|) into V and ln(1 + e) into a spare buffer, then the results. */
    static void binaryCrossEntropyFromLogits(Stretch s, int n) {
        for (int from = 0; from < n; from += Stretch.SPARE) {
            int length = Math.min(Stretch.SPARE, n - from);
            double[] v = s.doubles(3);
            int vo = s.offset(3) + from;
            minusMagnitude(s.doubles(0), s.offset(0) + from, v, vo, length);
            Exp.loop(v, vo, v, vo, length);
            Log.plusOne(v, vo, (double[]) s.spare, 0, length);
            binaryCrossEntropyFromLogits(s, from, length);
        }
    }

    private static void minusMagnitude(double[] z, int zo, double[] to, int at, int n) {
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector.fromArray(DOUBLES, z, zo + i).abs().neg().intoArray(to, at + i);
        }
    }

    private static void binaryCrossEntropyFromLogits(Stretch s, int from, int n) {
        double[] p = s.doubles(0);
        double[] t = s.doubles(1);
        double[] g = s.doubles(2);
        double[] v = s.doubles(3);
        int po = s.offset(0) + from;
        int to = s.offset(1) + from;
        int go = s.offset(2) + from;
        int vo = s.offset(3) + from;
        double r = s.numbers.share;
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector z = DoubleVector.fromArray(DOUBLES, p, po + i);
            DoubleVector y = DoubleVector.fromArray(DOUBLES, t, to + i);
            DoubleVector e = DoubleVector.fromArray(DOUBLES, v, vo + i);
            DoubleVector f = e.div(e.add(1.0));
            VectorMask<Double> up = z.compare(GE, ZERO);
            DoubleVector w = y.neg().blend(ONE.sub(y), up);
            DoubleVector cost = w.mul(z).blend(ZERO, w.compare(EQ, ZERO));
            cost.add(DoubleVector.fromArray(DOUBLES, (double[]) s.spare, i)).intoArray(v, vo + i);
            DoubleVector above = ONE.sub(y).sub(f);
            f.sub(y).blend(above, up).mul(r).intoArray(g, go + i);
        }
    }
}
// spotless:on
