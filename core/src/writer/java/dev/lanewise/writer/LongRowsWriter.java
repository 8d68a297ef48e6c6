// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the chains of rows so long that they do not stay in a level-1 cache: a few whole rows at once. */
final class LongRowsWriter {
    private static final int ACCUMULATORS = 4;

    private LongRowsWriter() {}

    static String write(Type type) {
        StringBuilder text =
                new StringBuilder(HEAD.replace("$folder", type.folder).replace("$accumulators", "" + ACCUMULATORS));
        rows(text);
        return Type.head("LongRowsWriter", type.folder)
                + type.fill(text.toString().stripTrailing() + "\n}\n");
    }

    private static final String HEAD = """
            import static dev.lanewise.vector.$folder.Lanes.COUNT;
            import static dev.lanewise.vector.$folder.Lanes.$SP;
            import static dev.lanewise.vector.leaf.Width.LOGICAL;

            import dev.lanewise.vector.leaf.Microtile;
            import jdk.incubator.vector.$Vec;

            /**
             * The chains of long rows times a vector, four vectors of chains at a time in registers from end to end.
             */
            final class LongRows {
                /** Vectors to sixteen lanes. */
                private static final int PARTS = LOGICAL / COUNT;
                /** Parts of a row that the accumulators hold, at most. */
                static final int MOST_PARTS = $accumulators;
                /** Rows that they hold. */
                private static final int ROWS = Math.max(1, MOST_PARTS / PARTS);

                private LongRows() {}

                /** As many whole sixteens as there are of all rows; says how many steps. */
                static int chains(Microtile t) {
                    int whole = t.k / LOGICAL * LOGICAL;
                    for (int row = 0; row < t.rows; row += ROWS) {
                        rows(t, row, whole);
                    }
                    return whole;
                }

            """;

    private static void rows(StringBuilder text) {
        text.append("""
                    /** The rows from this one on; those past the last repeat it. */
                    private static void rows(Microtile t, int row, int whole) {
                        boolean zero = t.zero;
                        $T[] a = ($T[]) t.a;
                        int ars = t.ars;
                        $T[] x = ($T[]) t.b;
                        int xo = t.bo;
                        $T[] c = ($T[]) t.c;
                        int last = t.rows - 1;
                """);
        each(text, "int r$i = Math.min(row + $i / PARTS, last);");
        each(text, "int a$i = t.ao + r$i * ars + $i % PARTS * COUNT;");
        each(text, "int c$i = t.co + r$i * LOGICAL + $i % PARTS * COUNT;");
        each(text, "$Vec s$i = $Vec.zero($SP);");
        text.append("        if (!zero) {\n");
        each(text, "    s$i = $Vec.fromArray($SP, c, c$i);");
        text.append("        }\n        for (int p = 0; p < whole; p += LOGICAL) {\n");
        each(
                text,
                "    s$i = $Vec.fromArray($SP, x, xo + $i % PARTS * COUNT + p).fma($Vec.fromArray($SP, a, a$i + p), s$i);");
        text.append("        }\n");
        each(text, "s$i.intoArray(c, c$i);");
        text.append("    }\n\n");
    }

    private static void each(StringBuilder text, String line) {
        for (int i = 0; i < ACCUMULATORS; i++) {
            text.append("        ")
                    .append(line.replace("$i", Integer.toString(i)))
                    .append('\n');
        }
    }
}
