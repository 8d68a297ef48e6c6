// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown; the first column is text, the others are numbers. */
final class Table {
    private static final int HEADER = 2;

    private final List<String> lines = new ArrayList<>();

    Table(String... header) {
        row((Object[]) header);
        lines.add("|---" + "|---:".repeat(header.length - 1) + "|");
    }

    /** Cells as they are; doubles with three significant digits, NaN as a dash. */
    Table row(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ')
                    .append(cell instanceof Double number ? number(number) : cell)
                    .append(" |");
        }
        lines.add(line.toString());
        return this;
    }

    static String number(double x) {
        if (Double.isNaN(x)) {
            return "-";
        }
        double size = Math.abs(x);
        return String.format(Locale.ROOT, size >= 100 || x == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", x);
    }

    /** A time with its unit. */
    static String time(double nanos) {
        if (Double.isNaN(nanos)) {
            return "-";
        }
        if (nanos < 1e4) {
            return number(nanos) + " ns";
        }
        return nanos < 1e7 ? number(nanos / 1e3) + " µs" : number(nanos / 1e6) + " ms";
    }

    private boolean isEmpty() {
        return lines.size() == HEADER;
    }

    /** In Markdown; nothing without rows. */
    @Override
    public String toString() {
        return isEmpty() ? "" : String.join("\n", lines);
    }
}
