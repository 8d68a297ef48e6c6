// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;

/**
 * A backend of your own: it multiplies with its own loops, in the order that the definition demands, and leaves the rest
 * to another. {@code CustomBackendTest} runs the contract kit on it; {@link CustomProvider} makes it known by name.
 */
public final class CustomBackend implements Backend {
    private final Backend rest = Backends.open("scalar", 1);
    private final boolean lasting;
    private volatile boolean closed;

    /** One that ignores {@link #close} if it is {@code lasting}, as the one shared by everybody must. */
    CustomBackend(boolean lasting) {
        this.lasting = lasting;
    }

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
    public void gemm(float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        Arguments.gemm(a, b, c);
        if (closed) {
            throw new IllegalStateException("the loops backend is closed; expected an open one");
        }
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                c.set(i, j, beta == 0 ? 0 : beta * c.get(i, j));
            }
            for (int p = 0; p < a.cols() && alpha != 0; p++) {
                float factor = alpha * a.get(i, p);
                for (int j = 0; j < c.cols(); j++) {
                    c.set(i, j, Math.fma(factor, b.get(p, j), c.get(i, j)));
                }
            }
        }
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        rest.activate(f, z, a);
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        rest.derivative(f, z, d);
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        rest.derivativeFromOutput(f, a, d);
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        rest.activationBackward(f, da, a, dz);
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        rest.exp(x, y);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        rest.log(x, y);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        rest.add(x, y, z);
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        rest.multiply(x, y, z);
    }

    @Override
    public void scale(float alpha, Matrix x, Matrix y) {
        rest.scale(alpha, x, y);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        rest.columnSums(x, s);
    }

    @Override
    public double sum(Matrix x) {
        return rest.sum(x);
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        rest.softmax(z, p);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        rest.softmaxBackward(dp, p, dz);
    }

    @Override
    public double loss(Loss loss, Matrix prediction, Matrix target, Matrix gradient) {
        return rest.loss(loss, prediction, target, gradient);
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, float rate, float decay) {
        rest.descend(theta, gradient, rate, decay);
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, float rate, float momentum, float decay) {
        rest.descendMomentum(theta, velocity, gradient, rate, momentum, decay);
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, float rate, float decay) {
        rest.descendAdam(theta, m, v, gradient, rates, step, rate, decay);
    }

    @Override
    public void close() {
        if (!lasting) {
            closed = true;
            rest.close();
        }
    }
}
