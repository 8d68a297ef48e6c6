// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * C ← a·b, or C ← C + a·b: a column times a row. Each element takes one fma, so all that counts is how C is written: long
 * rows one by one, as memory likes it, and not in microtiles.
 */
final class OuterProduct {
    private OuterProduct() {}

    /** One row of C, at least a vector long: c ← a·b, or c ← c + a·b unless {@code zero}. */
    static void row(float a, float[] b, int bo, boolean zero, float[] c, int co, int n) {
        FloatVector factor = FloatVector.broadcast(FLOATS, a);
        int last = n - COUNT;
        // The last vector overlaps the one before, so it is computed from what C held before anything was stored.
        FloatVector end = zero ? FloatVector.zero(FLOATS) : FloatVector.fromArray(FLOATS, c, co + last);
        end = factor.fma(FloatVector.fromArray(FLOATS, b, bo + last), end);
        if (zero) {
            for (int j = 0; j < last; j += COUNT) {
                factor.fma(FloatVector.fromArray(FLOATS, b, bo + j), FloatVector.zero(FLOATS))
                        .intoArray(c, co + j);
            }
        } else {
            for (int j = 0; j < last; j += COUNT) {
                factor.fma(FloatVector.fromArray(FLOATS, b, bo + j), FloatVector.fromArray(FLOATS, c, co + j))
                        .intoArray(c, co + j);
            }
        }
        end.intoArray(c, co + last);
    }
}
