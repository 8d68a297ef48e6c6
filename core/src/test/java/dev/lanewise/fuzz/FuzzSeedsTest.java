// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The seeds of the fuzzers, and what becomes of them by a few thousand random changes; {@code -Pfuzz} looks much longer, and knows where. */
@Tag("long")
class FuzzSeedsTest {
    private static final int CHANGES = 1_500;

    private interface Reader {
        void read(byte[] bytes) throws IOException;
    }

    private enum Target {
        TENSORS(TensorFuzz::fuzzerTestOneInput),
        NETWORK(NetworkFuzz::fuzzerTestOneInput);

        private final Reader reader;

        Target(Reader reader) {
            this.reader = reader;
        }

        private List<Path> seeds() throws IOException {
            try (Stream<Path> files =
                    Files.list(Path.of("src", "test", "fuzz", name().toLowerCase(java.util.Locale.ROOT)))) {
                return files.sorted().toList();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSeedAndItsChangesAreReadOrRefused(Target target) throws IOException {
        assertThat(target.seeds()).isNotEmpty();
        SplittableRandom random = new SplittableRandom(1);
        for (Path seed : target.seeds()) {
            byte[] bytes = Files.readAllBytes(seed);
            target.reader.read(bytes);
            for (int change = 0; change < CHANGES; change++) {
                target.reader.read(changed(bytes, random));
            }
        }
    }

    private static byte[] changed(byte[] sound, SplittableRandom random) {
        int length = random.nextInt(8) == 0 ? random.nextInt(sound.length + 1) : sound.length;
        byte[] changed = Arrays.copyOf(sound, length);
        for (int hits = 1 + random.nextInt(4); hits > 0 && length > 0; hits--) {
            int at = random.nextInt(random.nextBoolean() ? length : Math.min(length, 128));
            changed[at] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "0123456789{}[]\",:-eE".charAt(random.nextInt(20));
        }
        return changed;
    }
}
