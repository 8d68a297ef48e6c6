// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import static dev.lanewise.vector.f32.Lanes.COUNT;
import static dev.lanewise.vector.f32.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Twelve chains of fma that never leave the registers: more than latency times units, few enough for 16 registers. */
final class Roof {
    private Roof() {}

    // spotless:off
    /** Each chain of the array, a vector long, gets its {@code steps} products of the two vectors behind the chains. */
    static void chains(float[] chains, int steps) {
        FloatVector c0 = FloatVector.fromArray(FLOATS, chains, 0 * COUNT);
        FloatVector c1 = FloatVector.fromArray(FLOATS, chains, 1 * COUNT);
        FloatVector c2 = FloatVector.fromArray(FLOATS, chains, 2 * COUNT);
        FloatVector c3 = FloatVector.fromArray(FLOATS, chains, 3 * COUNT);
        FloatVector c4 = FloatVector.fromArray(FLOATS, chains, 4 * COUNT);
        FloatVector c5 = FloatVector.fromArray(FLOATS, chains, 5 * COUNT);
        FloatVector c6 = FloatVector.fromArray(FLOATS, chains, 6 * COUNT);
        FloatVector c7 = FloatVector.fromArray(FLOATS, chains, 7 * COUNT);
        FloatVector c8 = FloatVector.fromArray(FLOATS, chains, 8 * COUNT);
        FloatVector c9 = FloatVector.fromArray(FLOATS, chains, 9 * COUNT);
        FloatVector c10 = FloatVector.fromArray(FLOATS, chains, 10 * COUNT);
        FloatVector c11 = FloatVector.fromArray(FLOATS, chains, 11 * COUNT);
        FloatVector x = FloatVector.fromArray(FLOATS, chains, 12 * COUNT);
        FloatVector y = FloatVector.fromArray(FLOATS, chains, 13 * COUNT);
        for (int p = 0; p < steps; p++) {
            c0 = x.fma(y, c0);
            c1 = x.fma(y, c1);
            c2 = x.fma(y, c2);
            c3 = x.fma(y, c3);
            c4 = x.fma(y, c4);
            c5 = x.fma(y, c5);
            c6 = x.fma(y, c6);
            c7 = x.fma(y, c7);
            c8 = x.fma(y, c8);
            c9 = x.fma(y, c9);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
        }
        c0.intoArray(chains, 0 * COUNT);
        c1.intoArray(chains, 1 * COUNT);
        c2.intoArray(chains, 2 * COUNT);
        c3.intoArray(chains, 3 * COUNT);
        c4.intoArray(chains, 4 * COUNT);
        c5.intoArray(chains, 5 * COUNT);
        c6.intoArray(chains, 6 * COUNT);
        c7.intoArray(chains, 7 * COUNT);
        c8.intoArray(chains, 8 * COUNT);
        c9.intoArray(chains, 9 * COUNT);
        c10.intoArray(chains, 10 * COUNT);
        c11.intoArray(chains, 11 * COUNT);
    }
    // spotless:on
}
