// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Operation.writing;

import dev.lanewise.Activation;
import dev.lanewise.Loss;

/** The elementwise operations by name. Slots 0 to 3 are the operands in the order in which the backend takes them. */
final class Operations {
    /** Elements from which several threads pay: for a few instructions each, and for some dozens. */
    private static final int LIGHT = 256 * 1024;

    private static final int HEAVY = 32 * 1024;

    static final Operation EXP =
            writing(1, HEAVY, (s, n) -> Exp.loop(s.array(0), s.offset(0), 0, s.array(1), s.offset(1), n));
    static final Operation LOG =
            writing(1, HEAVY, (s, n) -> Log.loop(s.array(0), s.offset(0), s.array(1), s.offset(1), n));
    static final Operation COPY =
            writing(1, LIGHT, (s, n) -> Arithmetic.copy(s.array(0), s.offset(0), s.array(1), s.offset(1), n));
    static final Operation ONES = writing(1, LIGHT, (s, n) -> Arithmetic.fill(1, s.array(1), s.offset(1), n));
    static final Operation SCALE = writing(
            1, LIGHT, (s, n) -> Arithmetic.scale(s.numbers.rate, s.array(0), s.offset(0), s.array(1), s.offset(1), n));
    static final Operation ADD = zip(LIGHT, Arithmetic::add);
    static final Operation MULTIPLY = zip(LIGHT, Arithmetic::multiply);

    private static final Operation SIGMOID = map(HEAVY, Sigmoid::forward);
    private static final Operation TANH = map(HEAVY, Tanh::forward);
    private static final Operation RELU = map(LIGHT, Arithmetic::relu);
    private static final Operation STEP = map(LIGHT, Arithmetic::step);
    private static final Operation SIGMOID_DERIVATIVE = derivative(1, 1);
    private static final Operation TANH_DERIVATIVE = derivative(2, 4);
    private static final Operation SIGMOID_FROM_OUTPUT = map(LIGHT, Sigmoid::fromOutput);
    private static final Operation TANH_FROM_OUTPUT = map(LIGHT, Tanh::fromOutput);
    private static final Operation FIRST =
            writing(2, LIGHT, (s, n) -> Arithmetic.copy(s.array(0), s.offset(0), s.array(2), s.offset(2), n));
    private static final Operation SIGMOID_BACKWARD = zip(LIGHT, Sigmoid::backward);
    private static final Operation TANH_BACKWARD = zip(LIGHT, Tanh::backward);
    private static final Operation RELU_BACKWARD = zip(LIGHT, Arithmetic::reluBackward);

    static final Operation DESCEND = writing(
            0,
            LIGHT,
            (s, n) -> Updates.descend(
                    s.array(0), s.offset(0), s.array(1), s.offset(1), s.numbers.rate, s.numbers.decay, n));
    static final Operation DESCEND_MOMENTUM = new Operation(
            (s, n) -> Updates.momentum(
                    s.array(0), s.offset(0), s.array(1), s.offset(1), s.array(2), s.offset(2), s.numbers, n),
            0b0011,
            LIGHT);
    static final Operation DESCEND_ADAM = new Operation(Updates::adam, 0b0111, LIGHT);

    private static final Operation MEAN_SQUARED_ERROR = new Operation(Losses::meanSquaredError, 0b1100, LIGHT);
    private static final Operation BINARY_CROSS_ENTROPY = new Operation(Losses::binaryCrossEntropy, 0b1100, HEAVY);
    private static final Operation BINARY_CROSS_ENTROPY_FROM_LOGITS =
            new Operation(Losses::binaryCrossEntropyFromLogits, 0b1100, HEAVY);

    private Operations() {}

    private interface Map {
        void run(float[] x, int xo, float[] y, int yo, int n);
    }

    private interface Zip {
        void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);
    }

    private static Operation map(int sharedFrom, Map map) {
        return writing(1, sharedFrom, (s, n) -> map.run(s.array(0), s.offset(0), s.array(1), s.offset(1), n));
    }

    private static Operation zip(int sharedFrom, Zip zip) {
        return writing(
                2,
                sharedFrom,
                (s, n) -> zip.run(s.array(0), s.offset(0), s.array(1), s.offset(1), s.array(2), s.offset(2), n));
    }

    private static Operation derivative(float stretch, float height) {
        return map(HEAVY, (x, xo, y, yo, n) -> Sigmoid.derivative(stretch, height, x, xo, y, yo, n));
    }

    static Operation forward(Activation f) {
        return switch (f) {
            case IDENTITY -> COPY;
            case SIGMOID -> SIGMOID;
            case TANH -> TANH;
            case RELU -> RELU;
        };
    }

    static Operation derivative(Activation f) {
        return switch (f) {
            case IDENTITY -> ONES;
            case SIGMOID -> SIGMOID_DERIVATIVE;
            case TANH -> TANH_DERIVATIVE;
            case RELU -> STEP;
        };
    }

    static Operation fromOutput(Activation f) {
        return switch (f) {
            case IDENTITY -> ONES;
            case SIGMOID -> SIGMOID_FROM_OUTPUT;
            case TANH -> TANH_FROM_OUTPUT;
            case RELU -> STEP;
        };
    }

    static Operation backward(Activation f) {
        return switch (f) {
            case IDENTITY -> FIRST;
            case SIGMOID -> SIGMOID_BACKWARD;
            case TANH -> TANH_BACKWARD;
            case RELU -> RELU_BACKWARD;
        };
    }

    /** The loss as an elementwise operation; softmax cross entropy is not one. */
    static Operation of(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> MEAN_SQUARED_ERROR;
            case BINARY_CROSS_ENTROPY -> BINARY_CROSS_ENTROPY;
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> BINARY_CROSS_ENTROPY_FROM_LOGITS;
            case SOFTMAX_CROSS_ENTROPY -> throw new IllegalArgumentException("softmax couples the elements of a row");
        };
    }
}
