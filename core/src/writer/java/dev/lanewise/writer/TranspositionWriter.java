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
                 * <p>Stage s = 0, 1 … exchanges, between rows whose numbers differ in bit s, the elements whose column has that bit wrong
                 * (Eklundh, <i>A Fast Computer Method for Matrix Transposing</i>, IEEE Transactions on Computers C-21, 1972), by
                 * two-source permutations. {@code r<stage>_<row>} names the rows. Many blocks in one call, because the first block of a
                 * call costs as much as two.
                 */
                final class Transposition {
                    private static final int SIZE = $N;

                    /** For each stage, where the lanes of the lower and of the upper row of a pair come from. */
                    static final $T[][] LOW = lanes(0);

                    static final $T[][] HIGH = lanes(1);

                    private Transposition() {}

                    /** For the lower (0) or upper (1) row: 0 to SIZE − 1 is a lane of the lower row, SIZE and more one of the upper. */
                    private static $T[][] lanes(int upper) {
                        $T[][] lanes = new $T[Integer.numberOfTrailingZeros(SIZE)][SIZE];
                        for (int stage = 0; stage < lanes.length; stage++) {
                            int distance = 1 << stage;
                            for (int lane = 0; lane < SIZE; lane++) {
                                boolean fromUpper = (lane & distance) != 0;
                                int shift = upper == 0 ? (fromUpper ? -distance : 0) : fromUpper ? 0 : distance;
                                lanes[stage][lane] = lane + shift + (fromUpper ? SIZE : 0);
                            }
                        }
                        return lanes;
                    }

                    static void transpose(Turning t) {
                """.replace("$folder", type.folder));
        text.append(body(n, tables(n), (stage, low, high) -> exchange("r", stage + 1, stage, low, high)))
                .append("}\n");
        return Type.head("TranspositionWriter", type.folder) + type.fill(text.toString());
    }

    /** Exchanges what two rows have to exchange in a stage. */
    interface Exchange {
        String write(int stage, int low, int high);
    }

    /** The method's body for blocks of n x n: constants, and for each block its rows, the stages, and the rows after the last. */
    static String body(int n, String constants, Exchange exchange) {
        int stages = Integer.numberOfTrailingZeros(n);
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
        for (int stage = 0; stage < stages; stage++) {
            for (int i = 0; i < n; i++) {
                if ((i & 1 << stage) == 0) {
                    text.append(exchange.write(stage, i, i + (1 << stage)));
                }
            }
        }
        for (int i = 0; i < n; i++) {
            text.append("            r%d_%d.intoArray(y, to + %d * yrs);\n".formatted(stages, i, i));
        }
        return text.append("        }\n    }\n").toString();
    }

    /** The tables of lanes in registers. */
    static String tables(int n) {
        StringBuilder text = new StringBuilder();
        for (int stage = 0; stage < Integer.numberOfTrailingZeros(n); stage++) {
            text.append(
                    "        $Vec low%d = $Vec.fromArray($SP, Transposition.LOW[%d], 0);\n".formatted(stage, stage));
            text.append(
                    "        $Vec high%d = $Vec.fromArray($SP, Transposition.HIGH[%d], 0);\n".formatted(stage, stage));
        }
        return text.toString();
    }

    /** Two rows of step {@code step} from those of the step before. */
    static String exchange(String letter, int step, int stage, int low, int high) {
        String from = letter + (step - 1) + "_";
        String to = letter + step + "_";
        String pair = "(" + from + low + ", " + from + high + ");\n";
        return "            $Vec " + to + low + " = low" + stage + ".selectFrom" + pair + "            $Vec " + to
                + high + " = high" + stage + ".selectFrom" + pair;
    }
}
