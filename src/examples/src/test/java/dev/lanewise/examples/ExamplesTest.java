// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void breastCancerIsLearned() throws Exception {
        assertThat(BreastCancer.run(60)).isGreaterThanOrEqualTo(0.97);
        assertThat(Files.readString(Path.of("target", "breast-cancer-loss.svg")))
                .contains("<svg");
    }

    @Test
    void digitsAreLearned() throws Exception {
        assertThat(Digits.run(40)).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void theSmallExamplesRun() {
        EmbeddingInTenLines.main(new String[0]);
        ReplacingATripleLoop.main(new String[0]);
    }

    @Test
    void badLinesAreRefusedWithTheirPlace() {
        refused("", "no samples");
        refused("1,2,0\n1,2\n", "line 2 has 2 columns; expected 3");
        refused("1,2,0\n1,abc,0\n", "line 2, column 2 is \"abc\"; expected a finite number");
        refused("1,NaN,0\n", "line 1, column 2 is \"NaN\"");
        refused("1,2,0.5\n", "line 1, column 3 is \"0.5\"; expected a whole number");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> Csv.read(new StringReader(text), 0)).hasMessageContaining(message);
    }
}
