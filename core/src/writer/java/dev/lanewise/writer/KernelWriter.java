// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

import dev.lanewise.writer.KernelTable.Edge;
import dev.lanewise.writer.KernelTable.Feed;
import dev.lanewise.writer.KernelTable.Row;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the microkernel of a row: accumulators as named locals, and one flat loop over k. */
final class KernelWriter {
    private final Row row;
    private final boolean packed;
    private final boolean panels;

    private KernelWriter(Row row) {
        this.row = row;
        packed = row.feed() != Feed.DIRECT;
        panels = row.feed() == Feed.PANELS;
    }

    static String write(Row row, Type type) {
        String text = new KernelWriter(row).text();
        return Type.head("KernelWriter", type.folder) + type.fill(text.replace("$folder", type.folder));
    }

    private String text() {
        return imports() + javadoc() + "final class " + row.file() + " {\n    private " + row.file() + "() {}\n\n"
                + "    static void multiply(Microtile t) {\n" + operands() + edges() + accumulators()
                + "        if (!zero) {\n" + rows("            ", i -> vectors(v -> load(i, v))) + "        }\n"
                + "        for (int p = 0; p < k; p++) {\n" + columns() + rows("            ", this::step)
                + "        }\n" + rows("        ", i -> vectors(v -> store(i, v))) + "    }\n}\n";
    }

    private String imports() {
        boolean count = packed || row.vectors() > 1;
        return (packed ? "import static dev.lanewise.vector.$folder.Lanes.A_STRIDE;\n" : "")
                + (count ? "import static dev.lanewise.vector.$folder.Lanes.COUNT;\n" : "")
                + "import static dev.lanewise.vector.$folder.Lanes.$SP;\n\nimport dev.lanewise.vector.leaf.Microtile;\n"
                + (packed ? "import java.lang.foreign.MemorySegment;\nimport java.nio.ByteOrder;\n" : "")
                + "import jdk.incubator.vector.$Vec;\n\n";
    }

    private String javadoc() {
        String up = row.edge() == Edge.WHOLE ? "" : "up to ";
        String edge = switch (row.edge()) {
            case WHOLE -> "";
            case REPEATED ->
                row.rows() > 1
                        ? " Rows past the last of {@code rows} repeat it."
                        : " Vectors past the last of {@code cols} repeat it.";
            case FILLED -> " Rows past the last of {@code rows} repeat it: in the packed A they are copies already.";
        };
        String second = row.rows() > 1 && row.vectors() == 2
                ? " The second vector\n * ends with the last of {@code cols} columns; columns that both vectors hold are computed twice, to the same bits."
                : "";
        return "/**\n * Microkernel over " + (packed ? "packed B" : "B as it lies") + ": C ← A·B, or C ← C + A·B unless"
                + " {@code zero}, for " + up + row.rows() + " rows x " + row.vectors()
                + " vectors.\n *\n * <p>It is there\n * "
                + row.purpose() + edge + second + "\n *\n * <pre>\n" + picture() + " * </pre>\n */\n";
    }

    private String picture() {
        String head = " *          "
                + IntStream.range(0, row.vectors())
                        .mapToObj("  b%-7d"::formatted)
                        .collect(Collectors.joining());
        return head.stripTrailing() + "\n"
                + rows(
                        " * ",
                        i -> "a%-3d ->  ".formatted(i)
                                + vectors(v -> "[ %-6s ] ".formatted("c" + i + "_" + v))
                                        .strip());
    }

    private String operands() {
        String a =
                "        int k = t.k;\n        boolean zero = t.zero;\n        $T[] a = ($T[]) t.a;\n        int ao = t.ao;\n"
                        + (packed || row.rows() == 1 ? "" : "        int ars = t.ars;\n")
                        + (row.together() > 0 ? "        int never = t.never;\n" : "");
        String b = packed
                ? "        MemorySegment b = t.packedB;\n        long bo0 = t.panel;\n" + morePanels()
                : "        $T[] b = ($T[]) t.b;\n        int bo = t.bo;\n        int brs = t.brs;\n";
        String c = "        $T[] c = ($T[]) t.c;\n        int co = t.co;\n"
                + (row.rows() > 1 ? "        int crs = t.crs;\n" : "");
        return a + b + c;
    }

    private String morePanels() {
        return IntStream.range(1, row.vectors() / 2)
                .mapToObj(i -> "        long bo%d = bo0 + %d * t.panelStride;\n".formatted(i, i))
                .collect(Collectors.joining());
    }

    /** Where the vectors of a row begin, and the rows that repeat the last. */
    private String edges() {
        StringBuilder text = new StringBuilder();
        if (row.rows() > 1 && row.vectors() == 2 && !panels) {
            text.append("        int second = t.cols - COUNT;\n");
        }
        if (row.edge() != Edge.WHOLE && row.rows() > 1) {
            text.append("        int last = t.rows - 1;\n");
            for (int i = 1; i < row.rows(); i++) {
                text.append("        int r%d = Math.min(%d, last);\n".formatted(i, i));
            }
        }
        if (row.edge() != Edge.WHOLE && row.rows() == 1) {
            text.append("        int last = t.cols - COUNT;\n");
            for (int v = 1; v < row.vectors(); v++) {
                text.append("        int s%d = Math.min(%d * COUNT, last);\n".formatted(v, v));
            }
        }
        return text.toString();
    }

    private String accumulators() {
        return rows("        ", i -> vectors(v -> "$Vec c%d_%d = $Vec.zero($SP); ".formatted(i, v)));
    }

    /** The vectors of one row of B. */
    private String columns() {
        StringBuilder text = new StringBuilder();
        for (int v = 0; v < row.vectors(); v++) {
            String from = packed
                    ? "$Vec.fromMemorySegment($SP, b, bo%d + 2L * $Box.BYTES * COUNT * p%s, ByteOrder.nativeOrder())"
                            .formatted(v / 2, v % 2 == 0 ? "" : " + 1 * $Box.BYTES * COUNT")
                    : "$Vec.fromArray($SP, b, bo + p * brs" + shift(v) + ")";
            text.append("            $Vec b")
                    .append(v)
                    .append(" = ")
                    .append(from)
                    .append(";\n");
        }
        return text.toString();
    }

    /** One broadcast of A, and an fma for each vector. */
    private String step(int i) {
        return seam(i)
                + "$Vec a%d = $Vec.broadcast($SP, a[%s]); ".formatted(i, elementOfA(i))
                + vectors(v -> "c%d_%d = a%d.fma(b%d, c%d_%d); ".formatted(i, v, i, v, i, v));
    }

    /** A place that the compiler moves no fma past; equal questions would be asked but once. */
    private String seam(int i) {
        if (row.together() == 0 || i == 0 || i % row.together() != 0) {
            return "";
        }
        return "if (p == never - %d) { break; }\n            ".formatted(i / row.together());
    }

    private String elementOfA(int i) {
        if (row.rows() == 1) {
            return "ao + p";
        }
        String number = row.edge() == Edge.REPEATED ? rowNumber(i) : Integer.toString(i);
        String stride = packed ? "A_STRIDE" : "ars";
        return "ao + " + number + " * " + stride + " + p";
    }

    private String load(int i, int v) {
        return "c%d_%d = $Vec.fromArray($SP, c, %s); ".formatted(i, v, elementOfC(i, v));
    }

    private String store(int i, int v) {
        return "c%d_%d.intoArray(c, %s); ".formatted(i, v, elementOfC(i, v));
    }

    private String elementOfC(int i, int v) {
        return (row.rows() == 1 ? "co" : "co + " + rowNumber(i) + " * crs") + shift(v);
    }

    private String rowNumber(int i) {
        return row.edge() == Edge.WHOLE || i == 0 ? Integer.toString(i) : "r" + i;
    }

    private String shift(int v) {
        if (v == 0) {
            return "";
        }
        if (row.rows() > 1 && !panels) {
            return " + second";
        }
        return row.edge() == Edge.WHOLE || panels ? " + " + v + " * COUNT" : " + s" + v;
    }

    private String rows(String indent, IntFunction<String> line) {
        return IntStream.range(0, row.rows())
                .mapToObj(i -> indent + line.apply(i).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private String vectors(IntFunction<String> part) {
        return IntStream.range(0, row.vectors()).mapToObj(part).collect(Collectors.joining());
    }
}
