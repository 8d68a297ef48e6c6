// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures of the page: grey on nothing, so that they read on light and on dark backgrounds. */
final class Charts {
    private static final Color CLEAR = new Color(0, 0, 0, 0);
    private static final Color INK = new Color(0x80, 0x80, 0x80);
    private static final Color GRID = new Color(0x80, 0x80, 0x80, 0x50);
    private static final Color[] COLOURS = {
        new Color(0xd6, 0x3b, 0x2f),
        new Color(0x2f, 0x86, 0xd6),
        new Color(0xb0, 0x7a, 0x10),
        new Color(0x2f, 0x9e, 0x5b),
        new Color(0x98, 0x5f, 0xc9),
        new Color(0x1f, 0x9c, 0x9c),
        new Color(0xc9, 0x5f, 0x9a),
        INK
    };
    private final Results results;
    private final Path folder;

    Charts(Results results, Path folder) {
        this.results = results;
        this.folder = folder;
    }

    void draw() throws IOException {
        Files.createDirectories(folder);
        gemm();
        sigmoid();
        cold();
        jobs();
    }

    private static XYChart chart(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(860)
                .height(480)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler()
                .setChartBackgroundColor(CLEAR)
                .setPlotBackgroundColor(CLEAR)
                .setLegendBackgroundColor(CLEAR)
                .setLegendBorderColor(CLEAR)
                .setLegendPosition(LegendPosition.OutsideE)
                .setChartFontColor(INK)
                .setSeriesColors(COLOURS);
        chart.getStyler().setPlotBorderColor(INK);
        chart.getStyler()
                .setPlotGridLinesColor(GRID)
                .setAxisTickLabelsColor(INK)
                .setAxisTickMarksColor(INK)
                .setYAxisMin(0.0);
        return chart;
    }

    private void save(XYChart chart, String name) throws IOException {
        Files.write(folder.resolve(name), ChartEncoder.getBytes(chart, "svg"));
    }

    private static XYSeries line(
            XYChart chart,
            String name,
            List<Measurement> points,
            ToDoubleFunction<Measurement> x,
            ToDoubleFunction<Measurement> y) {
        double[] xs = points.stream().mapToDouble(x).toArray();
        double[] ys = points.stream().mapToDouble(y).toArray();
        return chart.addSeries(name, xs, ys);
    }

    private static void roof(XYChart chart, String name, double from, double to, double level) {
        chart.addSeries(name, new double[] {from, to}, new double[] {level, level})
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(
                        new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0))
                .setLineColor(INK);
    }

    private static double side(Measurement m) {
        return Double.parseDouble(m.param("shape").split("x")[0]);
    }

    private void gemm() throws IOException {
        List<Measurement> all = results.of("peers");
        if (all.isEmpty()) {
            return;
        }
        XYChart chart = chart("C = A B, fp32, n x n, one thread", "n", "GFLOP/s");
        chart.getStyler().setXAxisLogarithmic(true);
        for (String peer : Results.values(all, "peer")) {
            List<Measurement> points =
                    all.stream().filter(m -> m.param("peer").equals(peer)).toList();
            line(chart, peer, points, Charts::side, Measurement::gflops);
        }
        List<Measurement> scalar = results.of("scalar");
        if (!scalar.isEmpty()) {
            line(chart, "scalar", scalar, Charts::side, Measurement::gflops);
        }
        roof(chart, "fma peak", 4, 1024, results.peak("peak"));
        save(chart, "gemm.svg");
    }

    private void sigmoid() throws IOException {
        List<Measurement> all = results.of("sigmoid").stream()
                .filter(m -> m.benchmark().endsWith(".sigmoid"))
                .toList();
        if (all.isEmpty()) {
            return;
        }
        XYChart chart = chart("sigmoid, fp32, one thread", "elements", "G elements/s");
        chart.getStyler().setXAxisLogarithmic(true);
        ToDoubleFunction<Measurement> size = m -> Double.parseDouble(m.param("size"));
        for (String backend : List.of("vector", "scalar", "")) {
            List<Measurement> points =
                    all.stream().filter(m -> m.param("backend").equals(backend)).toList();
            if (!points.isEmpty()) {
                line(
                        chart,
                        backend.isEmpty() ? "Math.exp" : backend,
                        points,
                        size,
                        m -> size.applyAsDouble(m) / m.nanos());
            }
        }
        results.of("peak").stream()
                .filter(m -> m.benchmark().equals("PeakBenchmark.copy")
                        && m.param("size").equals("16777216"))
                .findFirst()
                .ifPresent(m -> roof(chart, "copy from memory", 1024, 16777216, size.applyAsDouble(m) / m.nanos()));
        save(chart, "sigmoid.svg");
    }

    /** Time to the result against the length of the training. */
    private void jobs() throws IOException {
        List<Measurement> trainings = results.of("jobs").stream()
                .filter(m -> m.param("job").matches("30-16-1 \\d+ epochs"))
                .toList();
        if (trainings.isEmpty()) {
            return;
        }
        XYChart chart = chart("from a cold JVM to the trained network, 569 rows, 30-16-1", "epochs", "milliseconds");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true).setYAxisMin(100.0);
        for (String backend : List.of("best", "vector", "scalar")) {
            List<Measurement> points = trainings.stream()
                    .filter(m -> m.param("backend").equals(backend))
                    .toList();
            line(chart, backend, points, m -> Double.parseDouble(m.param("job").split(" ")[1]), m -> m.nanos() / 1e6);
        }
        save(chart, "jobs.svg");
    }

    private void cold() throws IOException {
        XYChart chart = chart("from a cold JVM: each call of a 256 x 256 x 256 product", "call", "microseconds");
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(100.0).setXAxisMaxLabelCount(7);
        Optional<Measurement> cold = results.one("cold", m -> m.param("shape").startsWith("256"));
        cold.ifPresent(m -> {
            for (int fork = 0; fork < m.forks().length; fork++) {
                double[] calls = m.forks()[fork];
                double[] numbers = new double[calls.length];
                double[] micros = new double[calls.length];
                for (int i = 0; i < calls.length; i++) {
                    numbers[i] = i + 1;
                    micros[i] = calls[i] / 1e3;
                }
                chart.addSeries("JVM " + (fork + 1), numbers, micros).setMarker(SeriesMarkers.NONE);
            }
        });
        if (cold.isPresent()) {
            save(chart, "cold.svg");
        }
    }
}
