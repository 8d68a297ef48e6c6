// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.util.Arrays;

/**
 * Samples to learn from: a row of features for each, and a row of targets. In a memory segment they must be accessible to any thread, because
 * threads share the rows.
 *
 * @param x the features, one sample per row
 * @param targets what the network should answer, one row for each of x
 */
public record Dataset(Matrix x, Matrix targets) {
    public Dataset {
        Arguments.present("x", x);
        Arguments.present("targets", targets);
        Arguments.samePrecision("targets", targets, "x", x);
        if (x.rows() != targets.rows()) {
            throw new IllegalArgumentException(
                    "targets has " + targets.rows() + " rows; expected as many as x has (" + x.rows() + ")");
        }
        if (x.isEmpty()) {
            throw new IllegalArgumentException("x is " + x.rows() + "x" + x.cols() + "; expected at least one value");
        }
    }

    /** Two classes: a target column of 0 and 1. */
    public static Dataset binary(Matrix x, int[] labels) {
        requireLabels(x, labels);
        Matrix targets = Matrix.zeros(labels.length, 1, x.precision());
        for (int i = 0; i < labels.length; i++) {
            targets.set(i, 0, label(labels, i, 2));
        }
        return new Dataset(x, targets);
    }

    /** Several classes: a target row of zeros with a 1 at the label. */
    public static Dataset classes(Matrix x, int[] labels, int classes) {
        Arguments.atLeast("classes", 2, classes);
        requireLabels(x, labels);
        Matrix targets = Matrix.zeros(labels.length, classes, x.precision());
        for (int i = 0; i < labels.length; i++) {
            targets.set(i, label(labels, i, classes), 1);
        }
        return new Dataset(x, targets);
    }

    private static void requireLabels(Matrix x, int[] labels) {
        Arguments.present("x", x);
        Arguments.present("labels", labels);
        if (labels.length != x.rows()) {
            throw new IllegalArgumentException(
                    "labels has " + labels.length + " elements; expected " + x.rows() + ", one for each row of x");
        }
    }

    private static int label(int[] labels, int i, int classes) {
        if (labels[i] < 0 || labels[i] >= classes) {
            throw new IllegalArgumentException("label " + i + " is " + labels[i] + "; expected 0 to " + (classes - 1));
        }
        return labels[i];
    }

    public int rows() {
        return x.rows();
    }

    /** The data in two parts, the first with this fraction of the rows, drawn from the seed. */
    public Dataset[] split(double fraction, long seed) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction is " + fraction + "; expected more than 0 and less than 1");
        }
        int first = (int) Math.round(fraction * rows());
        if (first == 0 || first == rows()) {
            throw new IllegalArgumentException(
                    "fraction is " + fraction + " of " + rows() + " rows; expected at least one row on either side");
        }
        int[] order = new int[rows()];
        Arrays.setAll(order, i -> i);
        new SplitMix(seed).shuffle(order);
        return new Dataset[] {
            new Dataset(pick(x, order, 0, first), pick(targets, order, 0, first)),
            new Dataset(pick(x, order, first, rows()), pick(targets, order, first, rows()))
        };
    }

    private static Matrix pick(Matrix from, int[] order, int begin, int end) {
        Matrix picked = Matrix.zeros(end - begin, from.cols(), from.precision());
        for (int i = begin; i < end; i++) {
            for (int j = 0; j < from.cols(); j++) {
                picked.set(i - begin, j, from.get(order[i], j));
            }
        }
        return picked;
    }

    /** Checks precision, shape, that every cell is finite, and that targets are what the loss takes. */
    void requireFits(String name, Network network, Loss loss) {
        Arguments.samePrecision("x of " + name, x, "the network", network.parameters());
        Arguments.hasShape("x of " + name, x, rows(), network.inputSize());
        Arguments.hasShape("targets of " + name, targets, rows(), network.outputSize());
        Arguments.shared("x of " + name, x);
        Arguments.shared("targets of " + name, targets);
        boolean shares = loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS;
        requireFinite("x of " + name, x);
        if (shares) {
            requireShares("targets of " + name, targets, loss);
        } else {
            requireFinite("targets of " + name, targets);
        }
    }

    static void requireFinite(String name, Matrix x) {
        long cell = Cells.firstNotFinite(x);
        if (cell >= 0) {
            throw notExpected(name, x, Cells.row(x, cell), Cells.column(x, cell), "a finite number");
        }
    }

    private static void requireShares(String name, Matrix x, Loss loss) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                if (!(x.get(i, j) >= 0 && x.get(i, j) <= 1)) {
                    throw notExpected(name, x, i, j, "0 to 1, as the loss is " + loss);
                }
            }
        }
    }

    private static IllegalArgumentException notExpected(String name, Matrix x, int i, int j, String expected) {
        return new IllegalArgumentException(
                name + " is " + x.get(i, j) + " in row " + i + ", column " + j + "; expected " + expected);
    }
}
