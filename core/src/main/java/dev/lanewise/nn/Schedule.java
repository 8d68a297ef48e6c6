// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;

/** The learning rate of each epoch. */
@FunctionalInterface
public interface Schedule {
    /** The learning rate η of an epoch, counted from 1. */
    double rate(int epoch);

    /** Always the same. */
    static Schedule constant(double rate) {
        Arguments.notNegative("rate", rate);
        return epoch -> rate;
    }

    /** Multiplied by {@code factor} after every {@code epochs} epochs. */
    static Schedule step(double rate, double factor, int epochs) {
        Arguments.notNegative("rate", rate);
        Arguments.notNegative("factor", factor);
        Arguments.atLeast("epochs", 1, epochs);
        return epoch -> rate * StrictMath.pow(factor, (epoch - 1) / epochs);
    }

    /** From {@code rate} in the first epoch down to {@code least} in the last along half a cosine. */
    static Schedule cosine(double rate, double least, int epochs) {
        Arguments.notNegative("rate", rate);
        Arguments.notNegative("least", least);
        Arguments.atLeast("epochs", 1, epochs);
        return epoch -> {
            double done = epochs == 1 ? 0 : Math.min(1, (epoch - 1.0) / (epochs - 1.0));
            return least + (rate - least) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
        };
    }
}
