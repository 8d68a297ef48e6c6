// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;

/**
 * Brings each column to mean 0 and variance 1: x ← (x − mean)/deviation, both learned from the training samples alone and
 * computed in binary64. A column that never varied becomes 0, and what is not finite does not become finite. A {@link Model} keeps it with the network.
 */
public final class Standardizer {
    private final double[] mean;
    private final double[] deviation;

    /**
     * Learns from these samples.
     *
     * @throws IllegalArgumentException if there are none, or a cell is not finite or too great for its column's sum
     */
    public Standardizer(Matrix x) {
        Arguments.present("x", x);
        Arguments.atLeast("rows of x", 1, x.rows());
        Dataset.requireFinite("x", x);
        mean = new double[x.cols()];
        deviation = new double[x.cols()];
        for (int j = 0; j < x.cols(); j++) {
            double sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += x.get(i, j);
            }
            // Rounding would give a constant column another mean, and so a deviation.
            mean[j] = isConstant(x, j) ? x.get(0, j) : sum / x.rows();
            deviation[j] = deviation(x, j, mean[j]);
        }
        requireSound();
    }

    /** By way of a power of two that brings the greatest difference near 1, which is exact: squares neither vanish nor overflow. */
    private static double deviation(Matrix x, int column, double mean) {
        double greatest = 0;
        for (int i = 0; i < x.rows(); i++) {
            greatest = Math.max(greatest, Math.abs(x.get(i, column) - mean));
        }
        int exponent = Math.getExponent(greatest);
        double squares = 0;
        for (int i = 0; i < x.rows(); i++) {
            double d = Math.scalb(x.get(i, column) - mean, -exponent);
            squares += d * d;
        }
        return Math.scalb(Math.sqrt(squares / x.rows()), exponent);
    }

    private static boolean isConstant(Matrix x, int column) {
        for (int i = 1; i < x.rows(); i++) {
            if (x.get(i, column) != x.get(0, column)) {
                return false;
            }
        }
        return true;
    }

    private Standardizer(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
        requireSound();
    }

    private void requireSound() {
        for (int j = 0; j < mean.length; j++) {
            boolean sound = Double.isFinite(mean[j]) && deviation[j] >= 0 && deviation[j] < Double.POSITIVE_INFINITY;
            if (!sound) {
                throw new IllegalArgumentException("column " + j + " has mean " + mean[j] + " and deviation "
                        + deviation[j] + "; expected finite numbers, and a deviation that is not negative");
            }
        }
    }

    /** One with these means and deviations, one for each column, such as {@link #means} and {@link #deviations} gave. */
    public static Standardizer of(double[] means, double[] deviations) {
        Arguments.present("means", means);
        Arguments.present("deviations", deviations);
        if (means.length != deviations.length) {
            throw new IllegalArgumentException(
                    "deviations has " + deviations.length + " elements; expected " + means.length + " as means has");
        }
        return new Standardizer(means.clone(), deviations.clone());
    }

    /** The means of the columns. */
    public double[] means() {
        return mean.clone();
    }

    /** The deviations of the columns. */
    public double[] deviations() {
        return deviation.clone();
    }

    /** The columns that it knows. */
    public int columns() {
        return mean.length;
    }

    /** The samples on the new scale, in a matrix of their own. */
    public Matrix apply(Matrix x) {
        Arguments.present("x", x);
        Arguments.hasShape("x", x, x.rows(), mean.length);
        Matrix scaled = Matrix.zeros(x.rows(), x.cols(), x.precision());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                double d = x.get(i, j) - mean[j];
                scaled.set(i, j, deviation[j] == 0 && Double.isFinite(d) ? 0 : d / deviation[j]);
            }
        }
        return scaled;
    }

    /** The data with its features on the new scale. */
    public Dataset apply(Dataset data) {
        return new Dataset(apply(data.x()), data.targets());
    }
}
