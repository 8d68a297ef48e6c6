// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Malignant or benign, from 30 measurements: a 30-16-1 sigmoid network with binary cross entropy. */
public final class BreastCancer {
    private static final long SEED = 7;

    private BreastCancer() {}

    public static void main(String[] args) throws IOException {
        run(200);
    }

    /** Trains for at most so many epochs and returns the accuracy on the samples held out. */
    static double run(int epochs) throws IOException {
        Csv csv = Csv.read(
                new InputStreamReader(
                        BreastCancer.class.getResourceAsStream("breast-cancer.csv"), StandardCharsets.US_ASCII),
                1);
        Network network = Network.sequential(30)
                .dense(16, Activation.SIGMOID)
                .dense(1, Activation.SIGMOID)
                .build(SEED);
        Dataset data = csv.data();
        return new Session("breast cancer", network, Loss.BINARY_CROSS_ENTROPY, data, SEED)
                .run(epochs, SEED, "malignant", "benign");
    }
}
