// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the two loops of a matrix times a vector: sixteen chains along each row, and the tree that adds them. */
final class RowChainsWriter {
    private static final int LOGICAL = 16;
    private static final int ACCUMULATORS = 4;
    /** Vectors of x that stay in registers while all rows pass. */
    private static final int WIDE = 4;

    private RowChainsWriter() {}

    static String write(Type type) {
        String text = HEAD.replace("$folder", type.folder) + chains() + trees(type.lanes) + "}\n";
        return Type.head("RowChainsWriter", type.folder) + type.fill(text);
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
            import jdk.incubator.vector.VectorShuffle;

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
                /** Rows that the accumulators hold. */
                private static final int ROWS = Math.max(1, 4 / PARTS);
                /** Steps from which a row is long. */
                private static final int LONG = 160;
                /** Whether the tree adds as many rows at once as a vector has lanes, by two-source permutations. */
                private static final boolean MERGED = COUNT == $N;

                private static final VectorShuffle<$Box> BY_8 = VectorShuffle.fromOp($SP, i -> (i + 8) % COUNT);
                private static final VectorShuffle<$Box> BY_4 = VectorShuffle.fromOp($SP, i -> (i + 4) % COUNT);
                private static final VectorShuffle<$Box> BY_2 = VectorShuffle.fromOp($SP, i -> (i + 2) % COUNT);
                private static final VectorShuffle<$Box> BY_1 = VectorShuffle.fromOp($SP, i -> (i + 1) % COUNT);

                /** For each stage of the tree, where the lower and the upper halves of the groups of two vectors lie. */
                private static final $T[][] LOWER = halves(0);

                private static final $T[][] UPPER = halves(1);

                private RowChains() {}

                /** At stage s the groups are of $N/2ˢ lanes; those of the second vector follow those of the first. */
                private static $T[][] halves(int upper) {
                    $T[][] lanes = new $T[Integer.numberOfTrailingZeros($N)][$N];
                    for (int stage = 0; stage < lanes.length; stage++) {
                        int group = $N >> stage;
                        int half = group / 2;
                        for (int lane = 0; lane < $N; lane++) {
                            lanes[stage][lane] = lane / half * group + lane % half + upper * half;
                        }
                    }
                    return lanes;
                }

            """;

    /** The chains of {@code rows} rows over k steps; the lanes of a row lie together in C, sixteen to a row. */
    private static String chains() {
        StringBuilder text = new StringBuilder("""
                    /**
                     * The chains of {@code rows} rows of A, each contiguous, over k steps; x is B, and C holds the sixteen lanes of each
                     * row. There may be anything behind the ends of x, whose array reaches to a whole sixteen, and of the rows.
                     */
                    static void chains(Microtile t) {
                        int first = t.k < LONG ? 0 : longRows(t);
                        for (int part = 0; part < LOGICAL; part += COUNT) {
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
        longRows(text);
        return text.toString();
    }

    /** Some vectors of one part of each row, times those of x. The last steps may be fewer than sixteen. */
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
                            int rows = TILING.wholeRows(a.length - ao - %d, ars, t.rows);
                            VectorMask<$Box> live = $SP.indexInRange(part, t.k - p - %d);
                    """.formatted(end, end));
        } else {
            text.append("        int rows = t.rows;\n");
        }
        for (int i = 0; i < width; i++) {
            text.append("        $Vec x%d = $Vec.fromArray($SP, x, xo + %d);\n".formatted(i, i * LOGICAL));
        }
        text.append("""
                        for (int i = 0; i < rows; i++) {
                            int at = ao + i * ars;
                            $Vec s = $Vec.zero($SP);
                            if (!zero) {
                                s = $Vec.fromArray($SP, c, co + i * LOGICAL);
                            }
                """);
        for (int i = 0; i < width; i++) {
            String step = "x%d.fma($Vec.fromArray($SP, a, at + %d), s)".formatted(i, i * LOGICAL);
            boolean partial = last && i == width - 1;
            text.append("            s = ")
                    .append(partial ? "s.blend(" + step + ", live)" : step)
                    .append(";\n");
        }
        text.append("            s.intoArray(c, co + i * LOGICAL);\n        }\n");
        text.append(last ? "        byElements(t, part, p, rows);\n    }\n\n" : "    }\n\n");
    }

    private static final String SCALAR = """
                /** The same for rows so near to the end of the array that a vector would pass it. */
                private static void byElements(Microtile t, int part, int from, int row) {
                    $T[] a = ($T[]) t.a;
                    $T[] x = ($T[]) t.b;
                    $T[] c = ($T[]) t.c;
                    for (int i = row; i < t.rows; i++) {
                        for (int l = part; l < part + COUNT; l++) {
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

    /** Whole rows at once, for rows so long that they do not stay in a level-1 cache. */
    private static void longRows(StringBuilder text) {
        text.append("""
                    /**
                     * As many whole sixteens of long rows as there are, a few rows at a time, their chains in registers from end to end; says
                     * how many steps. Rows past the last repeat it.
                     */
                    private static int longRows(Microtile t) {
                        int whole = t.k / LOGICAL * LOGICAL;
                        boolean zero = t.zero;
                        $T[] a = ($T[]) t.a;
                        int ars = t.ars;
                        $T[] x = ($T[]) t.b;
                        int xo = t.bo;
                        $T[] c = ($T[]) t.c;
                        int last = t.rows - 1;
                        for (int row = 0; row <= last; row += ROWS) {
                """);
        each(text, "int r$i = Math.min(row + $i / PARTS, last);");
        each(text, "int a$i = t.ao + r$i * ars + $i % PARTS * COUNT;");
        each(text, "int c$i = t.co + r$i * LOGICAL + $i % PARTS * COUNT;");
        each(text, "$Vec s$i = $Vec.zero($SP);");
        text.append("            if (!zero) {\n");
        each(text, "    s$i = $Vec.fromArray($SP, c, c$i);");
        text.append("            }\n            for (int p = 0; p < whole; p += LOGICAL) {\n");
        each(
                text,
                "    s$i = $Vec.fromArray($SP, x, xo + $i % PARTS * COUNT + p).fma($Vec.fromArray($SP, a, a$i + p), s$i);");
        text.append("            }\n");
        each(text, "s$i.intoArray(c, c$i);");
        text.append("""
                        }
                        return whole;
                    }

                """);
    }

    private static void each(StringBuilder text, String line) {
        for (int i = 0; i < ACCUMULATORS; i++) {
            text.append("            ")
                    .append(line.replace("$i", Integer.toString(i)))
                    .append('\n');
        }
    }

    private static String trees(int n) {
        StringBuilder text = new StringBuilder("""
                    /** y ← α·s, or y ← y + α·s unless {@code zero}, s the tree over the sixteen lanes of each row, which are lost. */
                    static void trees($T[] lanes, int rows, $T alpha, boolean zero, $T[] y, int yo, int ys) {
                        int done = MERGED ? merged(lanes, rows, alpha, zero, y, yo, ys) : 0;
                        for (int r = done; r < rows; r++) {
                            // Not in a method of its own: where C2 does not take that in, each row costs an object.
                            int at = r * LOGICAL;
                            $Vec s = $Vec.fromArray($SP, lanes, at);
                            if (PARTS == 2) {
                                s = s.add($Vec.fromArray($SP, lanes, at + COUNT));
                            }
                            if (PARTS == 4) {
                                $Vec odd = $Vec.fromArray($SP, lanes, at + COUNT);
                                s = s.add($Vec.fromArray($SP, lanes, at + 2 * COUNT));
                                s = s.add(odd.add($Vec.fromArray($SP, lanes, at + 3 * COUNT)));
                            }
                            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
                            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
                            s = s.add(s.rearrange(BY_2));
                            lanes[r] = s.add(s.rearrange(BY_1)).lane(0);
                        }
                        for (int r = ys == 1 ? done : 0; r < rows; r++) {
                            int to = yo + r * ys;
                            y[to] = fma(alpha, lanes[r], zero ? 0 : y[to]);
                        }
                    }

                    /** The trees of as many rows as are whole vectors of them; their sums go to y, or where y is strided to the lanes. */
                    private static int merged($T[] lanes, int rows, $T alpha, boolean zero, $T[] y, int yo, int ys) {
                        $Vec factor = $Vec.broadcast($SP, alpha);
                        int row = 0;
                        for (; row + $N <= rows; row += $N) {
                            int at = row * LOGICAL;
                """);
        int stages = Integer.numberOfTrailingZeros(n);
        for (int s = 0; s < stages; s++) {
            text.append("            $Vec low%d = $Vec.fromArray($SP, LOWER[%d], 0);\n".formatted(s, s));
            text.append("            $Vec up%d = $Vec.fromArray($SP, UPPER[%d], 0);\n".formatted(s, s));
        }
        merge(text, n, 0, stages);
        text.append("""
                            $Vec before = $Vec.zero($SP);
                            if (ys != 1) {
                                r%d_0.intoArray(lanes, row);
                            } else {
                                if (!zero) {
                                    before = $Vec.fromArray($SP, y, yo + row);
                                }
                                factor.fma(r%d_0, before).intoArray(y, yo + row);
                            }
                        }
                        return row;
                    }
                """.formatted(stages, stages));
        return text.toString();
    }

    /** Depth first, so that few vectors live at a time: the sums of rows from {@code first} on after {@code stage} stages. */
    private static void merge(StringBuilder text, int n, int first, int stage) {
        if (stage == 0) {
            String at = "$Vec.fromArray($SP, lanes, at + %d)";
            text.append("            $Vec r0_%d = ".formatted(first) + at.formatted(first * LOGICAL));
            for (int part = n; part < LOGICAL; part += n) {
                text.append(".add(" + at.formatted(first * LOGICAL + part) + ")");
            }
            text.append(";\n");
            return;
        }
        int half = 1 << stage - 1;
        merge(text, n, first, stage - 1);
        merge(text, n, first + half, stage - 1);
        text.append("            $Vec r%d_%d = low%d.selectFrom(r%d_%d, r%d_%d).add(up%d.selectFrom(r%d_%d, r%d_%d));\n"
                .formatted(
                        stage,
                        first,
                        stage - 1,
                        stage - 1,
                        first,
                        stage - 1,
                        first + half,
                        stage - 1,
                        stage - 1,
                        first,
                        stage - 1,
                        first + half));
    }
}
