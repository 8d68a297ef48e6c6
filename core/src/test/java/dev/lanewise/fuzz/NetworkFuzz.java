// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.fuzz;

import dev.lanewise.Matrix;
import dev.lanewise.nn.Model;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Any bytes, read as a network or a model: read or refused, and what was read answers, and is the same saved and read again. */
public final class NetworkFuzz {
    private static final Path FILE = Scratch.file("network");
    private static final Path AGAIN = Scratch.file("network-again");

    private NetworkFuzz() {}

    /** The entry that fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        Model model;
        try {
            model = Model.load(FILE);
        } catch (IOException e) {
            Scratch.requireNamed(FILE.toString(), e);
            return;
        }
        Network network = model.network();
        network.predict(Matrix.zeros(1, network.inputSize(), network.precision()));
        model.save(AGAIN);
        if (!Model.load(AGAIN).network().parameters().hasSameElements(network.parameters())) {
            throw new IllegalStateException("a model that was saved and read again has other weights");
        }
    }
}
