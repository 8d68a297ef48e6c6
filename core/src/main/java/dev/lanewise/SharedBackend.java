// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider's backend as {@link Backends} hands it out: it refuses precisions that it lacks, may outlive its users, and may
 * leave small work to the reference: as both give the same bits, nobody can see which.
 */
final class SharedBackend implements Backend {
    /** How many additions take as long as one element of an elementary function, and of a loss. */
    private static final int ELEMENTARY = 4;

    private static final int LOSS = 5;
    /** And of an activation where the call around it is paid for anyway. */
    private static final int EPILOGUE = 2;
    /** Where no work is small, not even that of an empty matrix. */
    private static final int NONE = -1;

    private final Supplier<Backend> source;
    private final Backend reference;
    private final String name;
    private final int smallWork;
    private final HeadStart headStart;
    private final Set<Precision> precisions;
    private final boolean lasting;

    /** Not a lambda: the first one of a JVM takes longer than a small product. */
    private record Opened(Backend get) implements Supplier<Backend> {}

    /** Null until the reference has had its head start: a short job then never loads it. */
    private volatile @Nullable Backend target;

    private volatile boolean closed;

    /**
     * Work of up to {@code smallWork} additions by the reference, and all but large work until it has done {@code headStart} additions,
     * and then most calls until three times as many.
     */
    SharedBackend(
            Supplier<Backend> target,
            Backend reference,
            String name,
            int smallWork,
            long headStart,
            Set<Precision> precisions,
            boolean lasting) {
        source = target;
        this.reference = reference;
        this.name = name;
        this.smallWork = smallWork;
        this.headStart = new HeadStart(headStart);
        this.precisions = precisions;
        this.lasting = lasting;
    }

    /** All work by the target itself. */
    SharedBackend(Backend target, Set<Precision> precisions, boolean lasting) {
        this(new Opened(target), target, target.name(), NONE, 0, precisions, lasting);
        this.target = target;
    }

    @Override
    public List<LoopState> loops() {
        Backend opened = target;
        return opened == null ? List.of() : opened.loops();
    }

    private Backend target() {
        Backend opened = target;
        return opened != null ? opened : open();
    }

    private synchronized Backend open() {
        Backend opened = target;
        requireOpen();
        if (opened == null) {
            opened = source.get();
            target = opened;
        }
        return opened;
    }

    private Backend serving(String name, Matrix x, int weight) {
        check(name, x);
        return x == null ? target() : serving((long) x.rows() * x.cols() * weight);
    }

    /** For what the reference cannot do without making objects: once there is a target, it serves even small work. */
    private Backend servingWithoutGarbage(String name, Matrix x, int weight) {
        check(name, x);
        return x == null || target != null ? target() : serving((long) x.rows() * x.cols() * weight, NONE);
    }

    /** For X·W, of which Y has the shape. */
    private Backend servingProduct(String name, Matrix x, Matrix y, int epilogue) {
        check(name, x);
        return x == null || y == null ? target() : serving((long) x.rows() * y.cols() * ((long) x.cols() + epilogue));
    }

    private Backend serving(long work) {
        return serving(work, smallWork);
    }

    private Backend serving(long work, int small) {
        if (work > small && !headStart.hasCall(work, target != null)) {
            return target();
        }
        requireOpen();
        return reference;
    }

    private void check(String name, Matrix x) {
        if (x != null && !precisions.contains(x.precision())) {
            requireOpen();
            throw new IllegalArgumentException(name + " is in precision " + x.precision() + "; expected one of "
                    + precisions + ", which the backend " + name() + " has");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        servingProduct("a", a, c, 0).gemm(alpha, a, b, beta, c);
    }

    @Override
    public void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        servingProduct("a", a, y, EPILOGUE).gemv(alpha, a, x, beta, y);
    }

    @Override
    public void activate(Activation f, Matrix z, Matrix a) {
        serving("z", z, ELEMENTARY).activate(f, z, a);
    }

    @Override
    public void derivative(Activation f, Matrix z, Matrix d) {
        serving("z", z, ELEMENTARY).derivative(f, z, d);
    }

    @Override
    public void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        serving("a", a, 1).derivativeFromOutput(f, a, d);
    }

    @Override
    public void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        serving("da", da, 1).activationBackward(f, da, a, dz);
    }

    @Override
    public void exp(Matrix x, Matrix y) {
        serving("x", x, ELEMENTARY).exp(x, y);
    }

    @Override
    public void log(Matrix x, Matrix y) {
        serving("x", x, ELEMENTARY).log(x, y);
    }

    @Override
    public void add(Matrix x, Matrix y, Matrix z) {
        serving("x", x, 1).add(x, y, z);
    }

    @Override
    public void hadamard(Matrix x, Matrix y, Matrix z) {
        serving("x", x, 1).hadamard(x, y, z);
    }

    @Override
    public void scale(double alpha, Matrix x, Matrix y) {
        serving("x", x, 1).scale(alpha, x, y);
    }

    @Override
    public void copy(Matrix x, Matrix y) {
        serving("x", x, 1).copy(x, y);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        serving("x", x, 1).columnSums(x, s);
    }

    @Override
    public double sum(Matrix x) {
        return servingWithoutGarbage("x", x, 1).sum(x);
    }

    @Override
    public void softmax(Matrix z, Matrix p) {
        servingWithoutGarbage("z", z, LOSS).softmax(z, p);
    }

    @Override
    public void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        servingWithoutGarbage("dp", dp, LOSS).softmaxBackward(dp, p, dz);
    }

    @Override
    public double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        return servingWithoutGarbage("prediction", prediction, LOSS).lossSum(loss, prediction, target, rows, gradient);
    }

    @Override
    public void share(int parts, IntConsumer part) {
        requireOpen();
        Arguments.share(parts, part);
        int first = 0;
        while (first < parts && headStart.hasParts()) {
            long start = System.nanoTime();
            long before = headStart.done();
            part.accept(first++);
            headStart.ran(before, System.nanoTime() - start);
        }
        if (first == 0) {
            (parts <= 1 ? reference : target()).share(parts, part);
        } else if (first < parts) {
            int rest = first;
            target().share(parts - rest, i -> part.accept(rest + i));
        }
    }

    @Override
    public void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        serving("theta", theta, 1).descend(theta, gradient, rate, decay);
    }

    @Override
    public void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        serving("theta", theta, 1).descendMomentum(theta, velocity, gradient, rate, momentum, decay);
    }

    @Override
    public void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        serving("theta", theta, ELEMENTARY).descendAdam(theta, m, v, gradient, rates, step, rate, decay);
    }

    @Override
    public void denseForward(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        servingProduct("x", x, y, EPILOGUE).denseForward(x, w, bias, f, y);
    }

    @Override
    public PackedMatrix pack(Matrix w) {
        check("w", w);
        requireOpen();
        boolean small = w != null && (long) w.rows() * w.cols() <= smallWork;
        return small ? reference.pack(w) : target().pack(w);
    }

    @Override
    public void denseForward(Matrix x, PackedMatrix w, Matrix bias, Activation f, Matrix y) {
        if (w instanceof PackedMatrix.Plain plain) {
            denseForward(x, plain.matrix(), bias, f, y);
        } else {
            target().denseForward(x, w, bias, f, y);
        }
    }

    @Override
    public void denseBackward(
            Matrix x, Matrix w, Activation f, Matrix y, Matrix dy, Matrix dw, Matrix dbias, Matrix dx) {
        servingProduct("x", x, y, EPILOGUE).denseBackward(x, w, f, y, dy, dw, dbias, dx);
    }

    @Override
    public void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the backend is closed; expected an open one");
        }
        Backend opened = target;
        if (opened != null) {
            opened.requireOpen();
        }
    }

    @Override
    public synchronized void close() {
        Backend opened = target;
        if (!lasting) {
            closed = true;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
