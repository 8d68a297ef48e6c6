// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the two loops of a matrix times a vector: sixteen chains along each row, and the tree that adds them. */
final class RowChainsWriter {
    private static final int LOGICAL = 16;
    private static final int ACCUMULATORS = 8;

    private RowChainsWriter() {}

    static String write(Type type) {
        String text = HEAD.replace("$folder", type.folder) + chains() + trees(type.lanes) + "}\n";
        return Type.head("RowChainsWriter", type.folder) + type.fill(text);
    }

    private static final String HEAD = """
            import static dev.lanewise.vector.$folder.Lanes.COUNT;
            import static dev.lanewise.vector.$folder.Lanes.$SP;
            import static dev.lanewise.vector.leaf.Width.LOGICAL;
            import static java.lang.Math.fma;

            import dev.lanewise.vector.leaf.Microtile;
            import jdk.incubator.vector.$Vec;
            import jdk.incubator.vector.VectorMask;
            import jdk.incubator.vector.VectorShuffle;

            /**
             * A matrix times a vector. The sixteen chains of a row are one vector or several; eight accumulators, of one row or of
             * several, hide the latency of an fma.
             *
             * <pre>
             *            one row, 16 lanes          x
             *        s0  ################         ####
             *        s1  ################
             *        ..  or 2 rows of 4 vectors, 4 of 2 …
             * </pre>
             */
            final class RowChains {
                /** Vectors to sixteen lanes. */
                private static final int PARTS = LOGICAL / COUNT;
                /** Rows that the accumulators hold. */
                private static final int ROWS = 8 / PARTS;
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
                        int whole = t.k / LOGICAL * LOGICAL;
                        int rest = t.k - whole;
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
        text.append("""
                            }
                            boolean fits = a%d + whole + COUNT <= a.length;
                            if (rest > 0 && fits) {
                """.formatted(ACCUMULATORS - 1));
        each(text, "    VectorMask<$Box> m$i = $SP.indexInRange($i % PARTS * COUNT, rest);");
        each(text, "    $Vec x$i = $Vec.fromArray($SP, x, xo + $i % PARTS * COUNT + whole);");
        each(text, "    s$i = s$i.blend(x$i.fma($Vec.fromArray($SP, a, a$i + whole), s$i), m$i);");
        text.append("            }\n");
        each(text, "s$i.intoArray(c, c$i);");
        text.append("""
                            if (!fits) {
                                for (int r = row; r <= Math.min(row + ROWS - 1, last); r++) {
                                    for (int l = 0; l < rest; l++) {
                                        int to = t.co + r * LOGICAL + l;
                                        c[to] = fma(a[t.ao + r * ars + whole + l], x[xo + whole + l], c[to]);
                                    }
                                }
                            }
                        }
                    }

                """);
        return text.toString();
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
                        int done = MERGED ? merged(lanes, rows) : 0;
                        for (int r = done; r < rows; r++) {
                            $Vec s = parts(lanes, r * LOGICAL);
                            s = COUNT > 8 ? s.add(s.rearrange(BY_8)) : s;
                            s = COUNT > 4 ? s.add(s.rearrange(BY_4)) : s;
                            s = s.add(s.rearrange(BY_2));
                            lanes[r] = s.add(s.rearrange(BY_1)).lane(0);
                        }
                        for (int r = 0; r < rows; r++) {
                            int to = yo + r * ys;
                            y[to] = fma(alpha, lanes[r], zero ? 0 : y[to]);
                        }
                    }

                    /** The sixteen lanes of a row in one vector, its parts added as the tree does first. */
                    private static $Vec parts($T[] lanes, int at) {
                        $Vec s = $Vec.fromArray($SP, lanes, at);
                        if (PARTS == 2) {
                            return s.add($Vec.fromArray($SP, lanes, at + COUNT));
                        }
                        if (PARTS == 4) {
                            $Vec odd = $Vec.fromArray($SP, lanes, at + COUNT);
                            s = s.add($Vec.fromArray($SP, lanes, at + 2 * COUNT));
                            return s.add(odd.add($Vec.fromArray($SP, lanes, at + 3 * COUNT)));
                        }
                        return s;
                    }

                    /** The sums of as many rows as are whole vectors of them; they take the place of the lanes. */
                    private static int merged($T[] lanes, int rows) {
                        int row = 0;
                        for (; row + $N <= rows; row += $N) {
                            int at = row * LOGICAL;
                """);
        int stages = Integer.numberOfTrailingZeros(n);
        for (int s = 0; s < stages; s++) {
            text.append("            $Vec low%d = $Vec.fromArray($SP, LOWER[%d], 0);\n".formatted(s, s));
            text.append("            $Vec up%d = $Vec.fromArray($SP, UPPER[%d], 0);\n".formatted(s, s));
        }
        merge(text, 0, stages);
        text.append(
                "            r%d_0.intoArray(lanes, row);\n        }\n        return row;\n    }\n".formatted(stages));
        return text.toString();
    }

    /** Depth first, so that few vectors live at a time: the sums of rows from {@code first} on after {@code stage} stages. */
    private static void merge(StringBuilder text, int first, int stage) {
        if (stage == 0) {
            text.append("            $Vec r0_%d = parts(lanes, at + %d * LOGICAL);\n".formatted(first, first));
            return;
        }
        int half = 1 << stage - 1;
        merge(text, first, stage - 1);
        merge(text, first + half, stage - 1);
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
