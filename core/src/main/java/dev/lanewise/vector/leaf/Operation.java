// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import static dev.lanewise.vector.leaf.Operation.Weight.CHOOSING;
import static dev.lanewise.vector.leaf.Operation.Weight.HEAVY;
import static dev.lanewise.vector.leaf.Operation.Weight.LIGHT;

import dev.lanewise.Activation;
import dev.lanewise.Loss;

/** The elementwise operations: how much work an element is, and which slots each one writes; and which serve an activation or a loss. */
public enum Operation implements Loop {
    EXP(HEAVY, 1),
    LOG(HEAVY, 1),
    COPY(LIGHT, 1),
    ONES(LIGHT, 1),
    SCALE(LIGHT, 1),
    SIGMOID(HEAVY, 1),
    TANH(HEAVY, 1),
    RELU(CHOOSING, 1),
    SIGMOID_DERIVATIVE(HEAVY, 1),
    TANH_DERIVATIVE(HEAVY, 1),
    STEP(CHOOSING, 1),
    SIGMOID_FROM_OUTPUT(LIGHT, 1),
    TANH_FROM_OUTPUT(LIGHT, 1),
    ADD(LIGHT, 2),
    HADAMARD(LIGHT, 2),
    FIRST_OF_TWO(LIGHT, 2),
    SIGMOID_BACKWARD(LIGHT, 2),
    TANH_BACKWARD(LIGHT, 2),
    RELU_BACKWARD(CHOOSING, 2),
    DESCEND(LIGHT, 0),
    DESCEND_MOMENTUM(LIGHT, 0, 1),
    DESCEND_ADAM(CHOOSING, 0, 1, 2),
    MEAN_SQUARED_ERROR(LIGHT, 2, 3),
    BINARY_CROSS_ENTROPY(HEAVY, 2, 3),
    BINARY_CROSS_ENTROPY_FROM_LOGITS(HEAVY, 2, 3);

    private static final int FIRST = Kernel.values().length;

    /** Of each activation, in the order of its constants: f, f′ from the input, f′ from the output, dZ from dA and A. */
    private static final Operation[][] ACTIVATIONS = {
        {COPY, ONES, ONES, FIRST_OF_TWO},
        {SIGMOID, SIGMOID_DERIVATIVE, SIGMOID_FROM_OUTPUT, SIGMOID_BACKWARD},
        {TANH, TANH_DERIVATIVE, TANH_FROM_OUTPUT, TANH_BACKWARD},
        {RELU, STEP, STEP, RELU_BACKWARD}
    };

    /** A few instructions for an element, the same with comparisons, or some dozens of both. */
    public enum Weight {
        LIGHT(256 * 1024, 1),
        CHOOSING(256 * 1024, 1),
        HEAVY(32 * 1024, 10);

        private final int sharedFrom;
        private final int plainNanos;

        Weight(int sharedFrom, int plainNanos) {
            this.sharedFrom = sharedFrom;
            this.plainNanos = plainNanos;
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

    public static Operation forward(Activation f) {
        return ACTIVATIONS[f.ordinal()][0];
    }

    public static Operation derivative(Activation f) {
        return ACTIVATIONS[f.ordinal()][1];
    }

    public static Operation fromOutput(Activation f) {
        return ACTIVATIONS[f.ordinal()][2];
    }

    public static Operation backward(Activation f) {
        return ACTIVATIONS[f.ordinal()][3];
    }

    /** The loss as an elementwise operation; softmax cross entropy is not one. */
    public static Operation of(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> MEAN_SQUARED_ERROR;
            case BINARY_CROSS_ENTROPY -> BINARY_CROSS_ENTROPY;
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> BINARY_CROSS_ENTROPY_FROM_LOGITS;
            case SOFTMAX_CROSS_ENTROPY -> throw new IllegalArgumentException("softmax couples the elements of a row");
        };
    }

    public boolean writes(int slot) {
        return (written & 1 << slot) != 0;
    }

    /** Of what it writes, only an update reads the old elements; its first operand is among them. */
    public boolean reads(int slot) {
        return !writes(slot) || writes(0);
    }

    /** Elements from which several threads pay. */
    public int sharedFrom() {
        return weight.sharedFrom;
    }

    @Override
    public int number() {
        return FIRST + ordinal();
    }

    @Override
    public int plainNanos() {
        return weight.plainNanos;
    }

    @Override
    public boolean needsFourLanes() {
        return weight != LIGHT;
    }
}
