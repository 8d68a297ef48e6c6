// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/**
 * The reference, on one thread and on any JVM: it checks the arguments, and {@link Reference32} or its twin for binary64
 * computes, each operation as its definition reads.
 */
public final class ScalarBackend implements Backend {
    private static final Reference SINGLE = new Reference32();
    private static final Reference DOUBLE = new Reference64();

    private volatile boolean closed;

    @Override
    public String name() {
        return "scalar";
    }

    private static Reference of(Matrix x) {
        return x.precision() == Precision.SINGLE ? SINGLE : DOUBLE;
    }

    /** The definitions read arrays: of a memory segment, a copy. */
    private static Matrix inArray(Matrix x) {
        return x.hasArray() ? x : x.copy();
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        requireOpen();
        Arguments.gemm(a, b, c);
        of(a).gemm(alpha, inArray(a), inArray(b), beta, c);
    }

    @Override
    public void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        requireOpen();
        Arguments.gemv(a, x, y);
        of(a).gemv(alpha, inArray(a), inArray(x), beta, y);
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.output("a", a, "z", z);
        of(z).activate(f, inArray(z), a);
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.output("d", d, "z", z);
        of(z).derivative(f, inArray(z), d);
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.output("d", d, "a", a);
        of(a).derivativeFromOutput(f, inArray(a), d);
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.outputOfTwo("dz", dz, "da", da, "a", a);
        of(a).activationBackward(f, inArray(da), inArray(a), dz);
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        requireOpen();
        Arguments.output("y", y, "x", x);
        of(x).exp(inArray(x), y);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        requireOpen();
        Arguments.output("y", y, "x", x);
        of(x).log(inArray(x), y);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        requireOpen();
        Arguments.outputOfTwo("z", z, "x", x, "y", y);
        of(x).add(inArray(x), inArray(y), z);
    }

    @Override
    public void hadamard(Matrix x, Matrix y, Matrix z) {
        requireOpen();
        Arguments.outputOfTwo("z", z, "x", x, "y", y);
        of(x).hadamard(inArray(x), inArray(y), z);
    }

    @Override
    public void scale(double alpha, Matrix x, Matrix y) {
        requireOpen();
        Arguments.output("y", y, "x", x);
        of(x).scale(alpha, inArray(x), y);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        requireOpen();
        Arguments.columnSums(x, s);
        of(x).columnSums(inArray(x), s);
    }

    @Override
    public double sum(Matrix x) {
        requireOpen();
        Arguments.present("x", x);
        return of(x).sum(inArray(x));
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        requireOpen();
        Arguments.output("p", p, "z", z);
        of(z).softmax(inArray(z), p);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        requireOpen();
        Arguments.outputOfTwo("dz", dz, "dp", dp, "p", p);
        of(p).softmaxBackward(inArray(dp), inArray(p), dz);
    }

    @Override
    public double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        requireOpen();
        Arguments.loss(loss, prediction, target, rows, gradient);
        return prediction.isEmpty()
                ? 0
                : of(prediction).lossSum(loss, inArray(prediction), inArray(target), rows, gradient);
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        requireOpen();
        Arguments.descend(theta, gradient, rate, decay);
        of(theta).descend(theta, inArray(gradient), rate, decay);
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        requireOpen();
        Arguments.descendMomentum(theta, velocity, gradient, rate, momentum, decay);
        of(theta).descendMomentum(theta, velocity, inArray(gradient), rate, momentum, decay);
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        requireOpen();
        Arguments.descendAdam(theta, m, v, gradient, rates, step, rate, decay);
        of(theta).descendAdam(theta, m, v, inArray(gradient), rates, step, rate, decay);
    }

    @Override
    public void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the scalar backend is closed; expected an open one");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
