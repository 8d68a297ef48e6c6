// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Writes BENCHMARKS.md and the figures of the README: {@code page} measures and writes, {@code page keep} writes from the results
 * that are there, {@code page peers sizes} measures those runs again, on the machine of the others, and writes.
 */
public final class Page {
    private static final Path RESULTS = Path.of("results");
    private static final Path CHARTS = Path.of("..", "src", "site", "resources", "images");
    private static final Path PAGE = Path.of("..", "BENCHMARKS.md");
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern FIGURES =
            Pattern.compile("(<!-- figures -->\\n).*?(<!-- end of figures -->)", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z0-9-]+)}}");

    private Page() {}

    /** The name of the program's first argument. */
    public static final String COMMAND = "page";

    /** Runs with the arguments after the command. */
    public static void main(String[] names) throws IOException, RunnerException {
        if (!List.of(names).equals(List.of("keep"))) {
            Machine.begin(RESULTS, names.length == 0);
            for (Campaign campaign : Campaign.named(List.of(names))) {
                if (campaign.isPossible()) {
                    campaign.run(RESULTS);
                    Machine.note(RESULTS, campaign.name());
                }
            }
        }
        Properties machine = Machine.read(RESULTS);
        Results results = new Results(RESULTS, Integer.parseInt(machine.getProperty("lanes")));
        new Charts(results, CHARTS).draw();
        PyTorch pytorch = PyTorch.read(RESULTS);
        machine.setProperty("pytorch", pytorch.version());
        Map<String, Supplier<String>> tables = new Tables(results, pytorch).all();
        Files.writeString(PAGE, fill(read("BENCHMARKS.md"), machine, tables));
        String figures = Matcher.quoteReplacement(fill(read("figures.md"), machine, tables));
        String readme = FIGURES.matcher(Files.readString(README)).replaceFirst("$1" + figures + "$2");
        Files.writeString(README, readme);
        System.out.println("written: " + PAGE.toAbsolutePath().normalize());
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
            if (text == null) {
                throw new IllegalStateException("the template asks for \"" + name + "\"; expected a table or a fact");
            }
            matcher.appendReplacement(page, Matcher.quoteReplacement(text));
        }
        return matcher.appendTail(page).toString();
    }
}
