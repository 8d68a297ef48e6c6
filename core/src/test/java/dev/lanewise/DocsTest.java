// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.lanewise.tck.BackendContract;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What the README and the pages show as Java compiles as it stands, and runs if it has a main method; their links lead somewhere. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public (?:final )?class (\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> site = Files.list(ROOT.resolve(Path.of("src", "site", "markdown")))) {
            Stream.concat(top, site)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    private static List<String> blocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void thereAreExamples() throws IOException {
        int examples = 0;
        for (Path page : pages()) {
            examples += blocks(page).size();
        }
        assertThat(examples).isGreaterThanOrEqualTo(4);
    }

    @Test
    void theReadmeShowsTheGoldenDigest() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains("digest   " + dev.lanewise.verify.Main.goldenDigest() + " as on every machine")
                .contains("weights  sha-256 " + dev.lanewise.verify.Main.goldenWeights() + " as on every machine");
    }

    /** The blocks of one page may use each other; what has a main method is run, and what is a test of a backend too. */
    @ParameterizedTest
    @MethodSource("pages")
    void theExamplesCompileAndRun(Path page, @TempDir Path folder) throws Exception {
        List<Path> sources = new ArrayList<>();
        for (String block : blocks(page)) {
            Matcher name = CLASS.matcher(block);
            assertThat(name.find()).as("a public class in %s", block).isTrue();
            sources.add(Files.writeString(folder.resolve(name.group(1) + ".java"), block));
        }
        if (sources.isEmpty()) {
            return;
        }
        compile(sources, folder);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            for (Path source : sources) {
                run(loader.loadClass(source.getFileName().toString().replace(".java", "")));
            }
        }
    }

    private static void compile(List<Path> sources, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(sources))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    private static void run(Class<?> example) throws Exception {
        if (BackendContract.class.isAssignableFrom(example)) {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(example))
                                    .build(),
                            summary);
            assertThat(summary.getSummary().getTestsSucceededCount()).isGreaterThan(20);
            assertThat(summary.getSummary().getFailures()).isEmpty();
        }
        for (Method method : example.getMethods()) {
            if (method.getName().equals("main")) {
                method.invoke(null, (Object) new String[0]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksToFilesLeadToFiles(Path page) throws IOException {
        List<String> links = LINK.matcher(Files.readString(page))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        for (String link : links) {
            // On the site, pages become HTML, resources lie beside them, and the API is generated.
            Path asPage = page.resolveSibling(link.replaceFirst("\\.html$", ".md"));
            Path asResource = ROOT.resolve(Path.of("src", "site", "resources")).resolve(link);
            boolean leads = Files.exists(asPage) || Files.exists(asResource) || link.startsWith("apidocs/");
            assertThat(leads).as("%s in %s leads to a file", link, page).isTrue();
        }
    }
}
