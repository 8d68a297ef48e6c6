// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.ZERO;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.vector.leaf.RowSums;
import jdk.incubator.vector.FloatVector;
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

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(FLOATS, i -> (i + 8) % COUNT);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> (i + 4) % COUNT);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> (i + 2) % COUNT);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> (i + 1) % COUNT);

    private SoftmaxRows() {}

    /** Fills rows up from {@code cols} to n. The filler is made a vector where it is written: kept over the rows, it became an object. */
    static void pad(float[] x, float filler, int rows, int cols, int n) {
        int partial = cols / COUNT * COUNT;
        VectorMask<Float> beyond = FLOATS.indexInRange(partial, cols).not();
        for (int row = 0; row < rows * n; row += n) {
            FloatVector.fromArray(FLOATS, x, row + partial)
                    .blend(filler, beyond)
                    .intoArray(x, row + partial);
            for (int i = row + partial + COUNT; i < row + n; i += COUNT) {
                FloatVector.broadcast(FLOATS, filler).intoArray(x, i);
            }
        }
    }

    /** NaN is passed over: it will make itself felt in the sum. Where places are wanted, they get exactly 0. */
    static void subtractGreatest(float[] x, int rows, int n, int @Nullable [] places) {
        for (int r = 0; r < rows; r++) {
            int row = r * n;
            FloatVector m = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int i = row; i < row + n; i += COUNT) {
                FloatVector v = FloatVector.fromArray(FLOATS, x, i);
                m = m.blend(v, v.compare(GT, m));
            }
            if (COUNT > 8) {
                FloatVector turned = m.rearrange(BY_8);
                m = m.blend(turned, turned.compare(GT, m));
            }
            if (COUNT > 4) {
                FloatVector turned = m.rearrange(BY_4);
                m = m.blend(turned, turned.compare(GT, m));
            }
            FloatVector turned = m.rearrange(BY_2);
            m = m.blend(turned, turned.compare(GT, m));
            turned = m.rearrange(BY_1);
            m = m.blend(turned, turned.compare(GT, m));
            int place = 0;
            for (int i = row; places != null && i < row + n; i += COUNT) {
                VectorMask<Float> equal = FloatVector.fromArray(FLOATS, x, i).compare(EQ, m);
                if (equal.anyTrue()) {
                    place = i - row + equal.firstTrue();
                    break;
                }
            }
            for (int i = row; i < row + n; i += COUNT) {
                FloatVector.fromArray(FLOATS, x, i).sub(m).intoArray(x, i);
            }
            if (places != null) {
                boolean none = m.lane(0) == Float.NEGATIVE_INFINITY;
                places[r] = none ? RowSums.NONE : place;
                x[row + (none ? 0 : place)] = 0;
            }
        }
    }

    static void sums(float[] x, int rows, int n, float[] sums) {
        for (int r = 0; r < rows; r++) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            for (int i = r * n; i < (r + 1) * n; i += LOGICAL) {
                s0 = s0.add(FloatVector.fromArray(FLOATS, x, i));
                if (PARTS > 1) {
                    s1 = s1.add(FloatVector.fromArray(FLOATS, x, i + COUNT));
                }
                if (PARTS > 2) {
                    s2 = s2.add(FloatVector.fromArray(FLOATS, x, i + 2 * COUNT));
                    s3 = s3.add(FloatVector.fromArray(FLOATS, x, i + 3 * COUNT));
                }
            }
            FloatVector s = PARTS > 2 ? s0.add(s2).add(s1.add(s3)) : PARTS > 1 ? s0.add(s1) : s0;
            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
            s = s.add(s.rearrange(BY_2));
            s = s.add(s.rearrange(BY_1));
            sums[r] = s.lane(0);
        }
    }

    /** Of the products, each lane a chain of fma. */
    static void dots(float[] x, float[] y, int rows, int n, float[] sums) {
        for (int r = 0; r < rows; r++) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            for (int i = r * n; i < (r + 1) * n; i += LOGICAL) {
                s0 = FloatVector.fromArray(FLOATS, x, i).fma(FloatVector.fromArray(FLOATS, y, i), s0);
                if (PARTS > 1) {
                    int at = i + COUNT;
                    s1 = FloatVector.fromArray(FLOATS, x, at).fma(FloatVector.fromArray(FLOATS, y, at), s1);
                }
                if (PARTS > 2) {
                    int third = i + 2 * COUNT;
                    int last = i + 3 * COUNT;
                    s2 = FloatVector.fromArray(FLOATS, x, third).fma(FloatVector.fromArray(FLOATS, y, third), s2);
                    s3 = FloatVector.fromArray(FLOATS, x, last).fma(FloatVector.fromArray(FLOATS, y, last), s3);
                }
            }
            FloatVector s = PARTS > 2 ? s0.add(s2).add(s1.add(s3)) : PARTS > 1 ? s0.add(s1) : s0;
            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
            s = s.add(s.rearrange(BY_2));
            s = s.add(s.rearrange(BY_1));
            sums[r] = s.lane(0);
        }
    }

    static void divide(float[] e, float[] sums, float[] p, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            FloatVector sum = FloatVector.broadcast(FLOATS, sums[r]);
            for (int i = r * n; i < (r + 1) * n; i += COUNT) {
                FloatVector.fromArray(FLOATS, e, i).div(sum).intoArray(p, i);
            }
        }
    }

    static void backward(float[] dp, float[] p, float[] sums, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            FloatVector sum = FloatVector.broadcast(FLOATS, sums[r]);
            for (int i = r * n; i < (r + 1) * n; i += COUNT) {
                FloatVector difference = FloatVector.fromArray(FLOATS, dp, i).sub(sum);
                FloatVector.fromArray(FLOATS, p, i).mul(difference).intoArray(dp, i);
            }
        }
    }

    static void crossEntropy(float[] e, float[] t, float[] g, float[] v, RowSums sums, int rows, int n) {
        float[] all = (float[]) sums.sum;
        float[] totals = (float[]) sums.total;
        float[] logSums = (float[]) sums.logSum;
        float r = (float) sums.share;
        for (int row = 0; row < rows; row++) {
            FloatVector sum = FloatVector.broadcast(FLOATS, all[row]);
            FloatVector total = FloatVector.broadcast(FLOATS, totals[row]);
            FloatVector logSum = FloatVector.broadcast(FLOATS, logSums[row]);
            for (int i = row * n; i < (row + 1) * n; i += COUNT) {
                FloatVector y = FloatVector.fromArray(FLOATS, t, i);
                FloatVector term = y.mul(logSum.sub(FloatVector.fromArray(FLOATS, v, i)));
                term.blend(ZERO, y.compare(EQ, ZERO)).intoArray(v, i);
                FloatVector share = FloatVector.fromArray(FLOATS, e, i).div(sum);
                share.mul(total).sub(y).mul(r).intoArray(g, i);
            }
        }
    }
}
