// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Matrix;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Samples from comma-separated lines: features first, the label, a whole number, last. */
record Csv(Matrix features, int[] labels) {
    /** Reads all lines but the first {@code headers}; an error says where and what was expected. */
    static Csv read(Reader reader, int headers) throws IOException {
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
        int[] labels = new int[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            CSVRecord line = lines.get(i);
            if (line.size() != columns) {
                throw new IllegalArgumentException("line " + (i + 1 + headers) + " has " + line.size()
                        + " columns; expected " + columns + " as in the first");
            }
            for (int j = 0; j < columns - 1; j++) {
                features.set(i, j, number(line.get(j), i + 1 + headers, j + 1));
            }
            labels[i] = label(line.get(columns - 1), i + 1 + headers, columns);
        }
        return new Csv(features, labels);
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

    private static int label(String text, int line, int column) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "line " + line + ", column " + column + " is \"" + text + "\"; expected a whole number", e);
        }
    }
}
