// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Activation;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Coefficients that `src/main/python/scikit_learn.py` trained and saved: an MLPClassifier in double precision. */
public final class FromScikitLearn {
    private FromScikitLearn() {}

    public static void main(String[] args) throws IOException {
        System.out.println(answers(Resources.file("iris.npz")));
    }

    static String answers(Path file) throws IOException {
        Network network = Network.sequential(4)
                .dense(8, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .softmax()
                .build(1, Precision.DOUBLE);
        network.loadParameters(file);
        return Arrays.toString(network.predict(5.1, 3.5, 1.4, 0.2));
    }
}
