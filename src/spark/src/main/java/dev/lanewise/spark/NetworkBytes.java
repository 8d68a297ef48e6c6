// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A network as the bytes of its safetensors file, in which form it travels and is kept. */
final class NetworkBytes {
    private interface Use<T> {
        T of(Path file) throws IOException;
    }

    private NetworkBytes() {}

    static byte[] of(Network network) {
        return with(file -> {
            network.save(file);
            return Files.readAllBytes(file);
        });
    }

    static Network read(byte[] bytes) {
        return with(file -> {
            Files.write(file, bytes);
            return Network.load(file);
        });
    }

    private static <T> T with(Use<T> use) {
        try {
            Path file = Files.createTempFile("network", ".safetensors");
            try {
                return use.of(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] ofText(String text) {
        return Base64.getDecoder().decode(text);
    }
}
