// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * The checks that every backend makes before it writes anything. A failed one throws with the argument's name, its
 * value and what was expected; {@link Backend} promises them, so an implementation calls them first.
 */
public final class Arguments {
    private Arguments() {}

    /** Checks C ← α·A·B + β·C: inner sizes equal, C as large as A·B, writable, and apart from A and B. */
    public static void gemm(Matrix a, Matrix b, Matrix c) {
        product("a", a, "b", b, "c", c);
    }

    private static void product(String aName, Matrix a, String bName, Matrix b, String cName, Matrix c) {
        present(aName, a);
        present(bName, b);
        writable(cName, c);
        if (a.cols() != b.rows()) {
            throw new IllegalArgumentException(aName + " is " + shape(a) + " and " + bName + " is " + shape(b)
                    + "; expected as many rows in " + bName + " as columns in " + aName + " (" + a.cols() + ")");
        }
        hasShape(cName, c, a.rows(), b.cols());
        apart(cName, c, aName, a);
        apart(cName, c, bName, b);
    }

    /** Checks that an input is given and has the shape of another. */
    public static void like(String name, Matrix x, Matrix model) {
        hasShape(name, x, model.rows(), model.cols());
    }

    /** Checks an elementwise output: it has the input's shape, is writable, and is the input itself or apart from it. */
    public static void output(String name, Matrix y, String inputName, Matrix x) {
        present(inputName, x);
        writable(name, y);
        hasShape(name, y, x.rows(), x.cols());
        sameOrApart(name, y, inputName, x);
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
        present(name, y);
        if (!y.isInjective()) {
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

    /** Checks that a number is finite and at least zero. */
    public static float notNegative(String name, float value) {
        if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected a finite number, 0 or more");
        }
        return value;
    }

    /** Checks that a number is in [0, 1). */
    public static float fraction(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected at least 0 and less than 1");
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

    /** Checks the sums of columns. */
    public static void columnSums(Matrix x, Matrix s) {
        present("x", x);
        writable("s", s);
        hasShape("s", s, 1, x.cols());
        apart("s", s, "x", x);
    }

    /** Checks a loss and its gradient. */
    public static void loss(Loss loss, Matrix prediction, Matrix target, Matrix gradient) {
        present("loss", loss);
        present("prediction", prediction);
        like("target", target, prediction);
        output("gradient", gradient, "prediction", prediction);
        apart("gradient", gradient, "target", target);
    }

    /** Checks θ ← θ − η·(g + λθ). */
    public static void descend(Matrix theta, Matrix gradient, float rate, float decay) {
        writable("theta", theta);
        like("gradient", gradient, theta);
        apart("theta", theta, "gradient", gradient);
        notNegative("rate", rate);
        notNegative("decay", decay);
    }

    /** Checks a step with momentum. */
    public static void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, float rate, float momentum, float decay) {
        descend(theta, gradient, rate, decay);
        state("velocity", velocity, theta, gradient);
        fraction("momentum", momentum);
    }

    /** Checks a step of Adam. */
    public static void descendAdam(
            Matrix theta,
            Matrix m,
            Matrix v,
            Matrix gradient,
            Backend.AdamRates rates,
            int step,
            float rate,
            float decay) {
        descend(theta, gradient, rate, decay);
        state("m", m, theta, gradient);
        state("v", v, theta, gradient);
        apart("m", m, "v", v);
        present("rates", rates);
        atLeast("step", 1, step);
    }

    private static void state(String name, Matrix state, Matrix theta, Matrix gradient) {
        writable(name, state);
        like(name, state, theta);
        apart(name, state, "theta", theta);
        apart(name, state, "gradient", gradient);
    }

    /** Checks Y ← f(X·W + b). */
    public static void dense(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        present("f", f);
        product("x", x, "w", w, "y", y);
        hasShape("bias", bias, 1, w.cols());
        apart("y", y, "bias", bias);
    }

    /** Checks the backward pass of a dense layer. */
    public static void denseBackward(
            Matrix x, Matrix w, Activation f, Matrix y, Matrix dy, Matrix dz, Matrix dw, Matrix dbias, Matrix dx) {
        present("x", x);
        present("w", w);
        present("f", f);
        hasShape("w", w, x.cols(), w.cols());
        hasShape("y", y, x.rows(), w.cols());
        like("dy", dy, y);
        output("dz", dz, "dy", dy);
        sameOrApart("dz", dz, "y", y);
        writable("dw", dw);
        hasShape("dw", dw, x.cols(), w.cols());
        writable("dbias", dbias);
        hasShape("dbias", dbias, 1, w.cols());
        writable("dx", dx);
        if (dx.rows() > 0 || dx.cols() > 0) {
            hasShape("dx", dx, x.rows(), x.cols());
        }
        apartFromInputs("dz", dz, x, w);
        apartFromInputs("dw", dw, x, w);
        apartFromInputs("dbias", dbias, x, w);
        apartFromInputs("dx", dx, x, w);
        apartFromOutput("dw", dw, y, dy, dz);
        apartFromOutput("dbias", dbias, y, dy, dz);
        apartFromOutput("dx", dx, y, dy, dz);
        apart("dbias", dbias, "dw", dw);
        apart("dx", dx, "dw", dw);
        apart("dx", dx, "dbias", dbias);
    }

    private static void apartFromInputs(String name, Matrix output, Matrix x, Matrix w) {
        apart(name, output, "x", x);
        apart(name, output, "w", w);
    }

    private static void apartFromOutput(String name, Matrix output, Matrix y, Matrix dy, Matrix dz) {
        apart(name, output, "y", y);
        apart(name, output, "dy", dy);
        apart(name, output, "dz", dz);
    }

    private static String shape(Matrix x) {
        return x.rows() + "x" + x.cols();
    }
}
