// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Model;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Standardizer;
import dev.lanewise.nn.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A classifier from a CSV file of your own: a header line, columns of numbers, and the label, any text, last. */
public final class ClassifyCsv {
    private ClassifyCsv() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.out.println("expected one argument: a CSV file with a header, numbers, and the label last");
            return;
        }
        run(Path.of(args[0]), Path.of("target", "model.safetensors"));
    }

    /** Trains on four fifths, saves the model with its scale and class names, and answers the rest with what was saved. */
    static double run(Path csv, Path file) throws IOException {
        Csv samples = Csv.read(Files.newBufferedReader(csv), 1);
        Dataset[] parts = samples.data().split(0.8, 7);
        Standardizer scale = new Standardizer(parts[0].x());
        boolean two = samples.classes().size() == 2;
        Network network = Network.sequential(samples.features().cols())
                .dense(16, Activation.TANH)
                .dense(two ? 1 : samples.classes().size(), two ? Activation.SIGMOID : Activation.IDENTITY)
                .build(7);
        new Training(network, two ? Loss.BINARY_CROSS_ENTROPY : Loss.SOFTMAX_CROSS_ENTROPY)
                .optimizer(Optimizer.adam())
                .rate(0.01)
                .epochs(100)
                .batch(Math.min(32, parts[0].rows()), 7)
                .run(scale.apply(parts[0]));
        Model.of(network)
                .withScale(scale)
                .withClasses(samples.classes().toArray(String[]::new))
                .save(file);

        Model model = Model.load(file);
        System.out.print(model.confusion(parts[1]));
        System.out.printf(
                "accuracy %.4f, model in %s%n", model.confusion(parts[1]).accuracy(), file);
        return model.confusion(parts[1]).accuracy();
    }
}
