// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The page that a run leaves, of a run that is too short to mean anything. */
class HtmlReportTest {
    private static final Path PAGE = Path.of("target", "browser", "report.html");
    private static final int KERNELS = 4;

    /** What a reader sees: what sticks out to the right, what is drawn, and in which colours. */
    private static final String PROBE = """
            const wide = [...document.querySelectorAll('body *')]
                .filter(e => !e.closest('svg') && e.getBoundingClientRect().right > innerWidth + 1);
            const style = getComputedStyle(document.body);
            return {
              width: innerWidth, scrolls: document.documentElement.scrollWidth > innerWidth, wide: wide.length,
              paper: style.backgroundColor, ink: style.color,
              bars: [...document.querySelectorAll('.bar')].filter(e => e.getBoundingClientRect().width > 1).length,
              points: [...document.querySelectorAll('circle')].filter(e => e.getBoundingClientRect().width > 1).length,
              fetched: performance.getEntriesByType('resource').length
            };
            """;

    @BeforeAll
    static void aShortRun() throws RunnerException, IOException {
        OptionsBuilder options = new OptionsBuilder();
        options.include("SigmoidBenchmark")
                .include("SigmoidDerivativeBenchmark")
                .include("PeakBenchmark")
                .param("size", "1024")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        Files.createDirectories(PAGE.getParent());
        HtmlReport.write(new Runner(options.build()).run(), PAGE);
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        String page = Files.readString(PAGE);
        assertFalse(
                Pattern.compile("https?:|src=|href=|@import|url\\(")
                        .matcher(page)
                        .find(),
                "the page asks for something outside of it");
    }

    @Test
    void aBrowserShowsEveryKernelOnAPhoneAndOnADesk() throws IOException, InterruptedException {
        Optional<Browser> browser = Browser.find();
        assumeTrue(browser.isPresent(), "no Chromium or Chrome on the path to look at the page with");
        JsonNode phone = browser.get().ask(PAGE, 360, "light", PROBE);
        JsonNode desk = browser.get().ask(PAGE, 1280, "light", PROBE);
        JsonNode dark = browser.get().ask(PAGE, 1280, "dark", PROBE);
        assertEquals(360, phone.get("width").asInt());
        for (JsonNode shown : new JsonNode[] {phone, desk, dark}) {
            assertFalse(shown.get("scrolls").asBoolean(), "scrolls sideways: " + shown);
            assertEquals(0, shown.get("wide").asInt(), "sticks out: " + shown);
            assertEquals(2 * KERNELS, shown.get("bars").asInt(), shown.toString());
            assertEquals(KERNELS, shown.get("points").asInt(), shown.toString());
            assertEquals(0, shown.get("fetched").asInt(), shown.toString());
            assertNotEquals(shown.get("paper"), shown.get("ink"));
        }
        assertNotEquals(desk.get("paper"), dark.get("paper"));
        assertTrue(Files.size(PAGE.resolveSibling("report-light-360.png")) > 1000);
    }
}
