// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.nn.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of a training. */
final class Report {
    private Report() {}

    /** Writes the losses of all epochs as an SVG picture. */
    static Path lossCurve(String title, List<Epoch> epochs, Path file) throws IOException {
        double[] numbers = epochs.stream().mapToDouble(Epoch::number).toArray();
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(450)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle("loss")
                .build();
        chart.addSeries(
                        "training",
                        numbers,
                        epochs.stream().mapToDouble(Epoch::loss).toArray())
                .setMarker(SeriesMarkers.NONE);
        chart.addSeries(
                        "validation",
                        numbers,
                        epochs.stream().mapToDouble(Epoch::validationLoss).toArray())
                .setMarker(SeriesMarkers.NONE);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, ChartEncoder.getBytes(chart, "svg"));
        return file;
    }
}
