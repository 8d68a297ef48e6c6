// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import dev.lanewise.Matrix;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Any bytes, read as a model: read or refused by an {@link IOException} that names the file, and what was read answers and has
 * no more parameters than the file has bytes.
 */
public final class OnnxFuzz {
    private static final Path FILE = scratch();

    private OnnxFuzz() {}

    private static Path scratch() {
        try {
            Path file = Files.createTempFile("lanewise-fuzz", ".onnx");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entry that fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        Network network;
        try {
            network = Onnx.read(FILE);
        } catch (IOException e) {
            if (e.getMessage() == null || !e.getMessage().contains(FILE.toString())) {
                throw new IllegalStateException("the refusal does not name the file", e);
            }
            return;
        }
        if (network.parameters().cols() > bytes.length) {
            throw new IllegalStateException(
                    network.parameters().cols() + " parameters from a file of " + bytes.length + " bytes");
        }
        network.predict(Matrix.zeros(1, network.inputSize(), network.precision()));
    }
}
