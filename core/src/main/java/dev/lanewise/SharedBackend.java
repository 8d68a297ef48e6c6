// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.Set;
import java.util.function.IntConsumer;

/** A provider's backend as {@link Backends} hands it out: it refuses precisions that it lacks, and may outlive its users. */
final class SharedBackend implements Backend {
    private final Backend target;
    private final Set<Precision> precisions;
    private final boolean lasting;

    SharedBackend(Backend target, Set<Precision> precisions, boolean lasting) {
        this.target = target;
        this.precisions = precisions;
        this.lasting = lasting;
    }

    private Backend serving(String name, Matrix x) {
        if (x != null && !precisions.contains(x.precision())) {
            requireOpen();
            throw new IllegalArgumentException(name + " is in precision " + x.precision() + "; expected one of "
                    + precisions + ", which the backend " + name() + " has");
        }
        return target;
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        serving("a", a).gemm(alpha, a, b, beta, c);
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        serving("z", z).activate(f, z, a);
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        serving("z", z).derivative(f, z, d);
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        serving("a", a).derivativeFromOutput(f, a, d);
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        serving("da", da).activationBackward(f, da, a, dz);
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        serving("x", x).exp(x, y);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        serving("x", x).log(x, y);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        serving("x", x).add(x, y, z);
    }

    @Override
    public void hadamard(Matrix x, Matrix y, Matrix z) {
        serving("x", x).hadamard(x, y, z);
    }

    @Override
    public void scale(double alpha, Matrix x, Matrix y) {
        serving("x", x).scale(alpha, x, y);
    }

    @Override
    public void copy(Matrix x, Matrix y) {
        serving("x", x).copy(x, y);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        serving("x", x).columnSums(x, s);
    }

    @Override
    public double sum(Matrix x) {
        return serving("x", x).sum(x);
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        serving("z", z).softmax(z, p);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        serving("dp", dp).softmaxBackward(dp, p, dz);
    }

    @Override
    public double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        return serving("prediction", prediction).lossSum(loss, prediction, target, rows, gradient);
    }

    @Override
    public void share(int parts, IntConsumer part) {
        target.share(parts, part);
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        serving("theta", theta).descend(theta, gradient, rate, decay);
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        serving("theta", theta).descendMomentum(theta, velocity, gradient, rate, momentum, decay);
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        serving("theta", theta).descendAdam(theta, m, v, gradient, rates, step, rate, decay);
    }

    @Override
    public void denseForward(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        serving("x", x).denseForward(x, w, bias, f, y);
    }

    @Override
    public void denseBackward(
            Matrix x, Matrix w, Activation f, Matrix y, Matrix dy, Matrix dw, Matrix dbias, Matrix dx) {
        serving("x", x).denseBackward(x, w, f, y, dy, dw, dbias, dx);
    }

    @Override
    public void requireOpen() {
        target.requireOpen();
    }

    @Override
    public void close() {
        if (!lasting) {
            target.close();
        }
    }
}
