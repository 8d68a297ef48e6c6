// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Properties;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** Where and when the results were measured. */
final class Machine {
    private static final String FILE = "machine.properties";

    private Machine() {}

    static void write(Path folder) throws IOException {
        Properties facts = new Properties();
        facts.setProperty("cpu", cpu());
        facts.setProperty("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.setProperty("lanes", String.valueOf(FloatVector.SPECIES_PREFERRED.vectorBitSize()));
        facts.setProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.setProperty("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.setProperty("flags", "defaults and --add-modules jdk.incubator.vector");
        facts.setProperty("date", LocalDate.now().toString());
        facts.setProperty("commit", commit());
        try (Writer out = Files.newBufferedWriter(folder.resolve(FILE), StandardCharsets.UTF_8)) {
            facts.store(out, null);
        }
    }

    static Properties read(Path folder) throws IOException {
        Properties facts = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve(FILE), StandardCharsets.UTF_8)) {
            facts.load(in);
        }
        return facts;
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        return line(info, "model name") + " (family " + line(info, "cpu family") + ", model " + line(info, "model\t")
                + ")";
    }

    private static String line(Path info, String key) throws IOException {
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        }
    }

    private static String commit() throws IOException {
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
                .redirectErrorStream(true)
                .start();
        String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return hash.matches("[0-9a-f]+") ? hash : "unknown";
    }
}
