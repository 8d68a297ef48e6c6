// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Matrix;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What the trainings show: accuracy, a confusion matrix and the loss curve. */
final class Report {
    private Report() {}

    /** The class of a row: the greatest column, or, with a single column, whether it is at least one half. */
    static int classOf(Matrix rows, int i) {
        if (rows.cols() == 1) {
            return rows.get(i, 0) >= 0.5f ? 1 : 0;
        }
        int best = 0;
        for (int j = 1; j < rows.cols(); j++) {
            best = rows.get(i, j) > rows.get(i, best) ? j : best;
        }
        return best;
    }

    static int[][] confusion(Matrix answers, Dataset data) {
        int classes = Math.max(2, answers.cols());
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < answers.rows(); i++) {
            counts[classOf(data.targets(), i)][classOf(answers, i)]++;
        }
        return counts;
    }

    static double accuracy(int[][] confusion) {
        int right = 0;
        int all = 0;
        for (int i = 0; i < confusion.length; i++) {
            for (int j = 0; j < confusion.length; j++) {
                right += i == j ? confusion[i][j] : 0;
                all += confusion[i][j];
            }
        }
        return (double) right / all;
    }

    static void print(int[][] confusion, String... names) {
        System.out.printf("%n%-12s answered%n%-12s", "", "true class");
        for (String name : names) {
            System.out.printf("%10s", name);
        }
        System.out.println();
        for (int i = 0; i < confusion.length; i++) {
            System.out.printf("%-12s", names[i]);
            for (int count : confusion[i]) {
                System.out.printf("%10d", count);
            }
            System.out.println();
        }
    }

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
