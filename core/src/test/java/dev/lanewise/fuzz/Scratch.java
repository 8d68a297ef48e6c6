// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are written again and again. */
final class Scratch {
    private Scratch() {}

    static Path file(String name) {
        try {
            Path file = Files.createTempDirectory("lanewise-fuzz").resolve(name);
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A refusal that does not say of what is a fault. */
    static void requireNamed(String name, IOException refusal) {
        if (refusal.getMessage() == null || !refusal.getMessage().contains(name)) {
            throw new IllegalStateException("the refusal does not name " + name, refusal);
        }
    }
}
