// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.tensors.ElementType;
import dev.lanewise.tensors.Tensor;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** A network as a safetensors file: weights as {@code <node>.weight}, outputs x inputs as in PyTorch, and {@code <node>.bias}. */
final class NetworkFile {
    private static final String ARCHITECTURE = "lanewise.architecture";
    /** Of a network without parameters, whose precision no tensor tells. */
    private static final String PRECISION = "lanewise.precision";

    private static final String MEANS = "lanewise.means";
    private static final String DEVIATIONS = "lanewise.deviations";
    private static final String CLASSES = "lanewise.classes";

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
        long parameter = Cells.firstNotFinite(all);
        if (parameter >= 0) {
            throw new IOException("the network cannot be saved to " + file + ": parameter " + parameter + " is "
                    + Cells.value(all, parameter) + "; expected a finite number");
        }
        List<Tensor> tensors = new ArrayList<>();
        Graph graph = network.topology();
        for (int i = 0; i < graph.count(); i++) {
            if (graph.node(i) instanceof Node.Dense dense) {
                Matrix w = network.weightsAndBiases().weights(i);
                List<Long> shape = List.of((long) w.cols(), (long) w.rows());
                tensors.add(Tensor.of(dense.name() + ".weight", w.t(), shape));
                if (dense.bias()) {
                    Matrix b = network.weightsAndBiases().biases(i);
                    tensors.add(Tensor.of(dense.name() + ".bias", b, List.of((long) b.cols())));
                }
            }
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(ARCHITECTURE, Architecture.write(graph.nodes()));
        if (tensors.isEmpty()) {
            metadata.put(PRECISION, network.precision().name());
        }
        metadata.putAll(extras);
        TensorFile.write(file, metadata, tensors);
    }

    /** The network of a file that holds nothing else: without its scale it would answer nonsense in silence. */
    static Network load(Path file) throws IOException {
        try (TensorFile content = TensorFile.open(file)) {
            requireNoScale(content);
            return network(content);
        }
    }

    /** As {@link #load}, for answers alone: the weights are packed from the file. */
    static Predictor freeze(Path file, Backend backend) throws IOException {
        try (TensorFile content = TensorFile.open(file)) {
            requireNoScale(content);
            Graph graph = graph(content);
            Frozen frozen =
                    StoredParameters.freeze(content, ParameterNames.usual(), graph, precision(content), backend);
            return new Predictor(graph, frozen, backend);
        }
    }

    private static void requireNoScale(TensorFile content) throws IOException {
        if (content.metadata().containsKey(MEANS)) {
            throw new IOException(
                    content.path() + " holds a model that scales its rows; expected a network alone. Model.load"
                            + " reads it, and its network() is the network without the scale");
        }
    }

    static Model loadModel(Path file) throws IOException {
        try (TensorFile content = TensorFile.open(file)) {
            return model(content);
        }
    }

    private static Model model(TensorFile content) throws IOException {
        Model model = Model.of(network(content));
        String means = content.metadata().get(MEANS);
        String deviations = content.metadata().get(DEVIATIONS);
        String classes = content.metadata().get(CLASSES);
        try {
            if (means != null || deviations != null) {
                model = model.withScale(Standardizer.of(numbers(MEANS, means), numbers(DEVIATIONS, deviations)));
            }
            return classes == null ? model : model.withClasses(classes.split("\n", -1));
        } catch (IllegalArgumentException e) {
            throw damaged(content, "its metadata is not sound: " + e.getMessage());
        }
    }

    private static double[] numbers(String name, @Nullable String text) {
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

    private static Network network(TensorFile content) throws IOException {
        Network network = new Network(graph(content), 0, precision(content));
        StoredParameters.copy(content, ParameterNames.usual(), network.topology(), network.weightsAndBiases());
        return network;
    }

    private static Precision precision(TensorFile content) {
        boolean binary64 = content.tensors().values().stream().anyMatch(tensor -> tensor.type() == ElementType.F64);
        boolean said = content.tensors().isEmpty()
                && Precision.DOUBLE.name().equals(content.metadata().get(PRECISION));
        return binary64 || said ? Precision.DOUBLE : Precision.SINGLE;
    }

    private static Graph graph(TensorFile content) throws IOException {
        String architecture = content.metadata().get(ARCHITECTURE);
        if (architecture == null) {
            throw damaged(
                    content,
                    "its metadata has no " + ARCHITECTURE + "; build the network and load only its parameters");
        }
        Graph graph;
        long parameters;
        try {
            graph = Architecture.read(architecture).topology();
            parameters = Parameters.count(graph);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw damaged(content, "its architecture is not sound: " + e.getMessage());
        }
        long values =
                content.tensors().values().stream().mapToLong(Tensor::size).sum();
        // Checked before anything is allocated: a hostile file must not choose how much memory that is.
        if (parameters != values) {
            throw damaged(
                    content,
                    "its architecture has " + parameters + " parameters; expected the " + values
                            + " that its tensors hold");
        }
        long columns = graph.columns();
        if (columns > MOST_COLUMNS) {
            throw damaged(content, "its nodes have " + columns + " columns together; expected at most " + MOST_COLUMNS);
        }
        return graph;
    }

    private static IOException damaged(TensorFile file, String why) {
        return new IOException(file.path() + " cannot be read as a network: " + why);
    }
}
