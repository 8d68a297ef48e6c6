// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network with what it needs to answer from raw rows: the scale on which it was trained and the names of its classes, all
 * kept in one file.
 *
 * @param network what answers
 * @param scale applied to every row first, if there is one
 * @param classes the names, one for each output column or two for a single column (its 0 and its 1); empty if it has none
 */
public record Model(Network network, Optional<Standardizer> scale, List<String> classes) {
    public Model {
        Arguments.present("network", network);
        Arguments.present("scale", scale);
        Arguments.present("classes", classes);
        classes = List.copyOf(classes);
        if (scale.isPresent() && scale.get().columns() != network.inputSize()) {
            throw new IllegalArgumentException("scale has " + scale.get().columns()
                    + " columns; expected the network's " + network.inputSize() + " inputs");
        }
        int expected = Math.max(2, network.outputSize());
        if (!classes.isEmpty() && classes.size() != expected) {
            throw new IllegalArgumentException(
                    "classes is " + classes + "; expected " + expected + " names for the network's outputs");
        }
        for (String name : classes) {
            if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException(
                        "classes is " + classes + "; expected names without control characters");
            }
        }
    }

    /** The network alone, for rows on the scale that it was trained on. */
    public static Model of(Network network) {
        return new Model(network, Optional.empty(), List.of());
    }

    /** The same with this scale. */
    public Model withScale(Standardizer scale) {
        return new Model(network, Optional.of(scale), classes);
    }

    /** The same with these names of the classes. */
    public Model withClasses(String... classes) {
        return new Model(network, scale, List.of(classes));
    }

    /** The network's answers, one row for each raw row, on the best backend. */
    public Matrix predict(Matrix x) {
        return network.predict(scale.isPresent() ? scale.get().apply(x) : x);
    }

    /**
     * The name of the class of each raw row, as {@link Confusion#classOf} finds it.
     *
     * @throws IllegalStateException if the model has no names
     */
    public List<String> classify(Matrix x) {
        if (classes.isEmpty()) {
            throw new IllegalStateException("the model has no names of classes; expected some from withClasses");
        }
        Matrix answers = predict(x);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < answers.rows(); i++) {
            names.add(classes.get(Confusion.classOf(answers, i)));
        }
        return names;
    }

    /** How the model answers raw data. */
    public Confusion confusion(Dataset data) {
        Matrix answers = predict(data.x());
        return classes.isEmpty()
                ? Confusion.of(answers, data.targets())
                : Confusion.of(answers, data.targets(), classes);
    }

    /** Writes all of it to one file, as {@link Network#save} does the network. */
    public void save(Path file) throws IOException {
        NetworkFile.save(this, file);
    }

    /**
     * Reads what {@link #save} or {@link Network#save} wrote.
     *
     * @throws IOException if the file cannot be read or is damaged or foreign; the message says where and why
     */
    public static Model load(Path file) throws IOException {
        return NetworkFile.loadModel(file);
    }
}
