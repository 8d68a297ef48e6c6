// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A network as a safetensors file: weights as {@code <node>.weight}, outputs x inputs as in PyTorch, and {@code <node>.bias}. */
final class NetworkFile {
    private static final String ARCHITECTURE = "lanewise.architecture";
    private static final String MEANS = "lanewise.means";
    private static final String DEVIATIONS = "lanewise.deviations";
    private static final String CLASSES = "lanewise.classes";

    /** What one file can give back, with room for its header. */
    private static final int MOST_BYTES = 2_000_000_000;

    /** More than any network of this kind has, and little enough for a row of each. */
    private static final long MOST_COLUMNS = 100_000_000;

    private NetworkFile() {}

    static void save(Model model, Path file) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        model.scale().ifPresent(scale -> {
            metadata.put(MEANS, numbers(scale.means()));
            metadata.put(DEVIATIONS, numbers(scale.deviations()));
        });
        if (!model.classes().isEmpty()) {
            metadata.put(CLASSES, String.join("\n", model.classes()));
        }
        save(model.network(), metadata, file);
    }

    private static String numbers(double[] numbers) {
        return DoubleStream.of(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }

    private static void save(Network network, Map<String, String> extras, Path file) throws IOException {
        Matrix all = network.parameters();
        for (int e = 0; e < all.cols(); e++) {
            if (!Double.isFinite(all.get(0, e))) {
                throw new IOException("the network cannot be saved to " + file + ": parameter " + e + " is "
                        + all.get(0, e) + "; expected a finite number");
            }
        }
        if ((long) all.cols() * all.precision().bytes() > MOST_BYTES) {
            throw new IOException("the network cannot be saved to " + file + ": it has " + all.cols()
                    + " parameters; expected at most "
                    + MOST_BYTES / all.precision().bytes());
        }
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        Graph graph = network.topology();
        for (int i = 0; i < graph.count(); i++) {
            if (graph.node(i) instanceof Node.Dense dense) {
                Matrix w = network.weightsAndBiases().weights(i);
                tensors.put(weightName(dense), tensor(w.t(), List.of((long) w.cols(), (long) w.rows())));
                if (dense.bias()) {
                    Matrix b = network.weightsAndBiases().biases(i);
                    tensors.put(biasName(dense), tensor(b, List.of((long) b.cols())));
                }
            }
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(ARCHITECTURE, Architecture.write(graph.nodes()));
        metadata.putAll(extras);
        Safetensors.write(file, new Safetensors.Content(metadata, tensors));
    }

    private static String weightName(Node.Dense dense) {
        return dense.name() + ".weight";
    }

    private static String biasName(Node.Dense dense) {
        return dense.name() + ".bias";
    }

    private static Safetensors.Tensor tensor(Matrix matrix, List<Long> shape) {
        Matrix values = Matrix.zeros(1, matrix.rows() * matrix.cols(), matrix.precision());
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.cols(); j++) {
                values.set(0, i * matrix.cols() + j, matrix.get(i, j));
            }
        }
        return new Safetensors.Tensor(shape, values);
    }

    /** The network of a file that holds nothing else: without its scale it would answer nonsense in silence. */
    static Network load(Path file) throws IOException {
        Safetensors.Content content = Safetensors.read(file);
        if (content.metadata().containsKey(MEANS)) {
            throw new IOException(
                    file + " holds a model that scales its rows; expected a network alone. Model.load reads"
                            + " it, and its network() is the network without the scale");
        }
        return network(file, content);
    }

    static Model loadModel(Path file) throws IOException {
        Safetensors.Content content = Safetensors.read(file);
        Model model = Model.of(network(file, content));
        String means = content.metadata().get(MEANS);
        String deviations = content.metadata().get(DEVIATIONS);
        String classes = content.metadata().get(CLASSES);
        try {
            if (means != null || deviations != null) {
                model = model.withScale(Standardizer.of(numbers(MEANS, means), numbers(DEVIATIONS, deviations)));
            }
            return classes == null ? model : model.withClasses(classes.split("\n", -1));
        } catch (IllegalArgumentException e) {
            throw Safetensors.damaged(file, "its metadata is not sound: " + e.getMessage());
        }
    }

    private static double[] numbers(String name, String text) {
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing; expected it beside its twin");
        }
        String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            try {
                numbers[i] = Double.parseDouble(words[i]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "number " + i + " of " + name + " is \"" + words[i] + "\"; expected a number", e);
            }
        }
        return numbers;
    }

    private static Network network(Path file, Safetensors.Content content) throws IOException {
        String architecture = content.metadata().get(ARCHITECTURE);
        if (architecture == null) {
            throw Safetensors.damaged(
                    file, "its metadata has no " + ARCHITECTURE + "; build the network and load only its parameters");
        }
        Graph graph;
        long parameters;
        try {
            graph = Architecture.read(architecture).topology();
            parameters = Parameters.count(graph);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Safetensors.damaged(file, "its architecture is not sound: " + e.getMessage());
        }
        long values = content.tensors().values().stream()
                .mapToLong(tensor -> tensor.values().cols())
                .sum();
        // Checked before anything is allocated: a hostile file must not choose how much memory that is.
        if (parameters != values) {
            throw Safetensors.damaged(
                    file,
                    "its architecture has " + parameters + " parameters; expected the " + values
                            + " that its tensors hold");
        }
        long columns = graph.columns();
        if (columns > MOST_COLUMNS) {
            throw Safetensors.damaged(
                    file, "its nodes have " + columns + " columns together; expected at most " + MOST_COLUMNS);
        }
        boolean binary64 = content.tensors().values().stream()
                .anyMatch(tensor -> tensor.values().precision() == Precision.DOUBLE);
        Network network = new Network(graph, 0, binary64 ? Precision.DOUBLE : Precision.SINGLE);
        take(network, file, content);
        return network;
    }

    static void loadParameters(Network network, Path file) throws IOException {
        take(network, file, Safetensors.read(file));
    }

    /** Checks everything, then writes. */
    private static void take(Network network, Path file, Safetensors.Content content) throws IOException {
        Graph graph = network.topology();
        Set<String> expected = new LinkedHashSet<>();
        for (int i = 0; i < graph.count(); i++) {
            if (graph.node(i) instanceof Node.Dense dense) {
                long in = network.weightsAndBiases().weights(i).rows();
                Precision precision = network.precision();
                requireTensor(file, content, weightName(dense), List.of((long) dense.size(), in), precision);
                expected.add(weightName(dense));
                if (dense.bias()) {
                    requireTensor(file, content, biasName(dense), List.of((long) dense.size()), precision);
                    expected.add(biasName(dense));
                }
            }
        }
        for (String name : content.tensors().keySet()) {
            if (!expected.contains(name)) {
                throw Safetensors.damaged(file, "it has a tensor \"" + name + "\"; expected only " + expected);
            }
        }
        for (int i = 0; i < graph.count(); i++) {
            if (graph.node(i) instanceof Node.Dense dense) {
                copy(
                        content.tensors().get(weightName(dense)),
                        network.weightsAndBiases().weights(i).t());
                if (dense.bias()) {
                    copy(
                            content.tensors().get(biasName(dense)),
                            network.weightsAndBiases().biases(i));
                }
            }
        }
    }

    /** A tensor of binary32 also fits a network in binary64: that is exact. */
    private static void requireTensor(
            Path file, Safetensors.Content content, String name, List<Long> shape, Precision precision)
            throws IOException {
        Safetensors.Tensor tensor = content.tensors().get(name);
        if (tensor == null) {
            throw Safetensors.damaged(
                    file,
                    "it has no tensor \"" + name + "\"; it has "
                            + content.tensors().keySet());
        }
        if (!tensor.shape().equals(shape)) {
            throw Safetensors.damaged(
                    file, "tensor \"" + name + "\" has shape " + tensor.shape() + "; expected " + shape);
        }
        if (tensor.values().precision() == Precision.DOUBLE && precision == Precision.SINGLE) {
            throw Safetensors.damaged(
                    file,
                    "tensor \"" + name + "\" has type F64, which would lose digits; expected F32, as the network is in"
                            + " SINGLE; build it with Precision.DOUBLE");
        }
        for (int e = 0; e < tensor.values().cols(); e++) {
            if (!Double.isFinite(tensor.values().get(0, e))) {
                throw Safetensors.damaged(
                        file,
                        "element " + e + " of tensor \"" + name + "\" is "
                                + tensor.values().get(0, e) + "; expected a finite number");
            }
        }
    }

    private static void copy(Safetensors.Tensor tensor, Matrix to) {
        for (int i = 0; i < to.rows(); i++) {
            for (int j = 0; j < to.cols(); j++) {
                to.set(i, j, tensor.values().get(0, i * to.cols() + j));
            }
        }
    }
}
