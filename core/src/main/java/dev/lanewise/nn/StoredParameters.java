// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.tensors.ElementType;
import dev.lanewise.tensors.Tensor;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a network's parameters among the tensors of a file, checks all of them, and only then takes them over. Numbers that already are what the
 * network needs are taken from where they lie.
 */
final class StoredParameters {
    private static final Pattern SEQUENTIAL = Pattern.compile("(.*?)([0-9]{1,9})\\.(weight|bias)");
    private static final Pattern SCIKIT_LEARN = Pattern.compile("(coefs_|intercepts_)([0-9]{1,9})");

    /** What becomes of a dense node's weights, inputs x outputs, and its biases; empty if it has none. */
    private interface Taker {
        void take(int node, Matrix weights, Matrix biases);
    }

    private final Graph graph;
    private final Precision precision;
    private final TensorFile file;
    private final ParameterNames names;
    /** For each dense node its weights, outputs x inputs or turned, and its biases. */
    private final Map<Integer, Tensor> weights = new LinkedHashMap<>();

    private final Map<Integer, Tensor> biases = new LinkedHashMap<>();
    private boolean inputsFirst;

    private StoredParameters(Graph graph, Precision precision, TensorFile file, ParameterNames names) {
        this.graph = graph;
        this.precision = precision;
        this.file = file;
        this.names = names;
    }

    /** Copies them to a network's own. */
    static void copy(TensorFile file, ParameterNames names, Graph graph, Parameters to) throws IOException {
        new StoredParameters(graph, to.precision(), file, names).handTo((node, weights, biases) -> {
            Backends.scalar().copy(weights, to.weights(node));
            if (!biases.isEmpty()) {
                Backends.scalar().copy(biases, to.biases(node));
            }
        });
    }

    /** Packs them without another copy of the weights. */
    static Frozen freeze(TensorFile file, ParameterNames names, Graph graph, Precision precision, Backend backend)
            throws IOException {
        Frozen frozen = new Frozen(graph, precision, backend);
        new StoredParameters(graph, precision, file, names).handTo(frozen::take);
        return frozen;
    }

    private void handTo(Taker taker) throws IOException {
        find();
        Matrix[] weights = new Matrix[graph.count()];
        Matrix[] biases = new Matrix[graph.count()];
        for (int i : graph.dense()) {
            long in = graph.size(graph.inputs(i)[0]);
            long out = graph.size(i);
            Matrix w = numbers(of(this.weights, i), inputsFirst ? List.of(in, out) : List.of(out, in));
            weights[i] = inputsFirst ? w : w.t();
            biases[i] = node(i).bias() ? numbers(of(this.biases, i), List.of(out)) : Matrix.zeros(0, 0, precision);
        }
        for (int i : graph.dense()) {
            taker.take(i, weights[i], biases[i]);
        }
    }

    private Node.Dense node(int i) {
        return (Node.Dense) graph.node(i);
    }

    private void find() throws IOException {
        for (String node : names.renamed()) {
            graph.dense(node);
        }
        Map<String, Tensor> wanted = new LinkedHashMap<>(file.tensors());
        wanted.keySet().removeIf(names::isSkipped);
        Map<Integer, String> called = new LinkedHashMap<>();
        for (int i : graph.dense()) {
            called.put(i, names.of(node(i).name()));
        }
        boolean known = called.values().stream().anyMatch(name -> wanted.containsKey(name + ".weight"));
        if (!known && names.renamed().isEmpty()) {
            inputsFirst = wanted.keySet().stream()
                    .anyMatch(name -> SCIKIT_LEARN.matcher(name).matches());
            inOrder(wanted.keySet(), called);
        }
        for (Map.Entry<Integer, String> node : called.entrySet()) {
            weights.put(node.getKey(), remove(wanted, weightName(node.getValue())));
            if (node(node.getKey()).bias()) {
                biases.put(node.getKey(), remove(wanted, biasName(node.getValue())));
            }
        }
        if (!wanted.isEmpty()) {
            throw fault("it has a tensor \"" + wanted.keySet().iterator().next() + "\"; expected only "
                    + expected(called) + "; ParameterNames.without skips others");
        }
    }

    private String weightName(String name) {
        return inputsFirst ? "coefs_" + name : name + ".weight";
    }

    private String biasName(String name) {
        return inputsFirst ? "intercepts_" + name : name + ".bias";
    }

    private Set<String> expected(Map<Integer, String> called) {
        Set<String> expected = new TreeSet<>();
        called.forEach((i, name) -> {
            expected.add(weightName(name));
            if (node(i).bias()) {
                expected.add(biasName(name));
            }
        });
        return expected;
    }

    /** Gives the dense nodes the numbers of the file, one after the other, where it has as many. */
    private void inOrder(Set<String> tensors, Map<Integer, String> called) throws IOException {
        TreeMap<Integer, String> numbered = new TreeMap<>();
        for (String tensor : tensors) {
            Matcher name = (inputsFirst ? SCIKIT_LEARN : SEQUENTIAL).matcher(tensor);
            if (name.matches() && (inputsFirst || name.group(1).startsWith(names.prefix()))) {
                int number = Integer.parseInt(name.group(2));
                String whole = inputsFirst ? name.group(2) : name.group(1) + name.group(2);
                String other = numbered.put(number, whole);
                if (other != null && !other.equals(whole)) {
                    return;
                }
            }
        }
        if (numbered.size() != called.size()) {
            return;
        }
        List<String> inOrder = new ArrayList<>(numbered.values());
        int k = 0;
        for (Map.Entry<Integer, String> node : called.entrySet()) {
            node.setValue(inOrder.get(k++));
        }
    }

    private Tensor remove(Map<String, Tensor> wanted, String name) throws IOException {
        Tensor tensor = wanted.remove(name);
        if (tensor == null) {
            throw fault("it has no tensor \"" + name + "\"; it has "
                    + file.tensors().keySet() + "; ParameterNames.with gives a node another name");
        }
        return tensor;
    }

    private static Tensor of(Map<Integer, Tensor> tensors, int node) {
        return Objects.requireNonNull(tensors.get(node));
    }

    private Matrix numbers(Tensor tensor, List<Long> shape) throws IOException {
        boolean row = tensor.shape().size() == 2
                && shape.size() == 1
                && tensor.shape().get(0) == 1;
        if (!tensor.shape().equals(shape) && !(row && tensor.shape().get(1).equals(shape.get(0)))) {
            throw fault("tensor \"" + tensor.name() + "\" has shape " + tensor.shape() + "; expected " + shape);
        }
        Matrix numbers = numbers(tensor);
        long element = Cells.firstNotFinite(numbers);
        if (element >= 0) {
            throw fault("element " + element + " of tensor \"" + tensor.name() + "\" is "
                    + Cells.value(numbers, element) + "; expected a finite number");
        }
        return numbers;
    }

    private Matrix numbers(Tensor tensor) throws IOException {
        boolean binary64 = tensor.type() == ElementType.F64;
        if (binary64 && precision == Precision.SINGLE && !names.isRounded()) {
            throw fault("tensor \"" + tensor.name() + "\" has type F64, which would lose digits; expected F32, as the"
                    + " network is in SINGLE; build it with Precision.DOUBLE, or load with ParameterNames.rounded");
        }
        boolean asTheyAre = tensor.isViewable() && binary64 == (precision == Precision.DOUBLE);
        try {
            if (asTheyAre) {
                return tensor.view();
            }
            return names.isRounded() ? tensor.rounded(precision) : tensor.matrix(precision);
        } catch (IOException e) {
            throw fault(e.getMessage());
        }
    }

    private IOException fault(@Nullable String why) {
        return new IOException(file.path() + " does not fit the network: " + why);
    }
}
