// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import static dev.lanewise.vector.leaf.Operation.Weight.HEAVY;
import static dev.lanewise.vector.leaf.Operation.Weight.LIGHT;

/** The elementwise operations: which slots each one writes, and how much work an element is. */
public enum Operation {
    EXP(HEAVY, 1),
    LOG(HEAVY, 1),
    COPY(LIGHT, 1),
    ONES(LIGHT, 1),
    SCALE(LIGHT, 1),
    SIGMOID(HEAVY, 1),
    TANH(HEAVY, 1),
    RELU(LIGHT, 1),
    SIGMOID_DERIVATIVE(HEAVY, 1),
    TANH_DERIVATIVE(HEAVY, 1),
    STEP(LIGHT, 1),
    SIGMOID_FROM_OUTPUT(LIGHT, 1),
    TANH_FROM_OUTPUT(LIGHT, 1),
    ADD(LIGHT, 2),
    HADAMARD(LIGHT, 2),
    FIRST_OF_TWO(LIGHT, 2),
    SIGMOID_BACKWARD(LIGHT, 2),
    TANH_BACKWARD(LIGHT, 2),
    RELU_BACKWARD(LIGHT, 2),
    DESCEND(LIGHT, 0),
    DESCEND_MOMENTUM(LIGHT, 0, 1),
    DESCEND_ADAM(LIGHT, 0, 1, 2),
    MEAN_SQUARED_ERROR(LIGHT, 2, 3),
    BINARY_CROSS_ENTROPY(HEAVY, 2, 3),
    BINARY_CROSS_ENTROPY_FROM_LOGITS(HEAVY, 2, 3);

    /** A few instructions for an element, or some dozens. */
    public enum Weight {
        LIGHT(256 * 1024),
        HEAVY(32 * 1024);

        private final int sharedFrom;

        Weight(int sharedFrom) {
            this.sharedFrom = sharedFrom;
        }
    }

    private final Weight weight;
    private final int written;

    Operation(Weight weight, int... slots) {
        this.weight = weight;
        int mask = 0;
        for (int slot : slots) {
            mask |= 1 << slot;
        }
        written = mask;
    }

    public boolean writes(int slot) {
        return (written & 1 << slot) != 0;
    }

    /** Of what it writes, only an update reads the old elements; its first operand is among them. */
    public boolean reads(int slot) {
        return !writes(slot) || writes(0);
    }

    public boolean isHeavy() {
        return weight == HEAVY;
    }

    /** Elements from which several threads pay. */
    public int sharedFrom() {
        return weight.sharedFrom;
    }
}
