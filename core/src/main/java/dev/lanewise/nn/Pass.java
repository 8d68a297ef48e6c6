// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.util.Arrays;

/**
 * One way through the network for a fixed number of rows: forward in topological order, keeping every value, and backward
 * in reverse, extending the chain rule until the parameters. All buffers are made here, once.
 */
final class Pass {
    enum Purpose {
        PREDICT,
        /** Ends at the output. */
        TRAIN,
        /** Ends before the output's activation, which the loss then contains. */
        TRAIN_ON_LOGITS
    }

    private static final Matrix NONE = Matrix.zeros(0, 0);

    private final Graph graph;
    private final Parameters parameters;
    private final Backend backend;
    private final int rows;
    private final Purpose purpose;
    private final Matrix[] values;
    private final Matrix[] gradients;
    /** Room for a gradient that is then added to others, where a node feeds several. */
    private final Matrix[] more;
    /** For a concatenation, the windows of its value and of its gradient that belong to its inputs. */
    private final Matrix[][] windows;

    private final Matrix[][] gradientWindows;
    private final boolean[] begun;
    private Matrix given = NONE;

    Pass(Network network, Backend backend, int rows, Purpose purpose) {
        graph = network.layout();
        parameters = network.values();
        this.backend = backend;
        this.rows = rows;
        this.purpose = purpose;
        int count = graph.count();
        values = new Matrix[count];
        gradients = new Matrix[count];
        more = new Matrix[count];
        windows = new Matrix[count][];
        gradientWindows = new Matrix[count][];
        begun = new boolean[count];
        int[] readers = new int[count];
        for (int i = 0; i < count; i++) {
            for (int input : graph.inputs(i)) {
                readers[input]++;
            }
        }
        for (int i = 0; i < count; i++) {
            boolean input = graph.node(i) instanceof Node.Input;
            boolean learns = purpose != Purpose.PREDICT && !input;
            values[i] = input ? NONE : Matrix.zeros(rows, graph.size(i));
            gradients[i] = learns ? Matrix.zeros(rows, graph.size(i)) : NONE;
            more[i] = learns && readers[i] > 1 ? Matrix.zeros(rows, graph.size(i)) : NONE;
            windows[i] = windows(i, values[i]);
            gradientWindows[i] = learns ? windows(i, gradients[i]) : new Matrix[0];
        }
    }

    private Matrix[] windows(int i, Matrix whole) {
        int[] inputs = graph.inputs(i);
        Matrix[] parts = new Matrix[graph.node(i) instanceof Node.Concatenate ? inputs.length : 0];
        int from = 0;
        for (int k = 0; k < parts.length; k++) {
            int to = from + graph.size(inputs[k]);
            parts[k] = whole.cols(from, to);
            from = to;
        }
        return parts;
    }

    int rows() {
        return rows;
    }

    Matrix output() {
        return values[values.length - 1];
    }

    void forward(Matrix x) {
        if (x != given) {
            given = x;
            share(x);
        }
        for (int i = 0; i < values.length; i++) {
            if (!(graph.node(i) instanceof Node.Input)) {
                forward(i);
            }
        }
    }

    /** Gives each input its columns of x, as a view: they are only read. */
    private void share(Matrix x) {
        int column = 0;
        for (int i = 0; i < values.length; i++) {
            if (graph.node(i) instanceof Node.Input input) {
                values[i] = x.cols(column, column + input.size());
                column += input.size();
            }
        }
    }

    private boolean skipsActivation(int i) {
        return purpose == Purpose.TRAIN_ON_LOGITS && i == values.length - 1;
    }

    private void forward(int i) {
        int[] inputs = graph.inputs(i);
        Matrix x = values[inputs[0]];
        Matrix y = values[i];
        switch (graph.node(i)) {
            case Node.Dense dense -> {
                Activation f = skipsActivation(i) ? Activation.IDENTITY : dense.activation();
                if (dense.bias()) {
                    backend.denseForward(x, parameters.weights(i), parameters.biases(i), f, y);
                } else {
                    backend.gemm(1, x, parameters.weights(i), 0, y);
                    backend.activate(f, y, y);
                }
            }
            case Node.Activate activate ->
                backend.activate(skipsActivation(i) ? Activation.IDENTITY : activate.activation(), x, y);
            case Node.Softmax softmax -> {
                if (skipsActivation(i)) {
                    backend.scale(1, x, y);
                } else {
                    backend.softmax(x, y);
                }
            }
            case Node.Add add -> {
                backend.add(x, values[inputs[1]], y);
                for (int k = 2; k < inputs.length; k++) {
                    backend.add(y, values[inputs[k]], y);
                }
            }
            case Node.Concatenate concatenate -> {
                for (int k = 0; k < inputs.length; k++) {
                    backend.scale(1, values[inputs[k]], windows[i][k]);
                }
            }
            case Node.Input input -> throw new IllegalStateException("an input has no forward step");
        }
    }

    /** The value of the loss; its gradient by the output is left for {@link #backward}. */
    double loss(Loss loss, Matrix target) {
        return backend.loss(loss, output(), target, gradients[gradients.length - 1]);
    }

    /** From the gradient by the output to those by all parameters. */
    void backward(Parameters by) {
        Arrays.fill(begun, false);
        for (int i = values.length - 1; i >= 0; i--) {
            if (!(graph.node(i) instanceof Node.Input)) {
                backward(i, by);
            }
        }
    }

    private void backward(int i, Parameters by) {
        int[] inputs = graph.inputs(i);
        Matrix y = values[i];
        Matrix dy = gradients[i];
        switch (graph.node(i)) {
            case Node.Dense dense -> {
                Activation f = skipsActivation(i) ? Activation.IDENTITY : dense.activation();
                denseBackward(i, f, dense.bias(), by);
            }
            case Node.Activate activate -> {
                Activation f = skipsActivation(i) ? Activation.IDENTITY : activate.activation();
                Matrix dx = room(inputs[0]);
                if (!dx.isEmpty()) {
                    backend.activationBackward(f, dy, y, dx);
                    gathered(inputs[0], dx);
                }
            }
            case Node.Softmax softmax -> {
                Matrix dx = room(inputs[0]);
                if (!dx.isEmpty()) {
                    if (skipsActivation(i)) {
                        backend.scale(1, dy, dx);
                    } else {
                        backend.softmaxBackward(dy, y, dx);
                    }
                    gathered(inputs[0], dx);
                }
            }
            case Node.Add add -> {
                for (int input : inputs) {
                    passOn(dy, input);
                }
            }
            case Node.Concatenate concatenate -> {
                for (int k = 0; k < inputs.length; k++) {
                    passOn(gradientWindows[i][k], inputs[k]);
                }
            }
            case Node.Input input -> throw new IllegalStateException("an input has no backward step");
        }
    }

    private void denseBackward(int i, Activation f, boolean bias, Parameters by) {
        int input = graph.inputs(i)[0];
        Matrix x = values[input];
        Matrix w = parameters.weights(i);
        Matrix dy = gradients[i];
        Matrix dx = room(input);
        if (bias) {
            backend.denseBackward(x, w, f, values[i], dy, dy, by.weights(i), by.biases(i), dx);
        } else {
            backend.activationBackward(f, dy, values[i], dy);
            backend.gemm(1, x.t(), dy, 0, by.weights(i));
            if (!dx.isEmpty()) {
                backend.gemm(1, dy, w.t(), 0, dx);
            }
        }
        gathered(input, dx);
    }

    /** Where a contribution to a node's gradient goes: the first straight into it. */
    private Matrix room(int node) {
        return begun[node] ? more[node] : gradients[node];
    }

    private void gathered(int node, Matrix contribution) {
        if (begun[node]) {
            backend.add(gradients[node], contribution, gradients[node]);
        }
        begun[node] = true;
    }

    private void passOn(Matrix dy, int node) {
        if (gradients[node].isEmpty()) {
            return;
        }
        if (begun[node]) {
            backend.add(gradients[node], dy, gradients[node]);
        } else {
            backend.scale(1, dy, gradients[node]);
            begun[node] = true;
        }
    }
}
