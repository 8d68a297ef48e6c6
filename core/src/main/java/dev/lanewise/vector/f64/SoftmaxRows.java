// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.ZERO;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.vector.leaf.RowSums;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.jspecify.annotations.Nullable;

/**
 * The loops of softmax and its kin over rows of n elements, n a multiple of sixteen. Sums are those of sixteen logical lanes
 * and one fixed tree, whatever the vectors hold: first vectors are added, then each to itself turned by half of what is
 * left. The JDK's own reduction leaves the order open. What a loop carries starts as a vector made here: one that was made
 * before is an object, and would make an object of every one that takes its place.
 */
final class SoftmaxRows {
    /** Vectors to sixteen lanes: 1, 2 or 4. */
    private static final int PARTS = LOGICAL / COUNT;

    private static final VectorShuffle<Double> BY_8 = VectorShuffle.fromOp(DOUBLES, i -> (i + 8) % COUNT);
    private static final VectorShuffle<Double> BY_4 = VectorShuffle.fromOp(DOUBLES, i -> (i + 4) % COUNT);
    private static final VectorShuffle<Double> BY_2 = VectorShuffle.fromOp(DOUBLES, i -> (i + 2) % COUNT);
    private static final VectorShuffle<Double> BY_1 = VectorShuffle.fromOp(DOUBLES, i -> (i + 1) % COUNT);

    private SoftmaxRows() {}

    /** Fills rows up from {@code cols} to n. The filler is made a vector where it is written: kept over the rows, it became an object. */
    static void pad(double[] x, double filler, int rows, int cols, int n) {
        int partial = cols / COUNT * COUNT;
        VectorMask<Double> beyond = DOUBLES.indexInRange(partial, cols).not();
        for (int row = 0; row < rows * n; row += n) {
            DoubleVector.fromArray(DOUBLES, x, row + partial)
                    .blend(filler, beyond)
                    .intoArray(x, row + partial);
            for (int i = row + partial + COUNT; i < row + n; i += COUNT) {
                DoubleVector.broadcast(DOUBLES, filler).intoArray(x, i);
            }
        }
    }

    /** NaN is passed over: it will make itself felt in the sum. Where places are wanted, they get exactly 0. */
    static void subtractGreatest(double[] x, int rows, int n, int @Nullable [] places) {
        for (int r = 0; r < rows; r++) {
            int row = r * n;
            DoubleVector m = DoubleVector.broadcast(DOUBLES, Double.NEGATIVE_INFINITY);
            for (int i = row; i < row + n; i += COUNT) {
                DoubleVector v = DoubleVector.fromArray(DOUBLES, x, i);
                m = m.blend(v, v.compare(GT, m));
            }
            if (COUNT > 8) {
                DoubleVector turned = m.rearrange(BY_8);
                m = m.blend(turned, turned.compare(GT, m));
            }
            if (COUNT > 4) {
                DoubleVector turned = m.rearrange(BY_4);
                m = m.blend(turned, turned.compare(GT, m));
            }
            DoubleVector turned = m.rearrange(BY_2);
            m = m.blend(turned, turned.compare(GT, m));
            turned = m.rearrange(BY_1);
            m = m.blend(turned, turned.compare(GT, m));
            int place = 0;
            for (int i = row; places != null && i < row + n; i += COUNT) {
                VectorMask<Double> equal = DoubleVector.fromArray(DOUBLES, x, i).compare(EQ, m);
                if (equal.anyTrue()) {
                    place = i - row + equal.firstTrue();
                    break;
                }
            }
            for (int i = row; i < row + n; i += COUNT) {
                DoubleVector.fromArray(DOUBLES, x, i).sub(m).intoArray(x, i);
            }
            if (places != null) {
                boolean none = m.lane(0) == Double.NEGATIVE_INFINITY;
                places[r] = none ? RowSums.NONE : place;
                x[row + (none ? 0 : place)] = 0;
            }
        }
    }

    static void sums(double[] x, int rows, int n, double[] sums) {
        for (int r = 0; r < rows; r++) {
            DoubleVector s0 = DoubleVector.zero(DOUBLES);
            DoubleVector s1 = DoubleVector.zero(DOUBLES);
            DoubleVector s2 = DoubleVector.zero(DOUBLES);
            DoubleVector s3 = DoubleVector.zero(DOUBLES);
            for (int i = r * n; i < (r + 1) * n; i += LOGICAL) {
                s0 = s0.add(DoubleVector.fromArray(DOUBLES, x, i));
                if (PARTS > 1) {
                    s1 = s1.add(DoubleVector.fromArray(DOUBLES, x, i + COUNT));
                }
                if (PARTS > 2) {
                    s2 = s2.add(DoubleVector.fromArray(DOUBLES, x, i + 2 * COUNT));
                    s3 = s3.add(DoubleVector.fromArray(DOUBLES, x, i + 3 * COUNT));
                }
            }
            DoubleVector s = PARTS > 2 ? s0.add(s2).add(s1.add(s3)) : PARTS > 1 ? s0.add(s1) : s0;
            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
            s = s.add(s.rearrange(BY_2));
            s = s.add(s.rearrange(BY_1));
            sums[r] = s.lane(0);
        }
    }

    /** Of the products, each lane a chain of fma. */
    static void dots(double[] x, double[] y, int rows, int n, double[] sums) {
        for (int r = 0; r < rows; r++) {
            DoubleVector s0 = DoubleVector.zero(DOUBLES);
            DoubleVector s1 = DoubleVector.zero(DOUBLES);
            DoubleVector s2 = DoubleVector.zero(DOUBLES);
            DoubleVector s3 = DoubleVector.zero(DOUBLES);
            for (int i = r * n; i < (r + 1) * n; i += LOGICAL) {
                s0 = DoubleVector.fromArray(DOUBLES, x, i).fma(DoubleVector.fromArray(DOUBLES, y, i), s0);
                if (PARTS > 1) {
                    int at = i + COUNT;
                    s1 = DoubleVector.fromArray(DOUBLES, x, at).fma(DoubleVector.fromArray(DOUBLES, y, at), s1);
                }
                if (PARTS > 2) {
                    int third = i + 2 * COUNT;
                    int last = i + 3 * COUNT;
                    s2 = DoubleVector.fromArray(DOUBLES, x, third).fma(DoubleVector.fromArray(DOUBLES, y, third), s2);
                    s3 = DoubleVector.fromArray(DOUBLES, x, last).fma(DoubleVector.fromArray(DOUBLES, y, last), s3);
                }
            }
            DoubleVector s = PARTS > 2 ? s0.add(s2).add(s1.add(s3)) : PARTS > 1 ? s0.add(s1) : s0;
            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
            s = s.add(s.rearrange(BY_2));
            s = s.add(s.rearrange(BY_1));
            sums[r] = s.lane(0);
        }
    }

    static void divide(double[] e, double[] sums, double[] p, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            DoubleVector sum = DoubleVector.broadcast(DOUBLES, sums[r]);
            for (int i = r * n; i < (r + 1) * n; i += COUNT) {
                DoubleVector.fromArray(DOUBLES, e, i).div(sum).intoArray(p, i);
            }
        }
    }

    static void backward(double[] dp, double[] p, double[] sums, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            DoubleVector sum = DoubleVector.broadcast(DOUBLES, sums[r]);
            for (int i = r * n; i < (r + 1) * n; i += COUNT) {
                DoubleVector difference = DoubleVector.fromArray(DOUBLES, dp, i).sub(sum);
                DoubleVector.fromArray(DOUBLES, p, i).mul(difference).intoArray(dp, i);
            }
        }
    }

    static void crossEntropy(double[] e, double[] t, double[] g, double[] v, RowSums sums, int rows, int n) {
        double[] all = (double[]) sums.sum;
        double[] totals = (double[]) sums.total;
        double[] logSums = (double[]) sums.logSum;
        double r = sums.share;
        for (int row = 0; row < rows; row++) {
            DoubleVector sum = DoubleVector.broadcast(DOUBLES, all[row]);
            DoubleVector total = DoubleVector.broadcast(DOUBLES, totals[row]);
            DoubleVector logSum = DoubleVector.broadcast(DOUBLES, logSums[row]);
            for (int i = row * n; i < (row + 1) * n; i += COUNT) {
                DoubleVector y = DoubleVector.fromArray(DOUBLES, t, i);
                DoubleVector term = y.mul(logSum.sub(DoubleVector.fromArray(DOUBLES, v, i)));
                term.blend(ZERO, y.compare(EQ, ZERO)).intoArray(v, i);
                DoubleVector share = DoubleVector.fromArray(DOUBLES, e, i).div(sum);
                share.mul(total).sub(y).mul(r).intoArray(g, i);
            }
        }
    }
}
// spotless:on
