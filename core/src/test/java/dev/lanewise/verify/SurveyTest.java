// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.vector.VectorBackend;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SurveyTest {
    @Test
    void theReferenceHasTheGoldenDigest() {
        assertThat(Survey.digest(Survey.of(Backends.scalar()))).isEqualTo(Main.goldenDigest());
    }

    @Test
    void theVectorBackendHasTheGoldenDigest() {
        try (Backend vector = new VectorBackend(2)) {
            assertThat(Survey.digest(Survey.of(vector))).isEqualTo(Main.goldenDigest());
        }
    }

    @Test
    void theReportNamesTheChoiceAndTheDigest() {
        Report report = report(Backends.choice());
        assertThat(report.sound()).isTrue();
        assertThat(report.text())
                .containsPattern("(?m)^JVM +\\S")
                .containsPattern("(?m)^machine +\\S.*processors$")
                .containsPattern("(?m)^scalar +can run$")
                .contains("chosen   " + Backends.choice().reason())
                .contains("against the scalar reference: same bits")
                .contains("digest   " + Main.goldenDigest() + " as on every machine");
    }

    @Test
    void aBackendWithAWrongBitIsReportedByOperation() {
        Backend sound = Backends.scalar();
        Backend faulty = (Backend) Proxy.newProxyInstance(
                SurveyTest.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(sound, arguments);
                    return method.getName().equals("sum") ? Math.nextUp((double) result) : result;
                });
        Report report = report(new Backends.Choice(faulty, "a faulty one", false));
        assertThat(report.sound()).isFalse();
        assertThat(report.text())
                .contains("WRONG    SINGLE sum differs from the scalar reference")
                .contains("WRONG    DOUBLE sum differs from the scalar reference")
                .contains("EXPECTED " + Main.goldenDigest());
    }

    private record Report(boolean sound, String text) {}

    private static Report report(Backends.Choice choice) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean sound = Main.run(choice, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Report(sound, bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aProductIsExplainedByEachBackendThatCanRun() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Main.explain("3x300x40:TN:DOUBLE", new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("vector   3x300x40:TN:DOUBLE: 1 block of 3 x 300, ")
                .contains("scalar   3x300x40:TN:DOUBLE: as it is defined");
        assertThatThrownBy(() -> Main.explain("3x300", System.out))
                .hasMessageContaining("\"3x300\"; expected something like 64x10x256");
    }
}
