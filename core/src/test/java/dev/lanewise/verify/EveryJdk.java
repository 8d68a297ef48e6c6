// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The self-check on every later JDK that Maven finds on this machine, or that {@code ~/.m2/toolchains.xml} lists. Run by a profile of its
 * own, as most machines have none.
 */
class EveryJdk {
    private static final int FIRST = 26;

    /** The folders of the JDKs by their release; of several builds of one release the last that is listed. */
    private static Map<Integer, Path> jdks() throws Exception {
        Map<Integer, Path> jdks = new TreeMap<>();
        Path discovered = Path.of(System.getProperty("lanewise.jdks.discovered"));
        Path listed = Path.of(System.getProperty("user.home"), ".m2", "toolchains.xml");
        assertThat(discovered).isNotEmptyFile();
        for (Path file : new Path[] {discovered, listed}) {
            if (Files.exists(file)) {
                NodeList toolchains = DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getElementsByTagName("toolchain");
                for (int i = 0; i < toolchains.getLength(); i++) {
                    Element toolchain = (Element) toolchains.item(i);
                    String home = text(toolchain, "jdkHome");
                    int release = release(text(toolchain, "version"));
                    if (!home.isEmpty() && release >= FIRST) {
                        jdks.put(release, Path.of(home));
                    }
                }
            }
        }
        return jdks;
    }

    private static String text(Element toolchain, String name) {
        NodeList found = toolchain.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    /** 1.8 is release 1, which is early enough, as is a version that begins with no number. */
    private static int release(String version) {
        String first = version.split("\\D", 2)[0];
        return first.isEmpty() ? 0 : Integer.parseInt(first);
    }

    @Test
    void everyJdkThatIsAskedForIsHere() throws Exception {
        String asked = System.getProperty("lanewise.jdks.asked");
        assertThat(jdks().keySet())
                .as("the releases from %d on that Maven finds or toolchains.xml lists", FIRST)
                .containsAll(Arrays.stream(asked.split(","))
                        .filter(release -> !release.isBlank())
                        .map(release -> release(release.strip()))
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> theSelfCheckIsSoundOn() throws Exception {
        Map<Integer, Path> jdks = jdks();
        assumeThat(jdks)
                .as("no JDK %d or later was found: nothing is proven", FIRST)
                .isNotEmpty();
        System.out.println("JDKs from " + FIRST + " on: " + jdks);
        return jdks.entrySet().stream()
                .map(jdk -> DynamicTest.dynamicTest("JDK " + jdk.getKey(), () -> selfCheck(jdk.getValue())));
    }

    private static void selfCheck(Path home) throws Exception {
        Process process = new ProcessBuilder(
                        home.resolve("bin").resolve("java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        Path.of("target", "classes").toAbsolutePath().toString(),
                        Main.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(output);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("digest   " + Main.goldenDigest() + " as on every machine");
    }
}
