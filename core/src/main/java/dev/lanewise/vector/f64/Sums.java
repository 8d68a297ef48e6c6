// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.all;
import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.DoubleVector;

/**
 * Sums in sixteen logical lanes and one fixed tree, however many lanes a vector has: with fewer, the lanes are taken in
 * several passes. The JDK's own reduction leaves the order open.
 */
final class Sums {
    private Sums() {}

    /** The sum of n elements, n a multiple of sixteen; {@code lanes} has room for sixteen. */
    static double sum(double[] x, int n, double[] lanes) {
        for (int lane = 0; lane < LOGICAL; lane += COUNT) {
            DoubleVector s = DoubleVector.zero(DOUBLES);
            for (int i = lane; i < n; i += LOGICAL) {
                s = s.add(DoubleVector.fromArray(DOUBLES, x, i));
            }
            s.intoArray(lanes, lane);
        }
        return tree(lanes);
    }

    /** The sum of n products, each lane a chain of fma. */
    static double dot(double[] x, double[] y, int n, double[] lanes) {
        for (int lane = 0; lane < LOGICAL; lane += COUNT) {
            DoubleVector s = DoubleVector.zero(DOUBLES);
            for (int i = lane; i < n; i += LOGICAL) {
                s = DoubleVector.fromArray(DOUBLES, x, i).fma(DoubleVector.fromArray(DOUBLES, y, i), s);
            }
            s.intoArray(lanes, lane);
        }
        return tree(lanes);
    }

    private static double tree(double[] lanes) {
        for (int h = LOGICAL / 2; h > 0; h /= 2) {
            for (int l = 0; l < h; l++) {
                lanes[l] += lanes[l + h];
            }
        }
        return lanes[0];
    }

    /** The greatest of n elements, n a multiple of sixteen. NaN is passed over: it will make itself felt in the sum. */
    static double greatest(double[] x, int n, double[] lanes) {
        DoubleVector m = all(Double.NEGATIVE_INFINITY);
        for (int i = 0; i < n; i += COUNT) {
            DoubleVector v = DoubleVector.fromArray(DOUBLES, x, i);
            m = m.blend(v, v.compare(GT, m));
        }
        m.intoArray(lanes, 0);
        double greatest = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < COUNT; l++) {
            greatest = lanes[l] > greatest ? lanes[l] : greatest;
        }
        return greatest;
    }

    /** The first place of this number among n elements, n a multiple of sixteen, or -1. */
    static int place(double[] x, double number, int n) {
        for (int i = 0; i < n; i += COUNT) {
            if (DoubleVector.fromArray(DOUBLES, x, i).compare(EQ, number).anyTrue()) {
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
// spotless:on
