// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
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

    static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (Path page : pages()) {
            BLOCK.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(blocks::add);
        }
        return blocks;
    }

    @Test
    void thereAreExamples() throws IOException {
        assertThat(blocks()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theExamplesCompileAndRun(String block, @TempDir Path folder) throws Exception {
        Matcher name = CLASS.matcher(block);
        assertThat(name.find()).as("a public class in %s", block).isTrue();
        Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), block);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        if (block.contains("static void main(")) {
            try (URLClassLoader loader = new URLClassLoader(
                    new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
                loader.loadClass(name.group(1))
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) new String[0]);
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
