// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;

/**
 * Brings each column to mean 0 and variance 1: x ← (x − mean)/deviation, both learned from the training samples alone and
 * computed in binary64. A column that never varies becomes 0.
 */
public final class Standardizer {
    private final double[] mean;
    private final double[] deviation;

    /** Learns from these samples. */
    public Standardizer(Matrix x) {
        Arguments.present("x", x);
        Arguments.atLeast("rows of x", 1, x.rows());
        mean = new double[x.cols()];
        deviation = new double[x.cols()];
        for (int j = 0; j < x.cols(); j++) {
            double sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += x.get(i, j);
            }
            mean[j] = sum / x.rows();
            double squares = 0;
            for (int i = 0; i < x.rows(); i++) {
                double d = x.get(i, j) - mean[j];
                squares += d * d;
            }
            deviation[j] = Math.sqrt(squares / x.rows());
        }
    }

    /** The samples on the new scale, in a matrix of their own. */
    public Matrix apply(Matrix x) {
        Arguments.present("x", x);
        Arguments.hasShape("x", x, x.rows(), mean.length);
        Matrix scaled = Matrix.zeros(x.rows(), x.cols(), x.precision());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                double d = x.get(i, j) - mean[j];
                scaled.set(i, j, deviation[j] == 0 ? 0 : d / deviation[j]);
            }
        }
        return scaled;
    }

    /** The data with its features on the new scale. */
    public Dataset apply(Dataset data) {
        return new Dataset(apply(data.x()), data.targets());
    }
}
