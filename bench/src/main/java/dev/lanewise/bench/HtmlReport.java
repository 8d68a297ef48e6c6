// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Precision;
import dev.lanewise.bench.page.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * The run as one page that needs nothing else: bars of scalar against vector, and each kernel under the roof of this machine
 * (Williams, Waterman and Patterson, <i>Roofline</i>, CACM 52(4), 2009).
 */
final class HtmlReport {
    /** One kernel in one shape, in single or double precision. */
    private record Row(String name, BenchmarkParams params, double scalar, double vector) {}

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 50;
    private static final int BOTTOM = 36;

    private final List<Row> rows = new ArrayList<>();
    private double peak = Double.NaN;
    private double bandwidth = Double.NaN;

    private HtmlReport(Collection<RunResult> results) {
        Report.pairs(results).forEach((key, pair) -> add(key, pair[0], pair[1]));
    }

    private void add(String key, RunResult scalar, RunResult vector) {
        if (vector == null) {
            return;
        }
        double work = Work.of(vector.getParams());
        double rate = work / Report.score(vector);
        if (key.startsWith("PeakBenchmark.fma")) {
            peak = rate;
        } else if (key.startsWith("PeakBenchmark.copy")) {
            bandwidth = 2 * Float.BYTES * rate;
        } else if (scalar != null) {
            rows.add(new Row(
                    key.replace('|', ' ').replace("Benchmark", ""),
                    vector.getParams(),
                    work / Report.score(scalar),
                    rate));
        }
    }

    /** Writes the page. */
    static void write(Collection<RunResult> results, Path file) throws IOException {
        Files.writeString(file, new HtmlReport(results).page());
    }

    private String page() throws IOException {
        StringBuilder body = new StringBuilder();
        for (Row row : rows) {
            bar(body, row);
        }
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Lanewise: scalar against vector</title>
                <style>
                :root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --faint: #8a93a3; --slow: #b8c0cc; --fast: #2f6fdb; }
                @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --paper: #14181f; --faint: #7d8797; --slow: #4a5463; --fast: #6ea1f5; } }
                body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
                h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } p.small { color: var(--faint); font-size: .85rem; }
                .row { margin: .7rem 0; } .name { font-size: .9rem; overflow-wrap: anywhere; } .name b { float: right; }
                .bar { height: .6rem; border-radius: .2rem; margin-top: .15rem; } .scalar { background: var(--slow); } .vector { background: var(--fast); }
                svg { width: 100%%; height: auto; } .half { stroke-dasharray: 6 4; } text { fill: var(--ink); font-size: 11px; } .axis { stroke: var(--faint); } .roof { stroke: var(--ink); stroke-width: 2; fill: none; }
                .point { fill: var(--fast); } .label { font-size: 9px; fill: var(--faint); }
                @media (max-width: 30rem) { text { font-size: 15px; } .label { display: none; } }
                </style></head><body>
                <h1>Lanewise: scalar against vector</h1>
                <p class="small">%s</p>
                <h2>Speed</h2>
                <p class="small">Grey the scalar reference, blue the vectors; every step of the scale is a factor of ten. Billions of floating-point
                operations a second for products and training steps, of elements for the others.</p>
                %s
                <h2>The roof of this machine</h2>
                <p class="small">Billions of operations a second against operations for each byte that must move at least. Nothing can lie above the roof:
                multiply-adds that never leave the registers (dashed: half as many, as double precision has half the lanes), and a copy that only moves memory.
                Point at a circle for its name.</p>
                %s
                </body></html>
                """.formatted(machine(), body, roofline());
    }

    private static String machine() throws IOException {
        return escaped(
                Machine.cpu() + ", " + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors; "
                        + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + "; "
                        + jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize()
                        + "-bit vectors; one thread; --add-modules jdk.incubator.vector; "
                        + LocalDate.now());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void bar(StringBuilder html, Row row) {
        html.append("<div class=\"row\"><div class=\"name\">")
                .append(escaped(row.name()))
                .append(String.format(
                        Locale.ROOT,
                        "<b>%.3g &rarr; %.4g, %.1fx</b></div>",
                        row.scalar(),
                        row.vector(),
                        row.vector() / row.scalar()));
        for (boolean vector : new boolean[] {false, true}) {
            double width = 20 * Math.log10(1000 * (vector ? row.vector() : row.scalar()));
            html.append(String.format(
                    Locale.ROOT,
                    "<div class=\"bar %s\" style=\"width:%.1f%%\"></div>",
                    vector ? "vector" : "scalar",
                    Math.clamp(width, 1, 100)));
        }
        html.append("</div>\n");
    }

    /** Operations for each element, counted in the definitions. */
    private static double operations(BenchmarkParams params) {
        String name = params.getBenchmark();
        return name.endsWith("SigmoidBenchmark.sigmoid")
                ? 38
                : name.endsWith("fromInput") ? 45 : name.endsWith("backward") ? 3 : name.endsWith("fromOutput") ? 2 : 1;
    }

    /** Bytes that one call must read and write at least. */
    private static double bytes(BenchmarkParams params) {
        String precision = params.getParam("precision");
        int width = (precision == null ? Precision.SINGLE : Precision.valueOf(precision)).bytes();
        if (params.getParam("shape") != null) {
            return width * Shape.parse(params.getParam("shape")).elements();
        }
        if (params.getParam("network") != null) {
            int[] sizes = TrainStepBenchmark.sizes(params.getParam("network"));
            double weights = 0;
            for (int layer = 1; layer < sizes.length; layer++) {
                weights += (double) sizes[layer - 1] * sizes[layer];
            }
            return width * (3 * weights + (double) TrainStepBenchmark.batch(params.getParam("network")) * sizes[0]);
        }
        boolean two = params.getBenchmark().endsWith("backward");
        return width * (two ? 3 : 2) * Double.parseDouble(params.getParam("size"));
    }

    private String roofline() {
        if (Double.isNaN(peak) || Double.isNaN(bandwidth)) {
            return "<p>The run had no PeakBenchmark.</p>";
        }
        StringBuilder svg = new StringBuilder(
                "<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"roofline\">");
        for (int decade = -1; decade <= 3; decade++) {
            line(svg, "axis", x(Math.pow(10, decade)), HEIGHT - BOTTOM, x(Math.pow(10, decade)), HEIGHT - BOTTOM + 5);
            text(svg, "", x(Math.pow(10, decade)) - 8, HEIGHT - 16, number(Math.pow(10, decade)));
        }
        for (int decade = 0; decade <= 3; decade++) {
            line(svg, "axis", LEFT - 5, y(Math.pow(10, decade)), LEFT, y(Math.pow(10, decade)));
            text(svg, "", 8, y(Math.pow(10, decade)) + 4, number(Math.pow(10, decade)));
        }
        text(svg, "", WIDTH - 250, HEIGHT - 2, "operations for each byte");
        text(svg, "", 4, 16, "G operations/s");
        double ridge = peak / bandwidth;
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"roof\" points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>",
                x(0.1),
                y(0.1 * bandwidth),
                x(ridge),
                y(peak),
                x(1000),
                y(peak)));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"roof half\" points=\"%.1f,%.1f %.1f,%.1f\"/>",
                x(ridge / 2),
                y(peak / 2),
                x(1000),
                y(peak / 2)));
        for (Row row : rows) {
            point(svg, row);
        }
        return svg.append("</svg>").toString();
    }

    private void point(StringBuilder svg, Row row) {
        boolean products = row.params().getParam("size") == null
                || row.params().getParam("shape") != null
                || row.params().getParam("network") != null;
        double factor = products ? 1 : operations(row.params());
        double work = Work.of(row.params()) * factor;
        double at = x(work / bytes(row.params()));
        double height = y(row.vector() * factor);
        svg.append(String.format(
                Locale.ROOT,
                "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s: %.4g</title></circle>",
                at,
                height,
                escaped(row.name()),
                row.vector() * factor));
        text(svg, "label", at + 6, height + 3, escaped(row.name().replaceFirst("^\\S+\\.", "")));
    }

    private static double x(double intensity) {
        return LEFT + (Math.log10(Math.clamp(intensity, 0.1, 1000)) + 1) / 4 * (WIDTH - LEFT - 20);
    }

    private static double y(double rate) {
        return HEIGHT - BOTTOM - Math.log10(Math.clamp(rate, 1, 1000)) / 3 * (HEIGHT - BOTTOM - 24);
    }

    private static String number(double value) {
        return value < 1 ? String.valueOf(value) : String.valueOf((int) value);
    }

    private static void line(StringBuilder svg, String kind, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                kind,
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, String kind, double x, double y, String text) {
        svg.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", kind, x, y, text));
    }
}
