// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the transposition of square blocks in registers of as many lanes. */
final class TranspositionWriter {
    private TranspositionWriter() {}

    static String write(Type type) {
        int n = type.lanes;
        StringBuilder text = new StringBuilder("""
                import static dev.lanewise.vector.$folder.Lanes.$SP;

                import dev.lanewise.vector.leaf.Turning;
                import jdk.incubator.vector.$Vec;

                /**
                 * Transposes blocks of $N x $N elements in registers of $N lanes, for packing a transposed operand.
                 *
                 * <p>Each stage shuffles the rows of the first half with those of the second as one shuffles cards: of a pair, one new row takes
                 * the lower lanes in turn and the next the upper ones. That turns the bits of row and lane by one place, and after as many
                 * stages as a lane's number has bits they have changed places (Stone, <i>Parallel Processing with the Perfect Shuffle</i>,
                 * IEEE Transactions on Computers C-20, 1971, section 3). So all stages share two tables of lanes, and registers are left.
                 * {@code r<stage>_<row>} names the rows. Many blocks in one call, because the first block of a call costs as much as two.
                 */
                final class Transposition {
                    private static final int SIZE = $N;

                    /** The lower lanes of two rows in turn, and the upper ones: SIZE and more is a lane of the second row. */
                    static final $T[] LOW = inTurn(0);

                    static final $T[] HIGH = inTurn(SIZE / 2);

                    private Transposition() {}

                    private static $T[] inTurn(int first) {
                        $T[] lanes = new $T[SIZE];
                        for (int lane = 0; lane < SIZE; lane++) {
                            lanes[lane] = first + lane / 2 + lane % 2 * SIZE;
                        }
                        return lanes;
                    }

                    static void transpose(Turning t) {
                """.replace("$folder", type.folder));
        StringBuilder stages = new StringBuilder();
        for (int stage = 1; stage <= Integer.numberOfTrailingZeros(n); stage++) {
            stages.append(shuffle("r", stage, 0, n));
        }
        text.append(body(n, tables(), stages.toString())).append("}\n");
        return Type.head("TranspositionWriter", type.folder) + type.fill(text.toString());
    }

    /** The method's body for blocks of n x n: constants, and for each block its rows, the stages, and the rows after the last. */
    static String body(int n, String constants, String stages) {
        StringBuilder text = new StringBuilder("""
                        int blocks = t.blocks;
                        $T[] x = ($T[]) t.x;
                        int xrs = t.xrs;
                        int xStep = t.xStep;
                        $T[] y = ($T[]) t.y;
                        int yrs = t.yrs;
                        int yStep = t.yStep;
                        int last = t.rows - 1;
                """);
        text.append(constants);
        text.append(
                "        for (int block = 0, from = t.xo, to = t.yo; block < blocks; block++, from += xStep, to += yStep) {\n");
        for (int i = 0; i < n; i++) {
            text.append("            $Vec r0_%d = $Vec.fromArray($SP, x, from%s);\n"
                    .formatted(i, i == 0 ? "" : " + Math.min(" + i + ", last) * xrs"));
        }
        text.append(stages);
        for (int i = 0; i < n; i++) {
            text.append("            r%d_%d.intoArray(y, to + %d * yrs);\n"
                    .formatted(Integer.numberOfTrailingZeros(n), i, i));
        }
        return text.append("        }\n    }\n").toString();
    }

    /** The tables of lanes in registers. */
    static String tables() {
        return """
                        $Vec low = $Vec.fromArray($SP, Transposition.LOW, 0);
                        $Vec high = $Vec.fromArray($SP, Transposition.HIGH, 0);
                """;
    }

    /** A stage over {@code count} rows from {@code first} on. */
    static String shuffle(String letter, int stage, int first, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count / 2; i++) {
            String from = letter + (stage - 1) + "_";
            String pair = "(" + from + (first + i) + ", " + from + (first + i + count / 2) + ");\n";
            String to = "            $Vec " + letter + stage + "_";
            text.append(to).append(first + 2 * i).append(" = low.selectFrom").append(pair);
            text.append(to)
                    .append(first + 2 * i + 1)
                    .append(" = high.selectFrom")
                    .append(pair);
        }
        return text.toString();
    }
}
