// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real browser without a window: Chromium or one of its kin, where the path has one. */
record Browser(Path program) {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge");
    private static final Pattern ANSWER = Pattern.compile("<title>answer (\\{.*?})</title>");
    private static final int HEIGHT = 800;

    /** The first on the path. */
    static Optional<Browser> find() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (String name : NAMES) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return Optional.of(new Browser(program));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What a script finds on a page that is shown so wide, in a light or in a dark scheme. The page is shown in a frame, as a window
     * cannot be made as narrow as a phone; a picture of it is left beside the page.
     */
    JsonNode ask(Path page, int width, String scheme, String script) throws IOException, InterruptedException {
        Path probed = sibling(page, "probed", ".html");
        String probe =
                "<script>addEventListener('load', () => parent.postMessage((() => {" + script + "})(), '*'))</script>";
        Files.writeString(probed, Files.readString(page).replace("</body>", probe + "</body>"));
        Path frame = sibling(page, scheme + "-" + width, ".html");
        Files.writeString(frame, """
                <!DOCTYPE html><title>no answer</title>
                <script>addEventListener('message', e => { document.title = 'answer ' + JSON.stringify(e.data) })</script>
                <style>body { margin: 0 } iframe { border: 0; color-scheme: %s }</style>
                <iframe src="%s" width="%d" height="%d"></iframe>
                """.formatted(scheme, probed.getFileName(), width, HEIGHT));
        Path picture = sibling(page, scheme + "-" + width, ".png");
        run(frame, "--screenshot=" + picture.toAbsolutePath(), "--window-size=" + Math.max(width, 600) + "," + HEIGHT);
        Matcher answer = ANSWER.matcher(run(frame, "--dump-dom"));
        if (!answer.find()) {
            throw new IOException(program + " did not run the script on " + page);
        }
        return new ObjectMapper().readTree(answer.group(1).replace("&amp;", "&"));
    }

    private static Path sibling(Path page, String what, String ending) {
        return page.resolveSibling(page.getFileName().toString().replace(".html", "-" + what + ending));
    }

    private String run(Path page, String... options) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(page.toAbsolutePath().getParent(), "profile");
        Path out = sibling(page, "answer", ".txt");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--virtual-time-budget=2000",
                "--user-data-dir=" + profile));
        command.addAll(List.of(options));
        command.add(page.toUri().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(program + " did not end within a minute");
        }
        return Files.readString(out);
    }
}
