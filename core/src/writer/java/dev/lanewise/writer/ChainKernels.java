// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the kernels for a few columns, whose chains of fma along k forbid vectors along k. */
final class ChainKernels {
    private static final int ROWS = 8;
    /** Columns that one turning of A serves: with their sums, half a block and the tables, as many as 32 registers hold. */
    static final int COLUMNS = 4;

    private ChainKernels() {}

    static String dot(Type type) {
        StringBuilder text = new StringBuilder("""
                import static java.lang.Math.fma;

                import dev.lanewise.vector.leaf.Microtile;

                /**
                 * Microkernel for a single column: c ← A·x, or c ← c + A·x unless {@code zero}, for up to 8 rows of A, each contiguous;
                 * x is B, and the elements of c lie together.
                 *
                 * <p>Scalar, because the order of a chain of fma along k forbids vectors along k: for the steps that
                 * {@link TurnedKernel4x1v} leaves over, and where turning A would cost more than the multiplication. Rows past the last
                 * of {@code rows} repeat it.
                 */
                final class DotKernel8x1 {
                    private DotKernel8x1() {}

                    static void multiply(Microtile t) {
                        int k = t.k;
                        boolean zero = t.zero;
                        $T[] a = ($T[]) t.a;
                        int ao = t.ao;
                        int ars = t.ars;
                        $T[] x = ($T[]) t.b;
                        int xo = t.bo;
                        $T[] c = ($T[]) t.c;
                        int co = t.co;
                        int last = t.rows - 1;
                """);
        for (int i = 1; i < ROWS; i++) {
            text.append("        int r%d = Math.min(%d, last);\n".formatted(i, i));
        }
        for (int i = 0; i < ROWS; i++) {
            text.append("        $T c%d = zero ? 0 : c[co + %s];\n".formatted(i, row(i)));
        }
        text.append("        for (int p = 0; p < k; p++) {\n            $T xp = x[xo + p];\n");
        for (int i = 0; i < ROWS; i++) {
            text.append("            c%d = fma(a[ao + %s * ars + p], xp, c%d);\n".formatted(i, row(i), i));
        }
        text.append("        }\n");
        for (int i = 0; i < ROWS; i++) {
            text.append("        c[co + %s] = c%d;\n".formatted(row(i), i));
        }
        text.append("    }\n}\n");
        return Type.head("ChainKernels", type.folder) + type.fill(text.toString());
    }

    private static String row(int i) {
        return i == 0 ? "0" : "r" + i;
    }

    static String turned(Type type, int columns) {
        int n = type.lanes;
        int stages = Integer.numberOfTrailingZeros(n);
        StringBuilder text = new StringBuilder("""
                import static dev.lanewise.vector.$folder.Lanes.$SP;

                import dev.lanewise.vector.leaf.Microtile;
                import jdk.incubator.vector.$Vec;

                /**
                 * Microkernel for $columns, one vector of $N rows at a time: C ← A·B, or C ← C + A·B unless {@code zero}, for k a
                 * multiple of $N; the elements of a column lie together, in B and in C.
                 *
                 * <p>Blocks of $N x $N elements are turned in registers, as in {@link Transposition} but each half by itself after
                 * the first stage, so that one half of the steps of k can be used while the other is still being turned. Rows past the last of
                 * {@code rows} repeat it, and so do columns.
                 *
                 * <p>C is stored in between only to keep C2 from moving all broadcasts to the top of the loop, where it runs out of
                 * registers: a load cannot pass a store that might change it.
                 */
                final class TurnedKernel$Cx1v {
                    private TurnedKernel$Cx1v() {}

                    static void multiply(Microtile t) {
                        int k = t.k;
                        boolean zero = t.zero;
                        $T[] a = ($T[]) t.a;
                        int ao = t.ao;
                        int ars = t.ars;
                        $T[] b = ($T[]) t.b;
                        int b0 = t.bo;
                        $T[] c = ($T[]) t.c;
                        int c0 = t.co;
                        int last = t.rows - 1;
                """.replace("$folder", type.folder)
                .replace("$columns", columns == 1 ? "a single column" : "up to " + columns + " columns")
                .replace("$C", Integer.toString(columns)));
        for (int i = 1; i < n; i++) {
            text.append("        int s%d = Math.min(%d, last) * ars;\n".formatted(i, i));
        }
        for (int j = 1; j < columns; j++) {
            text.append("        int b%d = b0 + Math.min(%d, t.cols - 1) * t.brs;\n".formatted(j, j));
            text.append("        int c%d = c0 + Math.min(%d, t.cols - 1) * t.crs;\n".formatted(j, j));
        }
        text.append(TranspositionWriter.tables());
        for (int j = 0; j < columns; j++) {
            text.append("        $Vec sum%d = $Vec.zero($SP);\n".formatted(j));
        }
        text.append("        if (!zero) {\n");
        for (int j = 0; j < columns; j++) {
            text.append("            sum%d = $Vec.fromArray($SP, c, c%d);\n".formatted(j, j));
        }
        text.append("        }\n        for (int p = 0; p < k; p += $N) {\n");
        for (int i = 0; i < n; i++) {
            text.append("            $Vec a0_%d = $Vec.fromArray($SP, a, ao%s + p);\n"
                    .formatted(i, i == 0 ? "" : " + s" + i));
        }
        for (int half = 0; half < n; half += n / 2) {
            for (int i = 0; i < n / 2; i++) {
                text.append("            $Vec a1_%d = %s.selectFrom(a0_%d, a0_%d);\n"
                        .formatted(half + i, half == 0 ? "low" : "high", i, i + n / 2));
            }
        }
        for (int half = 0; half < n; half += n / 2) {
            for (int stage = 2; stage <= stages; stage++) {
                text.append(TranspositionWriter.shuffle("a", stage, half, n / 2));
            }
            text.append("            sum0.intoArray(c, c0);\n");
            for (int i = half; i < half + n / 2; i++) {
                for (int j = 0; j < columns; j++) {
                    text.append("            sum%d = $Vec.broadcast($SP, b[b%d + p + %d]).fma(a%d_%d, sum%d);\n"
                            .formatted(j, j, i, stages, i, j));
                }
            }
        }
        text.append("        }\n");
        for (int j = 0; j < columns; j++) {
            text.append("        sum%d.intoArray(c, c%d);\n".formatted(j, j));
        }
        text.append("    }\n}\n");
        return Type.head("ChainKernels", type.folder) + type.fill(text.toString());
    }
}
