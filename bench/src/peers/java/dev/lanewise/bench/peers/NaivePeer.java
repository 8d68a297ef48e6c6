// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loop that everyone writes first with the Vector API: i, p, j, with a vector along the row of C. */
final class NaivePeer implements Peer.Product {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private Operands o;
    private double[] da;
    private double[] db;
    private double[] dc;
    private float[] a;
    private float[] b;
    private float[] c;

    @Override
    public void prepare(Operands operands) {
        o = operands;
        da = o.transposeA() ? transposed(o.a(), o.k(), o.m()) : o.a();
        db = o.transposeB() ? transposed(o.b(), o.n(), o.k()) : o.b();
        dc = new double[o.m() * o.n()];
        a = Operands.floats(da);
        b = Operands.floats(db);
        c = new float[dc.length];
    }

    private static double[] transposed(double[] x, int rows, int cols) {
        double[] t = new double[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                t[j * rows + i] = x[i * cols + j];
            }
        }
        return t;
    }

    @Override
    public void multiply() {
        int n = o.n();
        int k = o.k();
        Arrays.fill(c, 0);
        Arrays.fill(dc, 0);
        for (int i = 0; i < o.m(); i++) {
            for (int p = 0; p < k; p++) {
                if (o.isDouble()) {
                    row(da[i * k + p], db, p * n, dc, i * n, n);
                } else {
                    row(a[i * k + p], b, p * n, c, i * n, n);
                }
            }
        }
    }

    private static void row(double factor, double[] b, int bo, double[] c, int co, int n) {
        DoubleVector v = DoubleVector.broadcast(DOUBLES, factor);
        int whole = DOUBLES.loopBound(n);
        for (int j = 0; j < whole; j += DOUBLES.length()) {
            DoubleVector s = DoubleVector.fromArray(DOUBLES, c, co + j);
            v.fma(DoubleVector.fromArray(DOUBLES, b, bo + j), s).intoArray(c, co + j);
        }
        for (int j = whole; j < n; j++) {
            c[co + j] = Math.fma(factor, b[bo + j], c[co + j]);
        }
    }

    private static void row(float factor, float[] b, int bo, float[] c, int co, int n) {
        FloatVector v = FloatVector.broadcast(FLOATS, factor);
        int whole = FLOATS.loopBound(n);
        for (int j = 0; j < whole; j += FLOATS.length()) {
            FloatVector s = FloatVector.fromArray(FLOATS, c, co + j);
            v.fma(FloatVector.fromArray(FLOATS, b, bo + j), s).intoArray(c, co + j);
        }
        for (int j = whole; j < n; j++) {
            c[co + j] = Math.fma(factor, b[bo + j], c[co + j]);
        }
    }

    @Override
    public double[] result() {
        return o.isDouble() ? dc : Operands.doubles(c);
    }
}
