// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Matrix;

/** What a product should be, in twice the digits of binary64: independent of all backends. */
final class Oracle {
    private double high;
    private double low;
    private double gauge;

    private Oracle() {}

    /**
     * The error of one element of C ← α·A·B + β·C in units of u·(|α||A||B| + |β||C|), which a chain of k + 2
     * roundings cannot exceed k + 2 times (Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, §3.5).
     */
    static double gemmError(double alpha, Matrix a, Matrix b, double beta, Matrix before, Matrix c, int i, int j) {
        Oracle exact = new Oracle();
        double factor = a.precision().round(alpha);
        double kept = a.precision().round(beta);
        if (kept != 0) {
            exact.add(kept, before.get(i, j), 1);
        }
        for (int p = 0; p < a.cols() && factor != 0; p++) {
            exact.add(factor, a.get(i, p), b.get(p, j));
        }
        double error = Math.abs(c.get(i, j) - exact.high - exact.low);
        return error == 0 ? 0 : error / (a.precision().unit() * exact.gauge);
    }

    /** Adds x·y·z: the product exactly but for its last part, the sum by Knuth's two-sum. */
    private void add(double x, double y, double z) {
        double xy = x * y;
        double xyLow = Math.fma(x, y, -xy);
        double product = xy * z;
        double productLow = Math.fma(xy, z, -product) + xyLow * z;
        double sum = high + product;
        double shifted = sum - high;
        double lost = (high - (sum - shifted)) + (product - shifted);
        high = sum;
        low += lost + productLow;
        gauge += Math.abs(product);
    }
}
