// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Epoch;
import dev.lanewise.nn.Training;
import java.io.Serializable;
import java.util.List;

/** How a training went, epoch by epoch. It is not saved with the model. */
public final class NetworkSummary implements Serializable {
    private static final long serialVersionUID = 1;

    private final double[] objective;
    private final double[] validation;
    private final Training.Ending ending;

    NetworkSummary(List<Epoch> epochs, Training.Ending ending) {
        objective = epochs.stream().mapToDouble(Epoch::loss).toArray();
        validation = epochs.stream().mapToDouble(Epoch::validationLoss).toArray();
        this.ending = ending;
    }

    /** The mean loss of each epoch. */
    public double[] objectiveHistory() {
        return objective.clone();
    }

    /** The validation loss after each epoch; NaN without validation. */
    public double[] validationHistory() {
        return validation.clone();
    }

    /** How many epochs there were. */
    public int totalIterations() {
        return objective.length;
    }

    /** Why it ended. */
    public Training.Ending ending() {
        return ending;
    }
}
