// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;

/**
 * The operations in vectors, on one thread or several. It may be shared by any number of threads: each call takes a
 * workspace for its time, of which there are as many as processors, and one call at a time has the team of workers.
 */
public final class VectorBackend implements Backend {
    private final Team team;
    private final Workspaces workspaces;
    private final boolean lasting;
    private volatile boolean closed;

    /** A backend for up to {@code threads} threads at once, which ignores {@link #close} if it is {@code lasting}. */
    public VectorBackend(int threads, boolean lasting) {
        this.lasting = lasting;
        team = new Team(threads);
        workspaces = new Workspaces(Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public String name() {
        return "vector-" + Lanes.BITS;
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("the backend " + name() + " is closed; expected an open one");
        }
    }

    private Workspace take() {
        open();
        return workspaces.take();
    }

    @Override
    public void gemm(float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        Arguments.gemm(a, b, c);
        Workspace w = take();
        try {
            w.gemm.multiply(team, alpha, a, b, beta, c);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void denseForward(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        if (y == null || y.colStride() != 1 || bias == null || bias.colStride() != 1) {
            Backend.super.denseForward(x, w, bias, f, y);
            return;
        }
        Arguments.dense(x, w, bias, f, y);
        Workspace workspace = take();
        try {
            workspace.gemm.multiply(team, x, w, bias, f, y);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        Arguments.present("f", f);
        Arguments.output("a", a, "z", z);
        map(Operations.forward(f), z, a, 0);
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        Arguments.present("f", f);
        Arguments.output("d", d, "z", z);
        map(Operations.derivative(f), z, d, 0);
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        Arguments.present("f", f);
        Arguments.output("d", d, "a", a);
        map(Operations.fromOutput(f), a, d, 0);
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        Arguments.present("f", f);
        Arguments.output("dz", dz, "da", da);
        Arguments.output("dz", dz, "a", a);
        zip(Operations.backward(f), da, a, dz);
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        Arguments.output("y", y, "x", x);
        map(Operations.EXP, x, y, 0);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        Arguments.output("y", y, "x", x);
        map(Operations.LOG, x, y, 0);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        Arguments.output("z", z, "x", x);
        Arguments.output("z", z, "y", y);
        zip(Operations.ADD, x, y, z);
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        Arguments.output("z", z, "x", x);
        Arguments.output("z", z, "y", y);
        zip(Operations.MULTIPLY, x, y, z);
    }

    @Override
    public void scale(float alpha, Matrix x, Matrix y) {
        Arguments.output("y", y, "x", x);
        map(Operations.SCALE, x, y, alpha);
    }

    private void map(Operation operation, Matrix x, Matrix y, float alpha) {
        Workspace w = take();
        try {
            w.elementwise.numbers().rate = alpha;
            w.elementwise.run(team, operation, x, y);
        } finally {
            workspaces.giveBack(w);
        }
    }

    private void zip(Operation operation, Matrix x, Matrix y, Matrix z) {
        Workspace w = take();
        try {
            w.elementwise.run(team, operation, x, y, z);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        Arguments.columnSums(x, s);
        open();
        ColumnSums.sum(x, s);
    }

    @Override
    public double sum(Matrix x) {
        Arguments.present("x", x);
        Workspace w = take();
        try {
            return Sums.sum(x, w.doubles);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        Arguments.output("p", p, "z", z);
        Workspace w = take();
        try {
            w.softmax.forward(z, p);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        Arguments.output("dz", dz, "dp", dp);
        Arguments.output("dz", dz, "p", p);
        Workspace w = take();
        try {
            w.softmax.backward(dp, p, dz);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public double loss(Loss loss, Matrix prediction, Matrix target, Matrix gradient) {
        Arguments.loss(loss, prediction, target, gradient);
        Workspace w = take();
        try {
            if (prediction.isEmpty()) {
                return 0;
            }
            boolean byRow = loss == Loss.SOFTMAX_CROSS_ENTROPY;
            long n = byRow ? prediction.rows() : (long) prediction.rows() * prediction.cols();
            Matrix terms = w.terms(prediction.rows(), prediction.cols());
            if (byRow) {
                w.softmax.crossEntropy(prediction, target, gradient, terms, 1f / n);
            } else {
                w.elementwise.numbers().rate = 1f / n;
                w.elementwise.run(team, Operations.of(loss), prediction, target, gradient, terms);
            }
            return Sums.sum(terms, w.doubles) / n;
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, float rate, float decay) {
        Arguments.descend(theta, gradient, rate, decay);
        Workspace w = take();
        try {
            Slices.Numbers numbers = w.elementwise.numbers();
            numbers.rate = rate;
            numbers.decay = decay;
            w.elementwise.run(team, Operations.DESCEND, theta, gradient);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, float rate, float momentum, float decay) {
        Arguments.descendMomentum(theta, velocity, gradient, rate, momentum, decay);
        Workspace w = take();
        try {
            Slices.Numbers numbers = w.elementwise.numbers();
            numbers.rate = rate;
            numbers.decay = decay;
            numbers.first = momentum;
            w.elementwise.run(team, Operations.DESCEND_MOMENTUM, theta, velocity, gradient);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, float rate, float decay) {
        Arguments.descendAdam(theta, m, v, gradient, rates, step, rate, decay);
        Workspace w = take();
        try {
            Slices.Numbers numbers = w.elementwise.numbers();
            numbers.rate = rates.stepSize(rate, step);
            numbers.decay = decay;
            numbers.first = rates.beta1();
            numbers.second = rates.beta2();
            numbers.correction = rates.rootCorrection(step);
            numbers.epsilon = rates.epsilon();
            w.elementwise.run(team, Operations.DESCEND_ADAM, theta, m, v, gradient);
        } finally {
            workspaces.giveBack(w);
        }
    }

    @Override
    public void close() {
        if (!lasting) {
            closed = true;
            team.close();
        }
    }
}
