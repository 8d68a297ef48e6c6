// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the second of the two loops of a matrix times a vector: the tree that adds the sixteen chains of a row. */
final class RowTreesWriter {
    private RowTreesWriter() {}

    static String write(Type type) {
        String text = HEAD.replace("$folder", type.folder) + trees(type.lanes) + "}\n";
        return Type.head("RowTreesWriter", type.folder) + type.fill(text);
    }

    private static final String HEAD = """
            import static dev.lanewise.vector.$folder.Lanes.COUNT;
            import static dev.lanewise.vector.$folder.Lanes.$SP;
            import static dev.lanewise.vector.leaf.Width.LOGICAL;
            import static java.lang.Math.fma;

            import jdk.incubator.vector.$Vec;
            import jdk.incubator.vector.VectorShuffle;

            /**
             * The sums of the sixteen chains of each row, by the fixed tree; of as many rows at once as a vector has lanes, by two-source
             * permutations, where vectors have 512 bits.
             *
             * <pre>
             *     row a   a0 a1 a2 a3       a0+a2 a1+a3 b0+b2 b1+b3
             *     row b   b0 b1 b2 b3   →                             →   Σa Σb Σc Σd
             *     row c   c0 c1 c2 c3       c0+c2 c1+c3 d0+d2 d1+d3
             *     row d   d0 d1 d2 d3
             * </pre>
             */
            final class RowTrees {
                /** Vectors to sixteen lanes. */
                private static final int PARTS = LOGICAL / COUNT;
                /** Whether the tree adds as many rows at once as a vector has lanes, by two-source permutations. */
                private static final boolean MERGED = COUNT == $N;

                private static final VectorShuffle<$Box> BY_8 = VectorShuffle.fromOp($SP, i -> (i + 8) % COUNT);
                private static final VectorShuffle<$Box> BY_4 = VectorShuffle.fromOp($SP, i -> (i + 4) % COUNT);
                private static final VectorShuffle<$Box> BY_2 = VectorShuffle.fromOp($SP, i -> (i + 2) % COUNT);
                private static final VectorShuffle<$Box> BY_1 = VectorShuffle.fromOp($SP, i -> (i + 1) % COUNT);

                /** For each stage of the tree, where the lower and the upper halves of the groups of two vectors lie. */
                private static final $T[][] LOWER = halves(0);

                private static final $T[][] UPPER = halves(1);

                private RowTrees() {}

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
            text.append("            $Vec r0_%d = ".formatted(first) + at.formatted(first * RowChainsWriter.LOGICAL));
            for (int part = n; part < RowChainsWriter.LOGICAL; part += n) {
                text.append(".add(" + at.formatted(first * RowChainsWriter.LOGICAL + part) + ")");
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
