// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** Writes the two kernels for a single column, whose chains of fma along k forbid vectors along k. */
final class ChainKernels {
    private static final int ROWS = 8;

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
                 * {@link TurnedKernel1x1v} leaves over, and where turning A would cost more than the multiplication. Rows past the last
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

    static String turned(Type type) {
        int n = type.lanes;
        int stages = Integer.numberOfTrailingZeros(n);
        StringBuilder text = new StringBuilder("""
                import static dev.lanewise.vector.$folder.Lanes.$SP;

                import dev.lanewise.vector.leaf.Microtile;
                import jdk.incubator.vector.$Vec;

                /**
                 * Microkernel for a single column, one vector of $N rows at a time: c ← A·x, or c ← c + A·x unless {@code zero}, for k a
                 * multiple of $N; x is B, and the elements of c lie together.
                 *
                 * <p>Blocks of $N x $N elements are turned in registers, as in {@link Transposition} but with the widest exchange first,
                 * so that one half of the steps of k can be used while the other half is still being turned. Rows past the last of
                 * {@code rows} repeat it.
                 *
                 * <p>C is stored in between only to keep C2 from moving all broadcasts to the top of the loop, where it runs out of
                 * registers: a load cannot pass a store that might change it.
                 */
                final class TurnedKernel1x1v {
                    private TurnedKernel1x1v() {}

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
                """.replace("$folder", type.folder));
        for (int i = 1; i < n; i++) {
            text.append("        int s%d = Math.min(%d, last) * ars;\n".formatted(i, i));
        }
        text.append(TranspositionWriter.tables(n));
        text.append(
                "        $Vec sum = $Vec.zero($SP);\n        if (!zero) {\n            sum = $Vec.fromArray($SP, c, co);\n        }\n");
        text.append("        for (int p = 0; p < k; p += $N) {\n");
        for (int i = 0; i < n; i++) {
            text.append("            $Vec a0_%d = $Vec.fromArray($SP, a, ao%s + p);\n"
                    .formatted(i, i == 0 ? "" : " + s" + i));
        }
        exchange(text, 1, stages - 1, 0, n);
        for (int half = 0; half < n; half += n / 2) {
            for (int stage = stages - 2; stage >= 0; stage--) {
                exchange(text, stages - stage, stage, half, n / 2);
            }
            text.append("            sum.intoArray(c, co);\n");
            for (int i = half; i < half + n / 2; i++) {
                text.append("            sum = $Vec.broadcast($SP, x[xo + p + %d]).fma(a%d_%d, sum);\n"
                        .formatted(i, stages, i));
            }
        }
        text.append("        }\n        sum.intoArray(c, co);\n    }\n}\n");
        return Type.head("ChainKernels", type.folder) + type.fill(text.toString());
    }

    /** The exchanges of one stage between the rows from {@code from} on; the results are those of step {@code step}. */
    private static void exchange(StringBuilder text, int step, int stage, int from, int count) {
        int distance = 1 << stage;
        for (int i = from; i < from + count; i++) {
            if ((i & distance) == 0) {
                text.append(TranspositionWriter.exchange("a", step, stage, i, i + distance));
            }
        }
    }
}
