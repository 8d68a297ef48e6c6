// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import jdk.incubator.vector.DoubleVector;

/**
 * C ← a·b, or C ← C + a·b: a column times a row. Each element takes one fma, so all that counts is how C is written: long
 * rows one by one, as memory likes it, and not in microtiles.
 */
final class OuterProduct {
    private OuterProduct() {}

    /** One row of C, at least a vector long: c ← a·b, or c ← c + a·b unless {@code zero}. */
    static void row(double a, double[] b, int bo, boolean zero, double[] c, int co, int n) {
        DoubleVector factor = DoubleVector.broadcast(DOUBLES, a);
        int last = n - COUNT;
        // The last vector overlaps the one before, so it is computed from what C held before anything was stored.
        DoubleVector end = zero ? DoubleVector.zero(DOUBLES) : DoubleVector.fromArray(DOUBLES, c, co + last);
        end = factor.fma(DoubleVector.fromArray(DOUBLES, b, bo + last), end);
        if (zero) {
            for (int j = 0; j < last; j += COUNT) {
                factor.fma(DoubleVector.fromArray(DOUBLES, b, bo + j), DoubleVector.zero(DOUBLES))
                        .intoArray(c, co + j);
            }
        } else {
            for (int j = 0; j < last; j += COUNT) {
                factor.fma(DoubleVector.fromArray(DOUBLES, b, bo + j), DoubleVector.fromArray(DOUBLES, c, co + j))
                        .intoArray(c, co + j);
            }
        }
        end.intoArray(c, co + last);
    }
}
// spotless:on
