// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** Where and when the results were measured. */
public final class Machine {
    static final String FILE = "machine.properties";
    /** What makes two machines comparable. */
    private static final List<String> IDENTITY = List.of("cpu", "processors", "lanes", "jdk");

    private Machine() {}

    /** The name of this machine's folder: each kind of processor has its own, so that none stands in another's way. */
    static String name() throws IOException {
        return facts().getProperty("cpu")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }

    /** Before anything is measured: results of other circumstances go if all are to be renewed, and stand in the way if not. */
    static void begin(Path folder, boolean all) throws IOException {
        Properties before = read(folder);
        Properties now = facts();
        if (before.isEmpty()
                || IDENTITY.stream().allMatch(key -> now.getProperty(key).equals(before.getProperty(key)))) {
            return;
        }
        if (!all) {
            throw new IllegalStateException("the results are from " + describe(before) + "; this is " + describe(now)
                    + ": measure all of them, by page without names, or delete "
                    + folder.toAbsolutePath().normalize());
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                // What this program cannot measure again stays.
                if (!name.equals("pytorch.json") && !name.startsWith("jdk-")) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String describe(Properties facts) {
        return IDENTITY.stream().map(facts::getProperty).collect(Collectors.joining(", "));
    }

    private static Properties facts() throws IOException {
        Properties facts = new Properties();
        facts.setProperty("cpu", cpu());
        facts.setProperty("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.setProperty("lanes", String.valueOf(FloatVector.SPECIES_PREFERRED.vectorBitSize()));
        facts.setProperty("os", System.getProperty("os.name"));
        facts.setProperty("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return facts;
    }

    /** After a run: where, when and of what. */
    static void note(Path folder, String campaign) throws IOException {
        Properties all = read(folder);
        all.putAll(facts());
        all.setProperty("date." + campaign, LocalDate.now().toString());
        all.setProperty("commit." + campaign, commit());
        try (Writer out = Files.newBufferedWriter(folder.resolve(FILE), StandardCharsets.UTF_8)) {
            all.store(out, null);
        }
    }

    /** The facts, with all dates and all commits together; empty if nothing was measured. */
    static Properties read(Path folder) throws IOException {
        Properties facts = new Properties();
        if (Files.exists(folder.resolve(FILE))) {
            try (Reader in = Files.newBufferedReader(folder.resolve(FILE), StandardCharsets.UTF_8)) {
                facts.load(in);
            }
            facts.setProperty("date", all(facts, "date."));
            facts.setProperty("commit", all(facts, "commit."));
        }
        return facts;
    }

    private static String all(Properties facts, String prefix) {
        return facts.stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .map(facts::getProperty)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The name of the processor, as far as the system tells it. */
    public static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        String name = line(info, "model name").replaceAll("\\((R|TM)\\)", "");
        return name + " (family " + line(info, "cpu family") + ", model " + line(info, "model\t") + ")";
    }

    private static String line(Path info, String key) throws IOException {
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        }
    }

    /** The commit that was measured, marked if the sources were changed since. */
    private static String commit() {
        try {
            String changed = git("status", "--porcelain", "--", "../core/src/main", "src/main")
                            .isEmpty()
                    ? ""
                    : "-dirty";
            String hash = git("rev-parse", "--short", "HEAD");
            return hash.matches("[0-9a-f]+") ? hash + changed : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String git(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
