// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;

import jdk.incubator.vector.DoubleVector;

/** Twelve chains of fma that never leave the registers: more than latency times units, few enough for 16 registers. */
final class Roof {
    private Roof() {}

    // spotless:off
    /** Each chain of the array, a vector long, gets its {@code steps} products of the two vectors behind the chains. */
    static void chains(double[] chains, int steps) {
        DoubleVector c0 = DoubleVector.fromArray(DOUBLES, chains, 0 * COUNT);
        DoubleVector c1 = DoubleVector.fromArray(DOUBLES, chains, 1 * COUNT);
        DoubleVector c2 = DoubleVector.fromArray(DOUBLES, chains, 2 * COUNT);
        DoubleVector c3 = DoubleVector.fromArray(DOUBLES, chains, 3 * COUNT);
        DoubleVector c4 = DoubleVector.fromArray(DOUBLES, chains, 4 * COUNT);
        DoubleVector c5 = DoubleVector.fromArray(DOUBLES, chains, 5 * COUNT);
        DoubleVector c6 = DoubleVector.fromArray(DOUBLES, chains, 6 * COUNT);
        DoubleVector c7 = DoubleVector.fromArray(DOUBLES, chains, 7 * COUNT);
        DoubleVector c8 = DoubleVector.fromArray(DOUBLES, chains, 8 * COUNT);
        DoubleVector c9 = DoubleVector.fromArray(DOUBLES, chains, 9 * COUNT);
        DoubleVector c10 = DoubleVector.fromArray(DOUBLES, chains, 10 * COUNT);
        DoubleVector c11 = DoubleVector.fromArray(DOUBLES, chains, 11 * COUNT);
        DoubleVector x = DoubleVector.fromArray(DOUBLES, chains, 12 * COUNT);
        DoubleVector y = DoubleVector.fromArray(DOUBLES, chains, 13 * COUNT);
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
// spotless:on
