// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Matrix;
import dev.lanewise.nn.Dataset;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * Samples from comma-separated lines: features first, the label last, which may be any text. Copy it into a program of your
 * own; it needs commons-csv.
 *
 * @param features one sample per row
 * @param labels the number of each sample's class
 * @param classes the labels' texts in order, as whole numbers if all are
 */
public record Csv(Matrix features, int[] labels, List<String> classes) {
    /** Reads all lines but the first {@code headers}; an error says where and what was expected. */
    public static Csv read(Reader reader, int headers) throws IOException {
        List<CSVRecord> lines;
        try (reader) {
            lines = CSVFormat.DEFAULT.parse(reader).getRecords();
        }
        lines = lines.subList(Math.min(headers, lines.size()), lines.size());
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    "the file has no samples; expected at least one line after " + headers + " header lines");
        }
        int columns = lines.get(0).size();
        Matrix features = Matrix.zeros(lines.size(), columns - 1);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            CSVRecord line = lines.get(i);
            if (line.size() != columns) {
                throw new IllegalArgumentException("line " + (i + 1 + headers) + " has " + line.size()
                        + " columns; expected " + columns + " as in the first");
            }
            for (int j = 0; j < columns - 1; j++) {
                features.set(i, j, number(line.get(j), i + 1 + headers, j + 1));
            }
            texts.add(line.get(columns - 1).strip());
        }
        List<String> classes = classes(texts);
        return new Csv(features, texts.stream().mapToInt(classes::indexOf).toArray(), classes);
    }

    /** The samples with a target column for two classes, or one for each of several. */
    public Dataset data() {
        return classes.size() == 2
                ? Dataset.binary(features, labels)
                : Dataset.classes(features, labels, classes.size());
    }

    private static List<String> classes(List<String> texts) {
        boolean whole = texts.stream().allMatch(text -> text.matches("[0-9]{1,9}"));
        List<String> classes = new ArrayList<>(new TreeSet<>(texts));
        if (whole) {
            classes.sort((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
        }
        if (classes.size() < 2) {
            throw new IllegalArgumentException("all labels are \"" + texts.get(0) + "\"; expected two classes or more");
        }
        return classes;
    }

    private static float number(String text, int line, int column) {
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for NaN and infinities.
        }
        throw new IllegalArgumentException(
                "line " + line + ", column " + column + " is \"" + text + "\"; expected a finite number");
    }
}
