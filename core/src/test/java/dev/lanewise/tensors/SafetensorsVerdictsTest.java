// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reader against the verdicts of the format's reference reader on a thousand valid and spoilt files, as
 * {@code src/test/safetensors/verdicts.py} collected them.
 */
class SafetensorsVerdictsTest {
    /** What the reference reads and this reader refuses on purpose. */
    private static final String STRICTER = ".*( names .* twice"
            // The written format demands a brace first.
            + "|at character 0 of the header there is"
            + "| has type ).*";

    @TempDir
    Path folder;

    @Test
    void theVerdictsAreThoseOfTheReferenceReader() throws IOException {
        Path file = folder.resolve("case.safetensors");
        int read = 0;
        SoftAssertions softly = new SoftAssertions();
        for (String line : lines()) {
            byte[] bytes = Base64.getDecoder().decode(line.substring(2));
            String shown = new String(bytes, StandardCharsets.ISO_8859_1);
            Files.write(file, bytes);
            String refusal = refusal(file);
            if (line.charAt(0) == '-') {
                softly.assertThat(refusal)
                        .as("refused by the reference: %s", shown)
                        .isNotNull();
            } else if (refusal != null) {
                softly.assertThat(refusal)
                        .as("read by the reference: %s", shown)
                        .matches("(?s)" + STRICTER);
            } else {
                read++;
            }
        }
        softly.assertAll();
        assertThat(read).isGreaterThan(100);
    }

    private static String refusal(Path file) {
        try (TensorFile read = TensorFile.open(file)) {
            assertThat(read.tensors()).isNotNull();
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static List<String> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                SafetensorsVerdictsTest.class.getResourceAsStream("safetensors-verdicts.txt"),
                StandardCharsets.US_ASCII))) {
            return reader.lines().toList();
        }
    }
}
