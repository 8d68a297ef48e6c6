// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/**
 * A backend of your own: it multiplies with its own loops, in the order that the definition demands, and leaves the rest
 * to the reference. {@code CustomBackendTest} runs the contract kit on it; {@link CustomProvider} makes it known by name.
 */
public final class CustomBackend implements Backend {
    private volatile boolean closed;

    public static void main(String[] args) {
        Backend backend = Backends.named("loops");
        Matrix c = Matrix.zeros(1, 1);
        backend.gemm(1, Matrix.ofRows(new float[] {2, 3}), Matrix.ofRows(new float[] {5}, new float[] {7}), 0, c);
        System.out.println(backend.name() + " says " + c.get(0, 0));
    }

    @Override
    public String name() {
        return "loops";
    }

    /** The chain of each element is kept in C, so that the innermost loop runs along rows. */
    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        requireOpen();
        Arguments.gemm(a, b, c);
        Precision precision = c.precision();
        double factor = precision.round(alpha);
        double kept = precision.round(beta);
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                c.set(i, j, kept == 0 ? 0 : kept * c.get(i, j));
            }
            for (int p = 0; p < a.cols() && factor != 0; p++) {
                double scaled = precision.round(factor * a.get(i, p));
                for (int j = 0; j < c.cols(); j++) {
                    c.set(i, j, fma(precision, scaled, b.get(p, j), c.get(i, j)));
                }
            }
        }
    }

    /** Rounded once: to binary64 and then to binary32 would be twice. */
    private static double fma(Precision precision, double x, double y, double z) {
        return precision == Precision.SINGLE ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
    }

    @Override
    public void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the loops backend is closed; expected an open one");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
