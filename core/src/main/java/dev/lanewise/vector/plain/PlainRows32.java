// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.plain;

import static java.lang.Math.fma;

import dev.lanewise.elementary.Binary32;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Width;
import org.jspecify.annotations.Nullable;

/** Softmax and its kin over rows of n elements in plain loops over binary32. */
public final class PlainRows32 {
    private PlainRows32() {}

    static void subtractGreatest(float[] x, int rows, int n, int @Nullable [] places) {
        for (int r = 0; r < rows; r++) {
            int row = r * n;
            float greatest = Float.NEGATIVE_INFINITY;
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

    static void sums(float[] x, int rows, int n, float[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] = sum(x, row * n, (row + 1) * n, 1);
        }
    }

    /** The tree of the lanes that begin at {@code at}, at + h, at + 2h …. */
    private static float sum(float[] x, int at, int end, int h) {
        if (h < Width.LOGICAL) {
            return sum(x, at, end, 2 * h) + sum(x, at + h, end, 2 * h);
        }
        float lane = 0;
        for (int i = at; i < end; i += Width.LOGICAL) {
            lane += x[i];
        }
        return lane;
    }

    static void dots(float[] x, float[] y, int rows, int n, float[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] = dot(x, y, row * n, (row + 1) * n, 1);
        }
    }

    /** The same of products. */
    private static float dot(float[] x, float[] y, int at, int end, int h) {
        if (h < Width.LOGICAL) {
            return dot(x, y, at, end, 2 * h) + dot(x, y, at + h, end, 2 * h);
        }
        float lane = 0;
        for (int i = at; i < end; i += Width.LOGICAL) {
            lane = fma(x[i], y[i], lane);
        }
        return lane;
    }

    static void crossEntropy(float[] e, float[] t, float[] g, float[] v, RowSums sums, int rows, int n) {
        float r = (float) sums.share;
        for (int row = 0; row < rows; row++) {
            float logSum = ((float[]) sums.logSum)[row];
            float sum = ((float[]) sums.sum)[row];
            float total = ((float[]) sums.total)[row];
            for (int i = row * n; i < (row + 1) * n; i++) {
                v[i] = t[i] == 0 ? 0 : t[i] * (logSum - v[i]);
                g[i] = (total * (e[i] / sum) - t[i]) * r;
            }
        }
    }

    /** Sets e to 0 where the greatest are. */
    public static void clearPlaces(float[] e, RowSums sums, int rows, int n) {
        for (int row = 0; row < rows; row++) {
            e[row * n + sums.place(row)] = 0;
        }
    }

    /** Sets the sums that follow from {@code rest}. */
    public static void complete(RowSums sums, int rows) {
        float[] rests = (float[]) sums.rest;
        for (int row = 0; row < rows; row++) {
            float rest = sums.place[row] == RowSums.NONE ? Float.NaN : rests[row];
            rests[row] = rest;
            ((float[]) sums.sum)[row] = 1 + rest;
            ((float[]) sums.logSum)[row] = rest <= 1 ? Binary32.log1p(rest) : Binary32.log(1 + rest);
        }
    }

    /** The gradients at the greatest. */
    public static void placeGradients(float[] t, float[] g, RowSums sums, int rows, int n) {
        for (int row = 0; row < rows; row++) {
            int at = row * n + sums.place(row);
            float total = ((float[]) sums.total)[row];
            float slope = fma(-t[at], ((float[]) sums.rest)[row], total - t[at]) / ((float[]) sums.sum)[row];
            g[at] = slope * (float) sums.share;
        }
    }

    /** y ← α·s, or y ← y + α·s unless {@code zero}: s is the tree over the lanes of each row, which are lost. */
    static void trees(float[] lanes, int rows, float alpha, boolean zero, float[] y, int yo, int ys) {
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
