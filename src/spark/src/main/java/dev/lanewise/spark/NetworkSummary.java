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
    private final Traffic traffic;

    NetworkSummary(List<Epoch> epochs, Training.Ending ending, Traffic traffic) {
        objective = epochs.stream().mapToDouble(Epoch::loss).toArray();
        validation = epochs.stream().mapToDouble(Epoch::validationLoss).toArray();
        this.ending = ending;
        this.traffic = traffic;
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

    /** How many steps there were, each a job of Spark. */
    public int steps() {
        return traffic.steps();
    }

    /** What a step took on the average, in seconds: computing, sending and waiting. */
    public double secondsPerStep() {
        return traffic.secondsPerStep();
    }

    /** How much of that the slowest task of a step computed, on the average; the rest was sending and waiting. */
    public double secondsComputing() {
        return traffic.secondsComputing();
    }

    /** The bytes of numbers that a step sends to each executor: the parameters, and four for each block of the data. */
    public double bytesToEachExecutor() {
        return traffic.bytesToEachExecutor();
    }

    /** The bytes of numbers that come back to the driver in a step: a gradient for each complete subtree of each task's blocks. */
    public double bytesToTheDriver() {
        return traffic.bytesToTheDriver();
    }

    /** Why it ended. */
    public Training.Ending ending() {
        return ending;
    }
}
