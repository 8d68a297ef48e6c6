// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.lanewise.Backends;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in C that shares no code with this library says the same bits. */
class WitnessTest {
    private static final Path FOLDER = Path.of("..", "src", "witness");

    @TempDir
    Path folder;

    /** Optimised and not, as the bits must not depend on it. */
    @Test
    void theWitnessInCAgrees() throws Exception {
        Optional<Path> compiler = compiler();
        if (compiler.isEmpty()) {
            String why = "no C compiler (cc, gcc or clang) was found: the witness in C was not asked";
            System.out.println(why);
            abort(why);
        }
        for (String level : List.of("-O2", "-O0")) {
            Path witness = folder.resolve("witness" + level);
            byte[] said = run(
                    compiler.get().toString(),
                    level,
                    "-ffp-contract=off",
                    "-o",
                    witness.toString(),
                    "witness.c",
                    "-lm");
            assertThat(new String(said, StandardCharsets.UTF_8)).isEmpty();
            String line = new String(run(witness.toString()), StandardCharsets.US_ASCII).strip();
            System.out.println("witness in C " + level + ": " + line);
            assertThat(line).isEqualTo("digest   " + Main.goldenDigest());
            byte[] weights = run(witness.toString(), "weights");
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
            assertThat(hash).isEqualTo(Main.goldenWeights());
        }
    }

    @Test
    void theWeightsOfATrainedNetworkHaveTheGoldenHash() {
        assertThat(Survey.weights(Backends.scalar())).isEqualTo(Main.goldenWeights());
        assertThat(Survey.weights(Backends.vector())).isEqualTo(Main.goldenWeights());
    }

    private static Optional<Path> compiler() {
        return Stream.of("cc", "gcc", "clang")
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(path -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static byte[] run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
        return output;
    }
}
