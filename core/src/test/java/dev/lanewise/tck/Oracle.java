// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Matrix;

/** What a product should be, in binary64: independent of all backends. */
final class Oracle {
    private static final double UNIT = 0x1p-24;

    private Oracle() {}

    /**
     * The error of one element of C ← α·A·B + β·C in units of u·(|α||A||B| + |β||C|), u = 2⁻²⁴, which a chain of k + 2
     * roundings cannot exceed k + 2 times (Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, §3.5).
     */
    static double gemmError(float alpha, Matrix a, Matrix b, float beta, Matrix before, Matrix c, int i, int j) {
        double exact = beta == 0 ? 0 : (double) beta * before.get(i, j);
        double gauge = Math.abs(exact);
        for (int p = 0; p < a.cols(); p++) {
            double product = alpha == 0 ? 0 : (double) alpha * a.get(i, p) * b.get(p, j);
            exact += product;
            gauge += Math.abs(product);
        }
        double error = Math.abs(c.get(i, j) - exact);
        return error == 0 ? 0 : error / (UNIT * gauge);
    }
}
