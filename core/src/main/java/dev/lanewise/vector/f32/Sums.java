// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;
import static dev.lanewise.vector.f32.Lanes.all;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;

/**
 * Sums in sixteen logical lanes and one fixed tree, however many lanes a vector has: with fewer, the lanes are taken in
 * several passes. The JDK's own reduction leaves the order open.
 */
final class Sums {
    private Sums() {}

    /** The sum of n elements, n a multiple of sixteen; {@code lanes} has room for sixteen. */
    static float sum(float[] x, int n, float[] lanes) {
        for (int lane = 0; lane < LOGICAL; lane += COUNT) {
            FloatVector s = FloatVector.zero(FLOATS);
            for (int i = lane; i < n; i += LOGICAL) {
                s = s.add(FloatVector.fromArray(FLOATS, x, i));
            }
            s.intoArray(lanes, lane);
        }
        return tree(lanes);
    }

    /** The sum of n products, each lane a chain of fma. */
    static float dot(float[] x, float[] y, int n, float[] lanes) {
        for (int lane = 0; lane < LOGICAL; lane += COUNT) {
            FloatVector s = FloatVector.zero(FLOATS);
            for (int i = lane; i < n; i += LOGICAL) {
                s = FloatVector.fromArray(FLOATS, x, i).fma(FloatVector.fromArray(FLOATS, y, i), s);
            }
            s.intoArray(lanes, lane);
        }
        return tree(lanes);
    }

    private static float tree(float[] lanes) {
        for (int h = LOGICAL / 2; h > 0; h /= 2) {
            for (int l = 0; l < h; l++) {
                lanes[l] += lanes[l + h];
            }
        }
        return lanes[0];
    }

    /** The greatest of n elements, n a multiple of sixteen. NaN is passed over: it will make itself felt in the sum. */
    static float greatest(float[] x, int n, float[] lanes) {
        FloatVector m = all(Float.NEGATIVE_INFINITY);
        for (int i = 0; i < n; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, i);
            m = m.blend(v, v.compare(GT, m));
        }
        m.intoArray(lanes, 0);
        float greatest = Float.NEGATIVE_INFINITY;
        for (int l = 0; l < COUNT; l++) {
            greatest = lanes[l] > greatest ? lanes[l] : greatest;
        }
        return greatest;
    }

    /** The first place of this number among n elements, n a multiple of sixteen, or -1. */
    static int place(float[] x, float number, int n) {
        for (int i = 0; i < n; i += COUNT) {
            if (FloatVector.fromArray(FLOATS, x, i).compare(EQ, number).anyTrue()) {
                int place = i;
                while (x[place] != number) {
                    place++;
                }
                return place;
            }
        }
        return -1;
    }
}
