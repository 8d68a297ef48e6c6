// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

import java.util.List;

/** The microkernels, one a row: to add one, add a row, and say in {@code Microtiles} when it is used. */
final class KernelTable {
    /** How a kernel gets at B. */
    enum Feed {
        /** Micropanels of two vectors in aligned memory; the rows of A a constant stride apart. */
        PACKED,
        /** Several such micropanels side by side, for few rows, which would wait for one. */
        PANELS,
        /** As it lies, or copied to an array; the rows of A any stride apart. */
        DIRECT
    }

    /** What a kernel does about rows or vectors past the last one that counts. */
    enum Edge {
        /** Nothing: it is used for whole microtiles only. */
        WHOLE,
        /** They repeat the last one. */
        REPEATED,
        /** As repeated, but the packed rows of A are filled up already. */
        FILLED
    }

    /**
     * A microkernel.
     *
     * @param registers how many vector registers a processor has that it is for, or 0 for any
     * @param together rows that C2 may mix with one another but with no others, for kernels short of registers, or 0 for all
     */
    record Row(Feed feed, int rows, int vectors, Edge edge, int registers, int together, String purpose) {
        String file() {
            String feeds = feed.name().charAt(0) + feed.name().substring(1).toLowerCase(java.util.Locale.ROOT);
            return feeds + "Kernel" + rows + "x" + vectors + "v";
        }

        String constant() {
            return feed + "_" + rows + "X" + vectors;
        }
    }

    static final List<Row> ROWS = List.of(
            new Row(Feed.PACKED, 12, 2, Edge.FILLED, 32, 0, """
                    for 32 vector registers: 24 accumulators, two vectors of B and a broadcast of A. The constant stride
                     * between the rows of A lets C2 move the bounds checks out of the loop and fold each broadcast into one load; with a
                     * variable stride it loads all rows first and runs out of registers. The accumulator is the last argument of fma so
                     * that it compiles to vfmadd231 without moves."""),
            new Row(Feed.PACKED, 6, 2, Edge.FILLED, 16, 2, """
                    for 16 vector registers: twelve accumulators, two vectors of B and two broadcasts of A are all of them. C2 would load
                     * more broadcasts before the first fma, and so spill; but it moves no fma past a place at which the loop may end. So the loop
                     * asks after every second row whether {@code p} is {@code never}, a variable that never is a step of k."""),
            new Row(Feed.PACKED, 4, 2, Edge.REPEATED, 32, 0, """
                    for the rows that the kernel of twelve leaves over: 64 rows are five times twelve and these."""),
            new Row(Feed.PANELS, 4, 4, Edge.REPEATED, 32, 0, """
                    for products of up to eight rows with 32 vector registers: as many chains as hide the latency of a memory from which B streams by."""),
            new Row(Feed.PANELS, 1, 8, Edge.WHOLE, 0, 0, """
                    for a single row."""),
            new Row(Feed.DIRECT, 12, 2, Edge.WHOLE, 32, 0, """
                    for products too small to repay packing, with 32 vector registers."""),
            new Row(Feed.DIRECT, 6, 2, Edge.WHOLE, 16, 2, """
                    for products too small or too narrow to repay packing, with 16 vector registers; its rows are kept apart as in
                     * {@code PackedKernel6x2v}."""),
            new Row(Feed.DIRECT, 4, 2, Edge.REPEATED, 0, 0, """
                    for the rows that the kernels of twelve and of six leave over."""),
            new Row(Feed.DIRECT, 8, 1, Edge.REPEATED, 0, 0, """
                    for products one vector wide or narrower, and for the last vector of wider ones."""),
            new Row(Feed.DIRECT, 1, 4, Edge.REPEATED, 0, 0, """
                    for a single row of few columns: as many chains as hide the latency of an fma."""),
            new Row(Feed.DIRECT, 1, 8, Edge.WHOLE, 0, 0, """
                    for a single row of many columns: whole cache lines of each row of B, and chains enough."""));

    private KernelTable() {}

    /** The names by which the frame knows the kernels. */
    static String enumeration() {
        StringBuilder text = new StringBuilder(Type.head("KernelTable", "leaf"));
        text.append(
                "/**\n * The microkernels: rows and vectors of the microtile that each computes (columns and vectors along them, where A is turned), and\n * for how many registers it is, 0 for any.\n */\npublic enum Kernel implements Loop {\n");
        for (Row row : ROWS) {
            text.append("    ")
                    .append(row.constant())
                    .append('(')
                    .append(row.rows)
                    .append(", ")
                    .append(row.vectors)
                    .append(", ")
                    .append(row.registers)
                    .append("),\n");
        }
        text.append("""
                    /** Scalar chains, for a single column. */
                    DOT_8X1(8, 0, 0),
                    /** A single column by blocks turned in registers; k is a multiple of the lanes. */
                    TURNED_1X1(1, 1, 0),
                    /** Four columns by such blocks. */
                    TURNED_4X1(4, 1, 32);

                    public final int rows;
                    public final int vectors;
                    private final int registers;

                    Kernel(int rows, int vectors, int registers) {
                        this.rows = rows;
                        this.vectors = vectors;
                        this.registers = registers;
                    }

                    /** Whether it is for a processor with as many vector registers as this one. */
                    public boolean isForThisProcessor() {
                        return registers == 0 || registers == (Width.MANY_REGISTERS ? 32 : 16);
                    }

                    @Override
                    public int number() {
                        return ordinal();
                    }

                    @Override
                    public int plainNanos() {
                        return 6;
                    }

                    @Override
                    public boolean needsFourLanes() {
                        return false;
                    }
                }
                """);
        return text.toString();
    }

    /** From the names to the methods. */
    static String dispatch(Type type) {
        StringBuilder text = new StringBuilder(Type.head("KernelTable", type.folder));
        text.append("""
                import dev.lanewise.vector.leaf.Kernel;
                import dev.lanewise.vector.leaf.Microtile;

                /** The microkernels by name. */
                final class Kernels {
                    private Kernels() {}

                    static void multiply(Kernel kernel, Microtile tile) {
                        switch (kernel) {
                """);
        for (Row row : ROWS) {
            text.append("            case ")
                    .append(row.constant())
                    .append(" -> ")
                    .append(row.file())
                    .append(".multiply(tile);\n");
        }
        text.append("""
                            case DOT_8X1 -> DotKernel8x1.multiply(tile);
                            case TURNED_1X1 -> TurnedKernel1x1v.multiply(tile);
                            case TURNED_4X1 -> TurnedKernel4x1v.multiply(tile);
                        }
                    }
                }
                """);
        return text.toString();
    }
}
