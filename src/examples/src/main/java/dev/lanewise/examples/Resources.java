// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that come with the examples. */
final class Resources {
    private Resources() {}

    /** A copy outside of the jar. */
    static Path file(String name) throws IOException {
        Path file = Files.createTempFile("example", name);
        file.toFile().deleteOnExit();
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
