// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directed acyclic graph of nodes with its weights. Any number of threads may call {@link #predict} at once; nobody
 * may while it is being trained or loaded.
 */
public final class Network {
    private final Graph graph;
    private final Parameters parameters;
    /** On the best backend; made when first needed. */
    private volatile @Nullable Predictor predictor;

    Network(Graph graph, long seed, Precision precision) {
        this.graph = graph;
        parameters = new Parameters(graph, precision);
        SplitMix random = new SplitMix(seed);
        for (int i = 0; i < graph.count(); i++) {
            if (graph.node(i) instanceof Node.Dense dense) {
                dense.weights().fill(parameters.weights(i), random);
            }
        }
    }

    /** Begins a network of any shape. */
    public static NetworkBuilder builder() {
        return new NetworkBuilder();
    }

    /** Begins a network in which each node takes the one before: {@code sequential(2).dense(3, SIGMOID)…}. */
    public static NetworkBuilder sequential(int inputs) {
        return new NetworkBuilder().input("input", inputs);
    }

    /** The nodes in topological order. */
    public List<Node> nodes() {
        return List.copyOf(graph.nodes());
    }

    /** The format of its parameters, and of all that it is given and gives. */
    public Precision precision() {
        return parameters.all().precision();
    }

    /** The columns that the network is given. */
    public int inputSize() {
        return graph.inputSize();
    }

    /** The columns that it gives. */
    public int outputSize() {
        return graph.outputSize();
    }

    /** All weights and biases as one row, in the order of the nodes: a view, so that writing to it changes the network. */
    public Matrix parameters() {
        return parameters.all();
    }

    /** The weights of a dense node, inputs x outputs: a view. */
    public Matrix weights(String node) {
        return parameters.weights(graph.dense(node));
    }

    /** The biases of a dense node, one row: a view; empty for a layer without. */
    public Matrix biases(String node) {
        return parameters.biases(graph.dense(node));
    }

    Graph topology() {
        return graph;
    }

    Parameters weightsAndBiases() {
        return parameters;
    }

    /** Answers again and again without garbage, by the weights as they are at each call: for a network that still learns. */
    public Predictor predictor(Backend backend) {
        return new Predictor(graph, parameters, Arguments.present("backend", backend));
    }

    /**
     * Answers again and again without garbage, by the weights as they are now, whatever becomes of the network: for services. The
     * backend packs a copy of the weights once, so that it answers several rows faster, to the same bits.
     */
    public Predictor freeze(Backend backend) {
        Arguments.present("backend", backend);
        return new Predictor(graph, Frozen.of(graph, parameters, backend), backend);
    }

    /** The network's answers, one row for each row of x, on the best backend. */
    public Matrix predict(Matrix x) {
        Predictor best = predictor;
        if (best == null) {
            best = predictor(Backends.best());
            predictor = best;
        }
        return predict(best, x);
    }

    /** The network's answers, one row for each row of x. */
    public Matrix predict(Backend backend, Matrix x) {
        return predict(predictor(backend), x);
    }

    private Matrix predict(Predictor predictor, Matrix x) {
        Arguments.present("x", x);
        Matrix answers = Matrix.zeros(x.rows(), outputSize(), precision());
        predictor.predict(x, answers);
        return answers;
    }

    /** The network's answer for one sample, on the best backend; converted where the network has another precision. */
    public float[] predict(float... sample) {
        Arguments.present("sample", sample);
        return predict(Matrix.of(sample, 1, sample.length).to(precision()))
                .to(Precision.SINGLE)
                .floats();
    }

    /** The network's answer for one sample, on the best backend; converted where the network has another precision. */
    public double[] predict(double... sample) {
        Arguments.present("sample", sample);
        return predict(Matrix.of(sample, 1, sample.length).to(precision()))
                .to(Precision.DOUBLE)
                .doubles();
    }

    /**
     * Writes architecture, weights and biases to a file in the safetensors format, replacing an old one in one step.
     * PyTorch finds {@code <node>.weight} (outputs x inputs) and {@code <node>.bias} in it.
     */
    public void save(Path file) throws IOException {
        NetworkFile.save(Model.of(this), file);
    }

    /**
     * Reads a network that {@link #save} wrote. A {@link Model} with a scale is refused: alone, its network would answer raw
     * rows wrongly without a word.
     *
     * @throws IOException if the file cannot be read or is damaged or foreign; the message says where and why
     */
    public static Network load(Path file) throws IOException {
        return NetworkFile.load(file);
    }

    /**
     * Takes weights and biases from a file with tensors of this network's names and shapes, or of names that are known in order:
     * {@code loadParameters(file, ParameterNames.usual())}.
     *
     * @throws IOException if the file cannot be read, is damaged, or does not fit; the message says where and why
     */
    public void loadParameters(Path file) throws IOException {
        loadParameters(file, ParameterNames.usual());
    }

    /**
     * Takes weights and biases from a safetensors file, such as the {@code state_dict} of a PyTorch model, or an npz file, such
     * as the {@code coefs_} and {@code intercepts_} of scikit-learn. Numbers of 16 bits and integers are taken as they are.
     * Nothing changes if that fails.
     *
     * @param names how the file calls them
     * @throws IOException if the file cannot be read, is damaged, or does not fit; the message says where and why
     */
    public void loadParameters(Path file, ParameterNames names) throws IOException {
        Arguments.present("names", names);
        try (TensorFile content = TensorFile.open(file)) {
            StoredParameters.copy(content, names, graph, parameters);
        }
    }
}
