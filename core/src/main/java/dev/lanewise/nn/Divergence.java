// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import org.jspecify.annotations.Nullable;

/** Looks for the place where a training went wrong, before anything is blamed. */
final class Divergence {
    private final Trainer trainer;
    private final EpochRows data;
    private final @Nullable EpochRows validation;
    private double firstLoss = Double.NaN;
    private double lastLoss = Double.NaN;
    private int lastEpoch;

    Divergence(Trainer trainer, EpochRows data, @Nullable EpochRows validation) {
        this.trainer = trainer;
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
    String explain(String what, double value, EpochRows culprit) {
        String start = what + " is " + value;
        String fault = data.fault();
        fault = fault == null && validation != null ? validation.fault() : fault;
        if (fault != null) {
            return start + ", as " + fault + "; expected finite data";
        }
        String parameter = cell("parameters", trainer.parameters());
        String node = parameter == null ? culprit.origin(trainer) : null;
        String origin = parameter != null ? "; " + parameter : node != null ? "; first in " + node : "";
        String growth = Double.isNaN(firstLoss)
                ? ""
                : ". The loss was " + firstLoss + " at first and " + lastLoss + " in epoch " + lastEpoch;
        return start + origin + growth + ". A lower learning rate or another scale of the data may help";
    }

    /** The first cell that is not finite, or null. */
    static @Nullable String cell(String name, Matrix x) {
        long cell = Cells.firstNotFinite(x);
        return cell < 0
                ? null
                : name + " has " + Cells.value(x, cell) + " in row " + Cells.row(x, cell) + ", column "
                        + Cells.column(x, cell);
    }
}
