// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the transposition of square blocks in registers of fewer lanes than the widest, down to four. */
final class NarrowTranspositionWriter {
    private static final int FEWEST = 4;

    private NarrowTranspositionWriter() {}

    static String write(Type type) {
        StringBuilder text =
                new StringBuilder("""
                import static dev.lanewise.vector.$folder.Lanes.COUNT;
                import static dev.lanewise.vector.$folder.Lanes.$SP;

                import dev.lanewise.vector.leaf.Turning;
                import jdk.incubator.vector.$Vec;
                import jdk.incubator.vector.VectorMask;
                import jdk.incubator.vector.VectorShuffle;

                /**
                 * Transposes blocks as {@link Transposition} does, in registers of fewer lanes, where two-source permutations are not one
                 * instruction. Stage s = 0, 1 … exchanges, between rows whose numbers differ in bit s, the elements whose column has that bit
                 * wrong (Eklundh, <i>A Fast Computer Method for Matrix Transposing</i>, IEEE Transactions on Computers C-21, 1972): lanes
                 * whose numbers differ in bit s change places, and each row of a pair takes the half that is not its own from the other, a
                 * permutation and a blend for each row.
                 */
                final class NarrowTransposition {
                    // Constants, because a shuffle made from a vector boxes on JDK 27 and, in double precision, where vectors have 256 bits.
                $shuffles
                    /** For each stage, the lanes of the upper half of each pair. */
                    private static final boolean[][] UPPER = new boolean[Integer.numberOfTrailingZeros(COUNT)][COUNT];

                    static {
                        for (int stage = 0; stage < UPPER.length; stage++) {
                            for (int lane = 0; lane < COUNT; lane++) {
                                UPPER[stage][lane] = (lane & 1 << stage) != 0;
                            }
                        }
                    }

                    private NarrowTransposition() {}

                    /** Each lane changes places with the one so far away. */
                    private static VectorShuffle<$Box> exchange(int distance) {
                        int[] partner = new int[COUNT];
                        for (int lane = 0; lane < COUNT; lane++) {
                            partner[lane] = (lane ^ distance) % COUNT;
                        }
                        return VectorShuffle.fromArray($SP, partner, 0);
                    }

                    /** Blocks of as many rows as there are lanes, at least four. */
                    static void transpose(Turning t) {
                """.replace("$folder", type.folder).replace("$shuffles", shuffles(type)));
        text.append(dispatch(type));
        text.append("    }\n");
        for (int n = type.lanes / 2; n >= FEWEST; n /= 2) {
            text.append(blocks(n));
        }
        text.append("}\n");
        return Type.head("NarrowTranspositionWriter", type.folder) + type.fill(text.toString());
    }

    private static String shuffles(Type type) {
        StringBuilder text = new StringBuilder();
        for (int distance = 1, stage = 0; distance < type.lanes / 2; distance *= 2, stage++) {
            text.append("    private static final VectorShuffle<$Box> EXCHANGE%d = exchange(%d);\n"
                    .formatted(stage, distance));
        }
        return text.toString();
    }

    private static String dispatch(Type type) {
        StringBuilder text = new StringBuilder();
        for (int n = type.lanes / 2; n > FEWEST; n /= 2) {
            text.append("        if (COUNT == %d) {\n            by%d(t);\n            return;\n        }\n"
                    .formatted(n, n));
        }
        return text.append("        by%d(t);\n".formatted(FEWEST)).toString();
    }

    /** The transposition of blocks of n x n. */
    private static String blocks(int n) {
        StringBuilder masks = new StringBuilder();
        for (int stage = 0; stage < Integer.numberOfTrailingZeros(n); stage++) {
            masks.append("        VectorMask<$Box> upper%1$d = VectorMask.fromArray($SP, UPPER[%1$d], 0);\n"
                    .formatted(stage));
        }
        return "\n    private static void by" + n + "(Turning t) {\n"
                + TranspositionWriter.body(n, masks.toString(), stages(n));
    }

    private static String stages(int n) {
        StringBuilder text = new StringBuilder();
        for (int stage = 0; stage < Integer.numberOfTrailingZeros(n); stage++) {
            for (int i = 0; i < n; i++) {
                if ((i & 1 << stage) == 0) {
                    text.append(exchange(stage, i, i + (1 << stage)));
                }
            }
        }
        return text.toString();
    }

    private static String exchange(int stage, int low, int high) {
        return """
                            $Vec r%2$d_%3$d = r%1$d_%3$d.blend(r%1$d_%4$d.rearrange(EXCHANGE%1$d), upper%1$d);
                            $Vec r%2$d_%4$d = r%1$d_%3$d.rearrange(EXCHANGE%1$d).blend(r%1$d_%4$d, upper%1$d);
                """.formatted(stage, stage + 1, low, high);
    }
}
