// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.fuzz;

import dev.lanewise.Precision;
import dev.lanewise.tensors.Tensor;
import dev.lanewise.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Any bytes, read as a file of tensors: they are read or refused by an {@link IOException} that names the file, and what is
 * read is no larger than the archive's greatest expansion of what was given.
 */
public final class TensorFuzz {
    private static final long MOST_EXPANSION = 1100;
    private static final Path FILE = Scratch.file("tensors");

    private TensorFuzz() {}

    /** The entry that fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        try (TensorFile file = TensorFile.open(FILE)) {
            for (Tensor tensor : file.tensors().values()) {
                if (tensor.size() / MOST_EXPANSION > bytes.length) {
                    throw new IllegalStateException("tensor " + tensor.name() + " has " + tensor.size()
                            + " elements, from a file of " + bytes.length + " bytes");
                }
                read(tensor);
            }
        } catch (IOException e) {
            Scratch.requireNamed(FILE.toString(), e);
        }
    }

    private static void read(Tensor tensor) {
        try {
            tensor.rounded(Precision.DOUBLE);
            tensor.matrix(Precision.SINGLE);
        } catch (IOException e) {
            Scratch.requireNamed("tensor", e);
        }
    }
}
