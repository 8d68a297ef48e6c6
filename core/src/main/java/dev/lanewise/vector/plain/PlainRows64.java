// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.plain;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static java.lang.Math.fma;

import dev.lanewise.elementary.Binary64;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Width;
import org.jspecify.annotations.Nullable;

/** Softmax and its kin over rows of n elements in plain loops over binary64. */
public final class PlainRows64 {
    private PlainRows64() {}

    static void subtractGreatest(double[] x, int rows, int n, int @Nullable [] places) {
        for (int r = 0; r < rows; r++) {
            int row = r * n;
            double greatest = Double.NEGATIVE_INFINITY;
            int place = RowSums.NONE;
            for (int j = 0; j < n; j++) {
                if (x[row + j] > greatest) {
                    greatest = x[row + j];
                    place = j;
                }
            }
            for (int j = 0; j < n; j++) {
                x[row + j] -= greatest;
            }
            if (places != null) {
                places[r] = place;
                x[row + Math.max(place, 0)] = 0;
            }
        }
    }

    static void sums(double[] x, int rows, int n, double[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] = sum(x, row * n, (row + 1) * n, 1);
        }
    }

    /** The tree of the lanes that begin at {@code at}, at + h, at + 2h …. */
    private static double sum(double[] x, int at, int end, int h) {
        if (h < Width.LOGICAL) {
            return sum(x, at, end, 2 * h) + sum(x, at + h, end, 2 * h);
        }
        double lane = 0;
        for (int i = at; i < end; i += Width.LOGICAL) {
            lane += x[i];
        }
        return lane;
    }

    static void dots(double[] x, double[] y, int rows, int n, double[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] = dot(x, y, row * n, (row + 1) * n, 1);
        }
    }

    /** The same of products. */
    private static double dot(double[] x, double[] y, int at, int end, int h) {
        if (h < Width.LOGICAL) {
            return dot(x, y, at, end, 2 * h) + dot(x, y, at + h, end, 2 * h);
        }
        double lane = 0;
        for (int i = at; i < end; i += Width.LOGICAL) {
            lane = fma(x[i], y[i], lane);
        }
        return lane;
    }

    static void crossEntropy(double[] e, double[] t, double[] g, double[] v, RowSums sums, int rows, int n) {
        double r = sums.share;
        for (int row = 0; row < rows; row++) {
            double logSum = ((double[]) sums.logSum)[row];
            double sum = ((double[]) sums.sum)[row];
            double total = ((double[]) sums.total)[row];
            for (int i = row * n; i < (row + 1) * n; i++) {
                v[i] = t[i] == 0 ? 0 : t[i] * (logSum - v[i]);
                g[i] = (total * (e[i] / sum) - t[i]) * r;
            }
        }
    }

    /** Sets e to 0 where the greatest are. */
    public static void clearPlaces(double[] e, RowSums sums, int rows, int n) {
        for (int row = 0; row < rows; row++) {
            e[row * n + sums.place(row)] = 0;
        }
    }

    /** Sets the sums that follow from {@code rest}. */
    public static void complete(RowSums sums, int rows) {
        double[] rests = (double[]) sums.rest;
        for (int row = 0; row < rows; row++) {
            double rest = sums.place[row] == RowSums.NONE ? Double.NaN : rests[row];
            rests[row] = rest;
            ((double[]) sums.sum)[row] = 1 + rest;
            ((double[]) sums.logSum)[row] = rest <= 1 ? Binary64.log1p(rest) : Binary64.log(1 + rest);
        }
    }

    /** The gradients at the greatest. */
    public static void placeGradients(double[] t, double[] g, RowSums sums, int rows, int n) {
        for (int row = 0; row < rows; row++) {
            int at = row * n + sums.place(row);
            double total = ((double[]) sums.total)[row];
            double slope = fma(-t[at], ((double[]) sums.rest)[row], total - t[at]) / ((double[]) sums.sum)[row];
            g[at] = slope * sums.share;
        }
    }

    /** y ← α·s, or y ← y + α·s unless {@code zero}: s is the tree over the lanes of each row, which are lost. */
    static void trees(double[] lanes, int rows, double alpha, boolean zero, double[] y, int yo, int ys) {
        for (int i = 0; i < rows; i++) {
            for (int half = Width.LOGICAL / 2; half > 0; half /= 2) {
                for (int l = i * Width.LOGICAL; l < i * Width.LOGICAL + half; l++) {
                    lanes[l] += lanes[l + half];
                }
            }
            int at = yo + i * ys;
            y[at] = fma(alpha, lanes[i * Width.LOGICAL], zero ? 0 : y[at]);
        }
    }
}
// spotless:on
