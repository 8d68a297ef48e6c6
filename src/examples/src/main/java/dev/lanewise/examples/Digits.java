// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Handwritten digits of 8 x 8 pixels: a 64-64-10 network, ReLU, then softmax with cross entropy. */
public final class Digits {
    private static final long SEED = 7;

    private Digits() {}

    public static void main(String[] args) throws IOException {
        run(100);
    }

    /** Trains for at most so many epochs and returns the accuracy on the samples held out. */
    static double run(int epochs) throws IOException {
        Csv csv = Csv.read(
                new InputStreamReader(Digits.class.getResourceAsStream("digits.csv"), StandardCharsets.US_ASCII), 0);
        Network network = Network.sequential(64)
                .dense(64, Activation.RELU)
                .dense(10, Activation.IDENTITY)
                .softmax()
                .build(SEED);
        Dataset data = csv.data();
        return new Session("digits", network, Loss.SOFTMAX_CROSS_ENTROPY, data, SEED)
                .run(epochs, SEED, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }
}
