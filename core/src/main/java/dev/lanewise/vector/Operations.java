// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.vector.leaf.Operation;

/** Which elementwise operation serves an activation or a loss. */
final class Operations {
    private static final Shape[] SHAPES = {
        new Shape(Operation.COPY, Operation.ONES, Operation.ONES, Operation.FIRST_OF_TWO),
        new Shape(
                Operation.SIGMOID,
                Operation.SIGMOID_DERIVATIVE,
                Operation.SIGMOID_FROM_OUTPUT,
                Operation.SIGMOID_BACKWARD),
        new Shape(Operation.TANH, Operation.TANH_DERIVATIVE, Operation.TANH_FROM_OUTPUT, Operation.TANH_BACKWARD),
        new Shape(Operation.RELU, Operation.STEP, Operation.STEP, Operation.RELU_BACKWARD)
    };

    private Operations() {}

    /** An activation's row of the table, in the order of the constants. */
    private record Shape(Operation forward, Operation derivative, Operation fromOutput, Operation backward) {}

    static Operation forward(Activation f) {
        return SHAPES[f.ordinal()].forward;
    }

    static Operation derivative(Activation f) {
        return SHAPES[f.ordinal()].derivative;
    }

    static Operation fromOutput(Activation f) {
        return SHAPES[f.ordinal()].fromOutput;
    }

    static Operation backward(Activation f) {
        return SHAPES[f.ordinal()].backward;
    }

    /** The loss as an elementwise operation; softmax cross entropy is not one. */
    static Operation of(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> Operation.MEAN_SQUARED_ERROR;
            case BINARY_CROSS_ENTROPY -> Operation.BINARY_CROSS_ENTROPY;
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> Operation.BINARY_CROSS_ENTROPY_FROM_LOGITS;
            case SOFTMAX_CROSS_ENTROPY -> throw new IllegalArgumentException("softmax couples the elements of a row");
        };
    }
}
