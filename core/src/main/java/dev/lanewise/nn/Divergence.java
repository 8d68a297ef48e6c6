// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;

/** Looks for the place where a training went wrong, before anything is blamed. */
final class Divergence {
    private final Trainer trainer;
    private final Matrix parameters;
    private final Dataset data;
    private final Dataset validation;
    private double firstLoss = Double.NaN;
    private double lastLoss = Double.NaN;
    private int lastEpoch;

    Divergence(Trainer trainer, Matrix parameters, Dataset data, Dataset validation) {
        this.trainer = trainer;
        this.parameters = parameters;
        this.data = data;
        this.validation = validation;
    }

    /** A batch had this finite loss. */
    void passed(int epoch, double loss) {
        firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
        lastLoss = loss;
        lastEpoch = epoch;
    }

    /** Why this is not finite: the data, which may have changed since they were checked, a parameter, or a node. */
    String explain(String what, double value, Batch batch) {
        String cell = cell("x of data", data.x());
        cell = cell != null ? cell : cell("targets of data", data.targets());
        if (cell == null && validation != null) {
            cell = cell("x of validation", validation.x());
            cell = cell != null ? cell : cell("targets of validation", validation.targets());
        }
        String start = what + " is " + value;
        if (cell != null) {
            return start + ", as " + cell + "; expected finite data";
        }
        String parameter = cell("parameters", parameters);
        String node = batch == null ? null : trainer.firstNotFinite(batch);
        String origin = parameter != null ? "; " + parameter : node != null ? "; first in " + node : "";
        String growth = Double.isNaN(firstLoss)
                ? ""
                : ". The loss was " + firstLoss + " at first and " + lastLoss + " in epoch " + lastEpoch;
        return start + origin + growth + ". A lower learning rate or another scale of the data may help";
    }

    private static String cell(String name, Matrix x) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                if (!Double.isFinite(x.get(i, j))) {
                    return name + " has " + x.get(i, j) + " in row " + i + ", column " + j;
                }
            }
        }
        return null;
    }
}
