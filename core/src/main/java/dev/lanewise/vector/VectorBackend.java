// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.LoopState;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.f64.Leaves64;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import dev.lanewise.vector.leaf.Numbers;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Width;
import dev.lanewise.vector.plain.Plain32;
import dev.lanewise.vector.plain.Plain64;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations in vectors, on one thread or several. It may be shared by any number of threads: each call takes a
 * worker for its time, of which there are as many as processors, two at least, and one call at a time has the team.
 */
public final class VectorBackend implements Backend {
    private final String name;
    private final Team team;
    private final Workers single;
    private final Workers binary64;
    private volatile boolean closed;
    private final Parts tasks = new Parts();

    private static final String TWO_LANES = "its vectors have two lanes, which have no masks";
    private static final Matrix NO_BIAS = Matrix.zeros(0, 0);

    /** What a call costs before it computes anything, in additions of the reference. */
    static final int SMALL_WORK = 48;

    /** A backend for up to {@code threads} threads at once, in vectors from the first call on. */
    public VectorBackend(int threads) {
        this(Width.backendName(), threads, Leaves32::new, VectorBackend::doubles);
    }

    VectorBackend(String name, int threads, Supplier<Leaves> single, Supplier<Leaves> binary64) {
        this.name = name;
        team = new Team(threads);
        int most = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.single = new Workers(single, most);
        this.binary64 = new Workers(binary64, most);
    }

    /** One that computes plainly, to the same bits, what is not compiled yet. */
    static VectorBackend warming(int threads) {
        return new VectorBackend(
                Width.backendName(),
                threads,
                () -> new Warmer(Leaves32::new, new Plain32()).leaves(),
                () -> new Warmer(VectorBackend::doubles, new Plain64()).leaves());
    }

    /** One that computes plainly for good. */
    static VectorBackend plain(int threads) {
        return new VectorBackend("plain", threads, Plain32::new, Plain64::new);
    }

    /** Vectors of two lanes have no masks on x86, and would be boxed: what needs them is computed plainly. */
    static Leaves doubles() {
        Leaves vectors = new Leaves64();
        if (vectors.tiling().lanes() > 2) {
            return vectors;
        }
        SwitchedLeaves mixed = new SwitchedLeaves(() -> vectors, new Plain64(), new SwitchedLeaves.Settled(TWO_LANES));
        for (Loop loop : Loop.all()) {
            if (!loop.needsFourLanes()) {
                mixed.use(loop);
            }
        }
        return mixed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<LoopState> loops() {
        return Stream.of(single, binary64)
                .flatMap(workers -> workers.states().stream())
                .toList();
    }

    @Override
    public void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the backend " + name() + " is closed; expected an open one");
        }
    }

    private Worker worker(Matrix x) {
        return (x.precision() == Precision.SINGLE ? single : binary64).take();
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        requireOpen();
        Arguments.gemm(a, b, c);
        multiply(null, alpha, a, b, beta, c);
    }

    /** As {@link #gemm}, each block of C in the given way where that can be, or as decided where it is null. */
    void multiply(@Nullable Way way, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        Precision precision = a.precision();
        try (Worker w = worker(a)) {
            w.gemm.multiply(team, way, precision.round(alpha), a, b, precision.round(beta), c);
        }
    }

    @Override
    public void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        requireOpen();
        Arguments.gemv(a, x, y);
        Precision precision = a.precision();
        try (Worker w = worker(a)) {
            w.gemm.multiplyVector(team, precision.round(alpha), a, x, precision.round(beta), y);
        }
    }

    @Override
    public void denseForward(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        if (y == null || y.colStride() != 1 || bias == null || bias.colStride() != 1) {
            Backend.super.denseForward(x, w, bias, f, y);
            return;
        }
        requireOpen();
        Arguments.dense(x, w, bias, f, y);
        try (Worker worker = worker(x)) {
            worker.gemm.multiply(team, x, w, bias, f, y);
        }
    }

    /** As micropanels where they are wider than a vector; a narrower W is read as it lies. */
    @Override
    public PackedMatrix pack(Matrix w) {
        requireOpen();
        try (Worker worker = worker(Arguments.present("w", w))) {
            boolean wide = w.cols() > worker.leaves.tiling().lanes() && w.rows() > 0;
            try {
                return wide ? new Micropanels(name, worker, w) : new PackedMatrix.Plain(w.copy());
            } finally {
                worker.turning.forget();
            }
        }
    }

    @Override
    public void denseForward(Matrix x, PackedMatrix w, Matrix bias, Activation f, Matrix y) {
        requireOpen();
        if (!(w instanceof Micropanels panels)) {
            denseForward(x, Arguments.plain("w", w, name()), bias, f, y);
            return;
        }
        Arguments.dense(x, panels, bias, f, y);
        if (y.colStride() == 1 && bias.colStride() == 1) {
            dense(x, panels, bias, f, y);
            return;
        }
        dense(x, panels, NO_BIAS, Activation.IDENTITY, y);
        if (!Arguments.isNone(bias)) {
            add(y, bias.repeated(y.rows()), y);
        }
        activate(f, y, y);
    }

    private void dense(Matrix x, Micropanels w, Matrix bias, Activation f, Matrix y) {
        try (Worker worker = worker(x)) {
            worker.gemm.multiply(team, x, w, bias, f, y);
        }
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.output("a", a, "z", z);
        map(Operation.forward(f), z, a);
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.output("d", d, "z", z);
        map(Operation.derivative(f), z, d);
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.output("d", d, "a", a);
        map(Operation.fromOutput(f), a, d);
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        requireOpen();
        Arguments.present("f", f);
        Arguments.outputOfTwo("dz", dz, "da", da, "a", a);
        zip(Operation.backward(f), da, a, dz);
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        requireOpen();
        Arguments.output("y", y, "x", x);
        map(Operation.EXP, x, y);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        requireOpen();
        Arguments.output("y", y, "x", x);
        map(Operation.LOG, x, y);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        requireOpen();
        Arguments.outputOfTwo("z", z, "x", x, "y", y);
        zip(Operation.ADD, x, y, z);
    }

    @Override
    public void hadamard(Matrix x, Matrix y, Matrix z) {
        requireOpen();
        Arguments.outputOfTwo("z", z, "x", x, "y", y);
        zip(Operation.HADAMARD, x, y, z);
    }

    @Override
    public void scale(double alpha, Matrix x, Matrix y) {
        requireOpen();
        Arguments.output("y", y, "x", x);
        try (Worker w = worker(x)) {
            w.elementwise.numbers().alpha = x.precision().round(alpha);
            w.elementwise.run(team, Operation.SCALE, x, y);
        }
    }

    private void map(Operation operation, Matrix x, Matrix y) {
        try (Worker w = worker(x)) {
            w.elementwise.run(team, operation, x, y);
        }
    }

    private void zip(Operation operation, Matrix x, Matrix y, Matrix z) {
        try (Worker w = worker(x)) {
            w.elementwise.run(team, operation, x, y, z);
        }
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        requireOpen();
        Arguments.columnSums(x, s);
        try (Worker w = worker(x)) {
            w.leaves.columnSums(w.copies.inArray(0, x), s);
        }
    }

    @Override
    public double sum(Matrix x) {
        requireOpen();
        Arguments.present("x", x);
        try (Worker w = worker(x)) {
            return w.leaves.sum(w.copies.inArray(0, x), w.doubles);
        }
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        requireOpen();
        Arguments.output("p", p, "z", z);
        if (!z.isEmpty()) {
            try (Worker w = worker(z)) {
                w.softmax.forward(team, w.copies.inArray(0, z), p);
            }
        }
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        requireOpen();
        Arguments.outputOfTwo("dz", dz, "dp", dp, "p", p);
        if (!p.isEmpty()) {
            try (Worker w = worker(p)) {
                w.softmax.backward(team, w.copies.inArray(0, dp), w.copies.inArray(1, p), dz);
            }
        }
    }

    @Override
    public double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        requireOpen();
        Arguments.loss(loss, prediction, target, rows, gradient);
        if (prediction.isEmpty()) {
            return 0;
        }
        // The quotient of whole numbers that fit the precision is rounded once, by way of binary64 too.
        Precision precision = prediction.precision();
        double share = precision.round(1 / precision.round((double) loss.terms(rows, prediction.cols())));
        try (Worker w = worker(prediction)) {
            Matrix terms = w.terms.of(prediction.rows(), prediction.cols());
            if (loss == Loss.SOFTMAX_CROSS_ENTROPY) {
                Matrix z = w.copies.inArray(0, prediction);
                w.softmax.crossEntropy(team, z, w.copies.inArray(1, target), gradient, terms, share);
            } else {
                w.elementwise.numbers().share = share;
                w.elementwise.run(team, Operation.of(loss), prediction, target, gradient, terms);
            }
            return w.leaves.sum(terms, w.doubles);
        }
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        requireOpen();
        Arguments.descend(theta, gradient, rate, decay);
        try (Worker w = worker(theta)) {
            update(w, theta.precision(), rate, decay);
            w.elementwise.run(team, Operation.DESCEND, theta, gradient);
        }
    }

    private static Numbers update(Worker w, Precision precision, double rate, double decay) {
        Numbers numbers = w.elementwise.numbers();
        numbers.rate = precision.round(rate);
        numbers.decay = precision.round(decay);
        return numbers;
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        requireOpen();
        Arguments.descendMomentum(theta, velocity, gradient, rate, momentum, decay);
        try (Worker w = worker(theta)) {
            update(w, theta.precision(), rate, decay).momentum =
                    theta.precision().round(momentum);
            w.elementwise.run(team, Operation.DESCEND_MOMENTUM, theta, velocity, gradient);
        }
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        requireOpen();
        Arguments.descendAdam(theta, m, v, gradient, rates, step, rate, decay);
        Precision precision = theta.precision();
        try (Worker w = worker(theta)) {
            Numbers numbers = update(w, precision, rates.stepSize(precision, rate, step), decay);
            numbers.beta1 = precision.round(rates.beta1());
            numbers.beta2 = precision.round(rates.beta2());
            numbers.rootCorrection = rates.rootCorrection(precision, step);
            numbers.epsilon = precision.round(rates.epsilon());
            w.elementwise.run(team, Operation.DESCEND_ADAM, theta, m, v, gradient);
        }
    }

    @Override
    public void share(int parts, IntConsumer part) {
        requireOpen();
        Arguments.share(parts, part);
        team.run(tasks.of(part), parts);
    }

    @Override
    public void close() {
        closed = true;
        team.close();
        single.close();
        binary64.close();
    }
}
