// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.function.IntConsumer;

/**
 * The checks that every backend makes before it writes anything. A failed one throws with the argument's name, its
 * value and what was expected; {@link Backend} promises them, so an implementation calls them first.
 */
public final class Arguments {
    private static final long MOST_TERMS = 1L << 53;

    private Arguments() {}

    /** Checks C ← α·A·B + β·C: inner sizes equal, C as large as A·B, writable, and apart from A and B. */
    public static void gemm(Matrix a, Matrix b, Matrix c) {
        product("a", a, "b", b, "c", c);
    }

    /** Checks y ← α·A·x + β·y: x and y single columns, y writable, and apart from A and x. */
    public static void gemv(Matrix a, Matrix x, Matrix y) {
        present("x", x);
        if (x.cols() != 1) {
            throw new IllegalArgumentException("x is " + shape(x) + "; expected a single column");
        }
        product("a", a, "x", x, "y", y);
    }

    private static void product(String aName, Matrix a, String bName, Matrix b, String cName, Matrix c) {
        present(aName, a);
        present(bName, b);
        writable(cName, c);
        samePrecision(bName, b, aName, a);
        samePrecision(cName, c, aName, a);
        if (a.cols() != b.rows()) {
            throw new IllegalArgumentException(aName + " is " + shape(a) + " and " + bName + " is " + shape(b)
                    + "; expected as many rows in " + bName + " as columns in " + aName + " (" + a.cols() + ")");
        }
        hasShape(cName, c, a.rows(), b.cols());
        apart(cName, c, aName, a);
        apart(cName, c, bName, b);
    }

    /** Checks that an operand is given and has the precision of another. */
    public static void samePrecision(String name, Matrix x, String otherName, Matrix other) {
        hasPrecision(name, x, other.precision(), otherName);
    }

    /** Checks that an operand is given and has the precision of something named. */
    public static void hasPrecision(String name, Matrix x, Precision precision, String otherName) {
        present(name, x);
        if (x.precision() != precision) {
            throw new IllegalArgumentException(
                    name + " is in precision " + x.precision() + "; expected " + precision + ", that of " + otherName);
        }
    }

    /** Checks that an input is given and has the precision and the shape of another. */
    public static void like(String name, Matrix x, String modelName, Matrix model) {
        samePrecision(name, x, modelName, model);
        hasShape(name, x, model.rows(), model.cols());
    }

    /** Checks an elementwise output: like the input, writable, and the input itself or apart from it. */
    public static void output(String name, Matrix y, String inputName, Matrix x) {
        present(inputName, x);
        writable(name, y);
        like(name, y, inputName, x);
        sameOrApart(name, y, inputName, x);
    }

    /** Checks an elementwise output of two inputs. */
    public static void outputOfTwo(String name, Matrix z, String xName, Matrix x, String yName, Matrix y) {
        output(name, z, xName, x);
        output(name, z, yName, y);
    }

    /** Checks that two views are one and the same, or share no element. */
    public static void sameOrApart(String name, Matrix y, String otherName, Matrix x) {
        if (!y.isSameView(x) && y.overlaps(x)) {
            throw new IllegalArgumentException(name + ", a " + y + ", overlaps " + otherName + ", a " + x
                    + "; expected the same view or one that shares no element with it");
        }
    }

    /** Checks that two views share no element. */
    public static void apart(String name, Matrix y, String otherName, Matrix x) {
        if (y.overlaps(x)) {
            throw new IllegalArgumentException(
                    name + ", a " + y + ", overlaps " + otherName + ", a " + x + "; expected no shared element");
        }
    }

    /** Checks the shape of an argument. */
    public static void hasShape(String name, Matrix x, int rows, int cols) {
        present(name, x);
        if (x.rows() != rows || x.cols() != cols) {
            throw new IllegalArgumentException(name + " is " + shape(x) + "; expected " + rows + "x" + cols);
        }
    }

    /** Checks that an argument is given and that no two of its elements share a place. */
    public static void writable(String name, Matrix y) {
        if (!present(name, y).hasArray()) {
            throw new IllegalArgumentException(name + " is a " + y + "; expected an array, as it is written to");
        }
        if (!y.isWritable()) {
            throw new IllegalArgumentException(name + " is a " + y
                    + " in which elements share places; expected strides that keep them apart, as it is written to");
        }
    }

    /** Checks that an argument is not null. */
    public static <T> T present(String name, T x) {
        if (x == null) {
            throw new NullPointerException(name + " is null; expected a value");
        }
        return x;
    }

    /** Checks that a matrix is given, and not in a memory segment that is closed or another thread's. */
    public static Matrix present(String name, Matrix x) {
        present(name, (Object) x);
        if (!Segments.isReadable(x)) {
            throw new IllegalStateException(name + " is a " + x
                    + " that is closed or belongs to another thread; expected one that this thread may read");
        }
        return x;
    }

    /** Checks that a matrix is not in a memory segment that one thread alone may read. */
    public static void shared(String name, Matrix x) {
        if (Segments.isConfined(x)) {
            throw new IllegalArgumentException(name + " is a " + x
                    + " of one thread; expected one that any thread may read, as threads share the rows");
        }
    }

    /** Checks that a number is finite and at least zero. */
    public static double notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected a finite number, 0 or more");
        }
        return value;
    }

    /** Checks that a number is in [0, 1). */
    public static void fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected at least 0 and less than 1");
        }
    }

    /** Checks that an integer is between two limits. */
    public static int within(String name, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + least + " to " + most);
        }
        return value;
    }

    /** Checks that an integer is at least a limit. */
    public static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + least + " or more");
        }
        return value;
    }

    /** Checks a task in so many parts. */
    public static void share(int parts, IntConsumer part) {
        atLeast("parts", 0, parts);
        present("part", part);
    }

    /** Checks the sums of columns. */
    public static void columnSums(Matrix x, Matrix s) {
        present("x", x);
        writable("s", s);
        samePrecision("s", s, "x", x);
        hasShape("s", s, 1, x.cols());
        apart("s", s, "x", x);
    }

    /** Checks a loss of a part of so many rows, and its gradient. */
    public static void loss(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        present("loss", loss);
        present("prediction", prediction);
        like("target", target, "prediction", prediction);
        output("gradient", gradient, "prediction", prediction);
        apart("gradient", gradient, "target", target);
        if (rows < prediction.rows()) {
            throw new IllegalArgumentException(
                    "rows is " + rows + "; expected at least the " + prediction.rows() + " of the prediction");
        }
        if (rows > MOST_TERMS / Math.max(1, prediction.cols())) {
            throw new IllegalArgumentException("rows is " + rows + " of " + prediction.cols()
                    + " columns; expected at most 2^53 elements in all, which a double can count");
        }
    }

    /** Checks θ ← θ − η·(g + λθ). */
    public static void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        writable("theta", theta);
        like("gradient", gradient, "theta", theta);
        apart("theta", theta, "gradient", gradient);
        notNegative("rate", theta.precision().round(rate));
        notNegative("decay", theta.precision().round(decay));
    }

    /** Checks a step with momentum. */
    public static void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        descend(theta, gradient, rate, decay);
        state("velocity", velocity, theta, gradient);
        fraction("momentum", theta.precision().round(momentum));
    }

    /** Checks a step of Adam. */
    public static void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        descend(theta, gradient, rate, decay);
        state("m", m, theta, gradient);
        state("v", v, theta, gradient);
        apart("m", m, "v", v);
        present("rates", rates);
        fraction("beta1", theta.precision().round(rates.beta1()));
        fraction("beta2", theta.precision().round(rates.beta2()));
        notNegative("epsilon", theta.precision().round(rates.epsilon()));
        atLeast("step", 1, step);
    }

    private static void state(String name, Matrix state, Matrix theta, Matrix gradient) {
        writable(name, state);
        like(name, state, "theta", theta);
        apart(name, state, "theta", theta);
        apart(name, state, "gradient", gradient);
    }

    /** Whether an optional matrix is left out: 0 x 0. */
    public static boolean isNone(Matrix x) {
        return x.rows() == 0 && x.cols() == 0;
    }

    /** Checks Y ← f(X·W + b); a bias of 0 x 0 is none. */
    public static void dense(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        present("f", f);
        product("x", x, "w", w, "y", y);
        bias(bias, x, y);
    }

    /** Checks Y ← f(X·W + b) with a packed W. */
    public static void dense(Matrix x, PackedMatrix w, Matrix bias, Activation f, Matrix y) {
        present("f", f);
        present("x", x);
        writable("y", y);
        samePrecision("y", y, "x", x);
        if (w.precision() != x.precision()) {
            throw new IllegalArgumentException(
                    "w is in precision " + w.precision() + "; expected " + x.precision() + ", that of x");
        }
        hasShape("x", x, x.rows(), w.rows());
        hasShape("y", y, x.rows(), w.cols());
        apart("y", y, "x", x);
        bias(bias, x, y);
    }

    private static void bias(Matrix bias, Matrix x, Matrix y) {
        if (!isNone(present("bias", bias))) {
            samePrecision("bias", bias, "x", x);
            hasShape("bias", bias, 1, y.cols());
        }
        apart("y", y, "bias", bias);
    }

    /** The matrix of an operand that was packed as it is; others are refused by the name of the backend that packed them. */
    public static Matrix plain(String name, PackedMatrix x, String backend) {
        if (present(name, x) instanceof PackedMatrix.Plain plain) {
            return plain.matrix();
        }
        throw new IllegalArgumentException(
                name + " is packed for " + x.backend() + "; expected a matrix that " + backend + " packed");
    }

    /** Checks the backward pass of a dense layer; {@code dbias} and {@code dx} of 0 x 0 are not wanted. */
    public static void denseBackward(
            Matrix x, Matrix w, Activation f, Matrix y, Matrix dy, Matrix dw, Matrix dbias, Matrix dx) {
        present("x", x);
        samePrecision("w", w, "x", x);
        present("f", f);
        hasShape("w", w, x.cols(), w.cols());
        samePrecision("y", y, "x", x);
        hasShape("y", y, x.rows(), w.cols());
        result("dy", dy, x, x.rows(), w.cols());
        result("dw", dw, x, x.cols(), w.cols());
        if (!isNone(present("dbias", dbias))) {
            result("dbias", dbias, x, 1, w.cols());
        }
        if (!isNone(present("dx", dx))) {
            result("dx", dx, x, x.rows(), x.cols());
        }
        sameOrApart("dy", dy, "y", y);
        apart("dy", dy, "x", x);
        apart("dy", dy, "w", w);
        apartFromAll("dw", dw, x, w, y, dy);
        apartFromAll("dbias", dbias, x, w, y, dy);
        apartFromAll("dx", dx, x, w, y, dy);
        apart("dbias", dbias, "dw", dw);
        apart("dx", dx, "dw", dw);
        apart("dx", dx, "dbias", dbias);
    }

    private static void result(String name, Matrix y, Matrix x, int rows, int cols) {
        writable(name, y);
        samePrecision(name, y, "x", x);
        hasShape(name, y, rows, cols);
    }

    private static void apartFromAll(String name, Matrix output, Matrix x, Matrix w, Matrix y, Matrix dy) {
        apart(name, output, "x", x);
        apart(name, output, "w", w);
        apart(name, output, "y", y);
        apart(name, output, "dy", dy);
    }

    private static String shape(Matrix x) {
        return x.rows() + "x" + x.cols();
    }
}
