// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way through the network for a fixed number of rows: forward in topological order, keeping every value, and backward
 * in reverse, extending the chain rule until the parameters. All views are made here, once.
 */
final class Pass {
    private final Graph graph;
    private final Weights weights;
    private final Backend backend;
    private final int rows;
    private final boolean learns;
    private final Buffers buffers;
    private final Passes.Set set;
    /** Nodes that end before their activation, which the loss then contains. */
    private final boolean[] onLogits;

    private final Value[] values;
    private final List<Step> steps = new ArrayList<>();
    private Matrix given = Value.NONE;
    /** Room for what the network is given, where somebody asked for it. */
    private @Nullable Matrix room;

    /** How many buffers a pass has. */
    static int buffers(Graph graph) {
        return 3 * graph.count() + 1;
    }

    Pass(
            Graph graph,
            Weights weights,
            Backend backend,
            int rows,
            boolean learns,
            boolean[] onLogits,
            Buffers buffers,
            Passes.Set set) {
        this.buffers = buffers;
        this.set = set;
        this.graph = graph;
        this.weights = weights;
        this.backend = backend;
        this.rows = rows;
        this.learns = learns;
        this.onLogits = onLogits;
        int[] readers = graph.readers();
        values = new Value[graph.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i, readers[i]);
            if (!(graph.node(i) instanceof Node.Input)) {
                steps.add(step(i));
            }
        }
    }

    private Value value(int i, int readers) {
        if (graph.node(i) instanceof Node.Input) {
            return new Value(backend, Value.NONE, Value.NONE, Value.NONE);
        }
        return new Value(
                backend,
                buffer(i, 0),
                learns ? buffer(i, 1) : Value.NONE,
                learns && readers > 1 ? buffer(i, 2) : Value.NONE);
    }

    private Matrix buffer(int i, int kind) {
        return buffers.get(3 * i + kind, rows, graph.size(i));
    }

    private Step step(int i) {
        int[] from = graph.inputs(i);
        Value[] inputs = new Value[from.length];
        for (int k = 0; k < from.length; k++) {
            inputs[k] = values[from[k]];
        }
        Value y = values[i];
        return switch (graph.node(i)) {
            case Node.Dense dense -> {
                Activation f = onLogits[i] ? Activation.IDENTITY : dense.activation();
                yield switch (weights) {
                    case Parameters own -> new Step.Dense(backend, inputs[0], own.weights(i), own.biases(i), f, y, i);
                    case Frozen packed ->
                        new Step.PackedDense(backend, inputs[0], packed.weights(i), packed.biases(i), f, y);
                };
            }
            case Node.Activate activate -> {
                Activation f = onLogits[i] ? Activation.IDENTITY : activate.activation();
                yield new Step.Activate(backend, inputs[0], f, y);
            }
            case Node.Softmax softmax ->
                onLogits[i]
                        ? new Step.Activate(backend, inputs[0], Activation.IDENTITY, y)
                        : new Step.Softmax(backend, inputs[0], y);
            case Node.Add add -> new Step.Add(backend, inputs, y);
            case Node.Concatenate concatenate ->
                new Step.Concatenate(backend, inputs, windows(from, y.get()), windows(from, y.gradient()));
            case Node.Input input -> throw new IllegalStateException("an input has no step");
        };
    }

    /** The columns of a concatenation that belong to each of its inputs. */
    private Matrix[] windows(int[] inputs, Matrix whole) {
        Matrix[] parts = new Matrix[inputs.length];
        int from = 0;
        for (int k = 0; k < parts.length; k++) {
            int to = from + graph.size(inputs[k]);
            parts[k] = whole == Value.NONE ? whole : whole.cols(from, to);
            from = to;
        }
        return parts;
    }

    /** Lets go of the caller's rows, unless that would mean to make views of them anew each time. */
    void forget() {
        if (given != room && graph.hasOneInput()) {
            given = Value.NONE;
            values[0].set(Value.NONE);
        }
    }

    /** To which it goes back. */
    Passes.Set set() {
        return set;
    }

    /** A buffer of the pass's own for what the network is given. */
    Matrix given() {
        if (room == null) {
            room = buffers.get(3 * graph.count(), rows, graph.inputSize());
        }
        return room;
    }

    Matrix output() {
        return values[values.length - 1].get();
    }

    void forward(Matrix x) {
        if (x != given) {
            given = x;
            share(x);
        }
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).forward();
        }
    }

    /** Gives each input its columns of x, as a view: they are only read. */
    private void share(Matrix x) {
        int column = 0;
        for (int i = 0; i < values.length; i++) {
            if (graph.node(i) instanceof Node.Input input) {
                boolean alone = input.size() == x.cols();
                values[i].set(alone ? x : x.cols(column, column + input.size()));
                column += input.size();
            }
        }
    }

    /** The sum of the loss's terms, in a batch of so many rows; its gradient by the output is left for {@link #backward}. */
    double lossSum(Loss loss, Matrix target, long rows) {
        return backend.lossSum(loss, output(), target, rows, values[values.length - 1].gradient());
    }

    /** From the gradient by the output to those by all parameters. */
    void backward(Parameters by) {
        for (Value value : values) {
            value.reset();
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).backward(by);
        }
    }

    /** The first node, in topological order, with a value that is not finite, and where; or null. Rows begin at this one. */
    @Nullable
    String firstNotFinite(int row) {
        for (int i = 0; i < values.length; i++) {
            Matrix y = values[i].get();
            long cell = Cells.firstNotFinite(y);
            if (cell >= 0) {
                return "node \"" + graph.node(i).name() + "\", where row " + (row + Cells.row(y, cell)) + ", column "
                        + Cells.column(y, cell) + " is " + Cells.value(y, cell);
            }
        }
        return null;
    }
}
