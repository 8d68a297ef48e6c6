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
 * Writes a page for each machine that has results, and for the first of them also BENCHMARKS.md and the figures of the README: {@code page} measures and writes, {@code page keep} writes from the results that are there,
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
                write(kept, kept.equals(first) ? IMAGES : IMAGES.resolve(kept), kept.equals(first));
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
            return folders.filter(folder -> Files.exists(folder.resolve(Machine.FILE)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static void write(String name, Path images, boolean first) throws IOException {
        Path folder = RESULTS.resolve(name);
        Properties machine = Machine.read(folder);
        machine.setProperty("folder", name);
        Results results = new Results(folder, Integer.parseInt(machine.getProperty("lanes")));
        new Charts(results, images).draw();
        PyTorch pytorch = PyTorch.read(folder);
        machine.setProperty("pytorch", pytorch.version());
        Map<String, Supplier<String>> tables = new Tables(results, pytorch, SelfChecks.read(folder)).all();
        Path page = PAGES.resolve("benchmarks-" + name + ".md");
        write(page, machine, tables, images, "../../../", "");
        if (first) {
            write(PAGE, machine, tables, images, "", "src/site/markdown/");
            String figures = Matcher.quoteReplacement(fill(read("figures.md"), machine, tables));
            String readme = FIGURES.matcher(Files.readString(README)).replaceFirst("$1" + figures + "$2");
            Files.writeString(README, readme);
        }
    }

    /** One page, from which this is the way to the root of the project, and this to the other pages. */
    private static void write(
            Path page, Properties machine, Map<String, Supplier<String>> tables, Path images, String root, String pages)
            throws IOException {
        machine.setProperty("root", root);
        machine.setProperty("pages", pages);
        String where = PAGES.relativize(images).toString().replace('\\', '/').replace("../resources/", "");
        machine.setProperty("images", pages.isEmpty() ? where : "src/site/resources/" + where);
        machine.setProperty("others", others(machine.getProperty("folder"), pages));
        Files.writeString(page, withoutMissing(fill(sections(read("BENCHMARKS.md"), tables), machine, tables), images));
        System.out.println("written: " + page.toAbsolutePath().normalize());
    }

    /** Links to the pages of the other machines. */
    private static String others(String name, String pages) throws IOException {
        List<String> links = new ArrayList<>();
        for (String other : kept()) {
            if (!other.equals(name)) {
                links.add("[" + Machine.read(RESULTS.resolve(other)).getProperty("cpu") + "](" + pages + "benchmarks-"
                        + other + ".md)");
            }
        }
        return links.isEmpty() ? "none yet" : String.join(", ", links);
    }

    /** Without the sections whose tables are all empty, and without single tables that are, each with the text before it. */
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
                kept.append(withoutEmpty(section, tables));
            }
        }
        return kept.toString();
    }

    private static String withoutEmpty(String section, Map<String, Supplier<String>> tables) {
        List<String> kept = new ArrayList<>();
        int texts = 0;
        for (String block : section.strip().split("\n\n")) {
            Matcher place = PLACE.matcher(block);
            boolean isTable = place.matches() && tables.containsKey(place.group(1));
            boolean isText = !isTable && !block.startsWith("#") && !block.startsWith("!");
            if (isTable && tables.get(place.group(1)).get().isEmpty()) {
                // The first text speaks for the whole section.
                if (texts > 1) {
                    kept.removeLast();
                }
            } else {
                kept.add(block);
            }
            texts = isText ? texts + 1 : isTable ? 1 : texts;
        }
        return String.join("\n\n", kept) + "\n\n";
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
