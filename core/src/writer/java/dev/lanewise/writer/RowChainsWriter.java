// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the first of the two loops of a matrix times a vector: sixteen chains along each row. */
final class RowChainsWriter {
    static final int LOGICAL = 16;
    /** Steps of sixteen for which x stays in registers while all rows pass. */
    private static final int WIDE = 4;

    private RowChainsWriter() {}

    static String write(Type type) {
        String text = HEAD.replace("$folder", type.folder) + chains();
        return Type.head("RowChainsWriter", type.folder) + type.fill(text.stripTrailing() + "\n}\n");
    }

    private static final String HEAD = """
            import static dev.lanewise.vector.$folder.Lanes.COUNT;
            import static dev.lanewise.vector.$folder.Lanes.$SP;
            import static dev.lanewise.vector.$folder.Lanes.TILING;
            import static dev.lanewise.vector.leaf.Width.LOGICAL;
            import static java.lang.Math.fma;

            import dev.lanewise.vector.leaf.Microtile;
            import jdk.incubator.vector.$Vec;
            import jdk.incubator.vector.VectorMask;

            /**
             * A matrix times a vector. Some vectors of x stay in registers while all rows pass; the chains of a row, which are one vector
             * or several, wait in memory in between. So a row of few steps costs little more than its steps, and as no row waits for
             * another the latencies of their chains overlap.
             *
             * <pre>
             *             x   ####  ####  ####  ####
             *     row 0       ####→ ####→ ####→ ####→  lanes of row 0
             *     row 1       ####→ ####→ ####→ ####→  lanes of row 1
             * </pre>
             */
            final class RowChains {
                /** Vectors to sixteen lanes. */
                private static final int PARTS = LOGICAL / COUNT;
                /** Whether a row has more than one part, of which two are taken at a time. */
                private static final boolean TWO = PARTS > 1;
                /** Steps from which a row is long. */
                private static final int LONG = 160;

                private RowChains() {}

            """;

    /** The chains of {@code rows} rows over k steps; the lanes of a row lie together in C, sixteen to a row. */
    private static String chains() {
        StringBuilder text = new StringBuilder("""
                    /**
                     * The chains of {@code rows} rows of A, each contiguous, over k steps; x is B, and C holds the sixteen lanes of each
                     * row. There may be anything behind the ends of x, whose array reaches to a whole sixteen, and of the rows.
                     */
                    static void chains(Microtile t) {
                        int first = t.k < LONG || PARTS > LongRows.MOST_PARTS ? 0 : LongRows.chains(t);
                        for (int part = 0; part < LOGICAL; part += TWO ? 2 * COUNT : COUNT) {
                            int p = first;
                            for (; t.k - p > %d * LOGICAL; p += %d * LOGICAL) {
                                steps(t, part, p);
                            }
                            switch ((t.k - p + LOGICAL - 1) / LOGICAL) {
                """.formatted(WIDE, WIDE));
        for (int width = 1; width <= WIDE; width++) {
            text.append("                case %d -> last%d(t, part, p);\n".formatted(width, width));
        }
        text.append("                default -> {}\n            }\n        }\n    }\n\n");
        steps(text, "steps", WIDE, false);
        for (int width = 1; width <= WIDE; width++) {
            steps(text, "last" + width, width, true);
        }
        text.append(SCALAR);
        return text.toString();
    }

    /** Some steps of one part of each row, or of two, times those of x. The last steps may be fewer than sixteen. */
    private static void steps(StringBuilder text, String name, int width, boolean last) {
        text.append("""
                    private static void %s(Microtile t, int part, int p) {
                        boolean zero = t.zero && p == 0;
                        $T[] a = ($T[]) t.a;
                        int ao = t.ao + part + p;
                        int ars = t.ars;
                        $T[] x = ($T[]) t.b;
                        int xo = t.bo + part + p;
                        $T[] c = ($T[]) t.c;
                        int co = t.co + part;
                """.formatted(name));
        if (last) {
            int end = (width - 1) * LOGICAL;
            text.append("""
                            int rows = TILING.wholeRows(a.length - ao - %d - (TWO ? COUNT : 0), ars, t.rows);
                            VectorMask<$Box> live = $SP.indexInRange(part, t.k - p - %d);
                            VectorMask<$Box> lives = TWO ? $SP.indexInRange(part + COUNT, t.k - p - %d) : live;
                    """.formatted(end, end, end));
        } else {
            text.append("        int rows = t.rows;\n");
        }
        for (int i = 0; i < width; i++) {
            text.append("        $Vec x%d = $Vec.fromArray($SP, x, xo + %d);\n".formatted(i, i * LOGICAL));
            text.append("        $Vec y%d = TWO ? $Vec.fromArray($SP, x, xo + COUNT + %d) : x%d;\n"
                    .formatted(i, i * LOGICAL, i));
        }
        text.append("""
                        for (int i = 0; i < rows; i++) {
                            int at = ao + i * ars;
                            $Vec s = $Vec.zero($SP);
                            $Vec r = s;
                            if (!zero) {
                                s = $Vec.fromArray($SP, c, co + i * LOGICAL);
                                r = TWO ? $Vec.fromArray($SP, c, co + COUNT + i * LOGICAL) : s;
                            }
                """);
        text.append(chain(width, last, "            ", "s", "x", "at + ", "live"));
        text.append("            s.intoArray(c, co + i * LOGICAL);\n            if (TWO) {\n");
        text.append(chain(width, last, "                ", "r", "y", "at + COUNT + ", "lives"));
        text.append("""
                                r.intoArray(c, co + COUNT + i * LOGICAL);
                            }
                        }
                """);
        text.append(last ? "        byElements(t, part, p, rows);\n    }\n\n" : "    }\n\n");
    }

    private static String chain(int width, boolean last, String indent, String sum, String x, String at, String mask) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < width; i++) {
            String step = "%s%d.fma($Vec.fromArray($SP, a, %s%d), %s)".formatted(x, i, at, i * LOGICAL, sum);
            boolean partial = last && i == width - 1;
            text.append(
                    "%s%s = %s;\n".formatted(indent, sum, partial ? sum + ".blend(" + step + ", " + mask + ")" : step));
        }
        return text.toString();
    }

    private static final String SCALAR = """
                /** The same for rows so near to the end of the array that a vector would pass it. */
                private static void byElements(Microtile t, int part, int from, int row) {
                    $T[] a = ($T[]) t.a;
                    $T[] x = ($T[]) t.b;
                    $T[] c = ($T[]) t.c;
                    for (int i = row; i < t.rows; i++) {
                        for (int l = part; l < part + (TWO ? 2 * COUNT : COUNT); l++) {
                            int to = t.co + l + i * LOGICAL;
                            $T s = t.zero && from == 0 ? 0 : c[to];
                            for (int p = from + l; p < t.k; p += LOGICAL) {
                                s = fma(a[t.ao + p + i * t.ars], x[t.bo + p], s);
                            }
                            c[to] = s;
                        }
                    }
                }

            """;
}
