// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.PackedMatrix;

/** One node's part of a pass: forward from the values of its inputs, and backward to their gradients. */
interface Step {
    void forward();

    /** From the gradient by the node's value to those by its inputs, and by its parameters in {@code by}. */
    void backward(Parameters by);

    /** Y = f(X·W + b). */
    record Dense(Backend backend, Value x, Matrix w, Matrix bias, Activation f, Value y, int node) implements Step {
        @Override
        public void forward() {
            backend.denseForward(x.get(), w, bias, f, y.get());
        }

        @Override
        public void backward(Parameters by) {
            Matrix dy = y.gradient();
            Matrix dx = x.room();
            backend.denseBackward(x.get(), w, f, y.get(), dy, by.weights(node), by.biases(node), dx);
            x.gather();
        }
    }

    /** Y = f(X·W + b) by a packed W: answers only. */
    record PackedDense(Backend backend, Value x, PackedMatrix w, Matrix bias, Activation f, Value y) implements Step {
        @Override
        public void forward() {
            backend.denseForward(x.get(), w, bias, f, y.get());
        }

        @Override
        public void backward(Parameters by) {
            throw new IllegalStateException("packed weights do not learn");
        }
    }

    /** Y = f(X). */
    record Activate(Backend backend, Value x, Activation f, Value y) implements Step {
        @Override
        public void forward() {
            backend.activate(f, x.get(), y.get());
        }

        @Override
        public void backward(Parameters by) {
            if (x.wantsGradient()) {
                backend.activationBackward(f, y.gradient(), y.get(), x.room());
                x.gather();
            }
        }
    }

    /** Y = softmax(X). */
    record Softmax(Backend backend, Value x, Value y) implements Step {
        @Override
        public void forward() {
            backend.softmax(x.get(), y.get());
        }

        @Override
        public void backward(Parameters by) {
            if (x.wantsGradient()) {
                backend.softmaxBackward(y.gradient(), y.get(), x.room());
                x.gather();
            }
        }
    }

    /** Y = X₁ + X₂ + …. */
    record Add(Backend backend, Value[] inputs, Value y) implements Step {
        @Override
        public void forward() {
            backend.add(inputs[0].get(), inputs[1].get(), y.get());
            for (int k = 2; k < inputs.length; k++) {
                backend.add(y.get(), inputs[k].get(), y.get());
            }
        }

        @Override
        public void backward(Parameters by) {
            for (Value input : inputs) {
                input.gather(y.gradient());
            }
        }
    }

    /** Y = [X₁ X₂ …]; the windows of Y's value and gradient that belong to the inputs. */
    record Concatenate(Backend backend, Value[] inputs, Matrix[] values, Matrix[] gradients) implements Step {
        @Override
        public void forward() {
            for (int k = 0; k < inputs.length; k++) {
                backend.copy(inputs[k].get(), values[k]);
            }
        }

        @Override
        public void backward(Parameters by) {
            for (int k = 0; k < inputs.length; k++) {
                inputs[k].gather(gradients[k]);
            }
        }
    }
}
