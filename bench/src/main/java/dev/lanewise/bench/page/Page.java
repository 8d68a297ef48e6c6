// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Writes BENCHMARKS.md and the figures of the README, or, on another kind of processor than that of BENCHMARKS.md, a page of its
 * own beside the others: {@code page} measures and writes, {@code page keep} writes from the results that are there,
 * {@code page peers sizes} measures those runs again, on the machine of the others, and writes. What has no data is left out.
 */
public final class Page {
    private static final Path RESULTS = Path.of("results");
    /** Names the folder of the results that BENCHMARKS.md shows. */
    private static final Path FIRST = RESULTS.resolve("first.txt");

    private static final Path IMAGES = Path.of("..", "src", "site", "resources", "images");
    private static final Path PAGES = Path.of("..", "src", "site", "markdown");
    private static final Path PAGE = Path.of("..", "BENCHMARKS.md");
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern FIGURES =
            Pattern.compile("(<!-- figures -->\\n).*?(<!-- end of figures -->)", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z0-9-]+)}}");
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=## )");

    private Page() {}

    /** The name of the program's first argument. */
    public static final String COMMAND = "page";

    /** Runs with the arguments after the command. */
    public static void main(String[] names) throws IOException, RunnerException {
        String machine = Machine.name();
        boolean measured = !List.of(names).equals(List.of("keep"));
        if (measured) {
            measure(RESULTS.resolve(machine), names);
        }
        String first = Files.exists(FIRST) ? Files.readString(FIRST).strip() : machine;
        for (String kept : kept()) {
            if (!measured || kept.equals(machine) || kept.equals(first)) {
                write(kept, kept.equals(first));
            }
        }
    }

    private static void measure(Path folder, String[] names) throws IOException, RunnerException {
        Machine.begin(folder, names.length == 0);
        for (Campaign campaign : Campaign.named(List.of(names))) {
            if (campaign.isPossible()) {
                campaign.run(folder);
                Machine.note(folder, campaign.name());
            }
        }
    }

    /** The machines that have results. */
    private static List<String> kept() throws IOException {
        try (Stream<Path> folders = Files.list(RESULTS)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static void write(String name, boolean first) throws IOException {
        Path folder = RESULTS.resolve(name);
        Properties machine = Machine.read(folder);
        machine.setProperty("folder", name);
        machine.setProperty("root", first ? "" : "../../../");
        machine.setProperty("images", first ? "src/site/resources/images" : "images/" + name);
        machine.setProperty("others", others(name, first));
        Results results = new Results(folder, Integer.parseInt(machine.getProperty("lanes")));
        Path images = first ? IMAGES : IMAGES.resolve(name);
        new Charts(results, images).draw();
        PyTorch pytorch = PyTorch.read(folder);
        machine.setProperty("pytorch", pytorch.version());
        Map<String, Supplier<String>> tables = new Tables(results, pytorch, SelfChecks.read(folder)).all();
        Path page = first ? PAGE : PAGES.resolve("benchmarks-" + name + ".md");
        Files.writeString(page, withoutMissing(fill(sections(read("BENCHMARKS.md"), tables), machine, tables), images));
        if (first) {
            String figures = Matcher.quoteReplacement(fill(read("figures.md"), machine, tables));
            String readme = FIGURES.matcher(Files.readString(README)).replaceFirst("$1" + figures + "$2");
            Files.writeString(README, readme);
        }
        System.out.println("written: " + page.toAbsolutePath().normalize());
    }

    /** Links to the pages of the other machines. */
    private static String others(String name, boolean first) throws IOException {
        List<String> links = new ArrayList<>();
        if (!first) {
            links.add("[BENCHMARKS.md](../../../BENCHMARKS.md)");
        }
        for (String other : kept()) {
            boolean isFirst =
                    Files.exists(FIRST) && Files.readString(FIRST).strip().equals(other);
            if (!other.equals(name) && !isFirst) {
                String path = "benchmarks-" + other + ".md";
                links.add("[" + Machine.read(RESULTS.resolve(other)).getProperty("cpu") + "]("
                        + (first ? "src/site/markdown/" : "") + path + ")");
            }
        }
        return links.isEmpty() ? "none yet" : String.join(", ", links);
    }

    /** Without the sections whose tables are all empty. */
    static String sections(String template, Map<String, Supplier<String>> tables) {
        StringBuilder kept = new StringBuilder();
        for (String section : SECTION.split(template)) {
            List<String> found = PLACE.matcher(section)
                    .results()
                    .map(place -> place.group(1))
                    .filter(tables::containsKey)
                    .map(table -> tables.get(table).get())
                    .toList();
            if (found.isEmpty() || !found.stream().allMatch(String::isEmpty)) {
                kept.append(section);
            }
        }
        return kept.toString();
    }

    /** Without the pictures that could not be drawn. */
    private static String withoutMissing(String page, Path images) {
        return Pattern.compile("!\\[[^]]*]\\([^)]*/([a-z]+\\.svg)\\)\\n\\n")
                .matcher(page)
                .replaceAll(picture -> Files.exists(images.resolve(picture.group(1)))
                        ? Matcher.quoteReplacement(picture.group())
                        : "");
    }

    private static String read(String template) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(template)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Replaces each {{name}} by the table or the fact of that name. */
    static String fill(String template, Properties machine, Map<String, Supplier<String>> tables) {
        Matcher matcher = PLACE.matcher(template);
        StringBuilder page = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            Supplier<String> table = tables.get(name);
            String text = table != null ? table.get() : machine.getProperty(name);
            text = table != null && text.isEmpty() ? "Not measured here." : text;
            if (text == null) {
                throw new IllegalStateException("the template asks for \"" + name + "\"; expected a table or a fact");
            }
            matcher.appendReplacement(page, Matcher.quoteReplacement(text));
        }
        return matcher.appendTail(page).toString();
    }
}
