// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

// Written by dev.lanewise.writer.KernelTable; change that, not this.
// spotless:off

/**
 * The microkernels: rows and vectors of the microtile that each computes (columns and vectors along them, where A is turned), and
 * for how many registers it is, 0 for any.
 */
public enum Kernel implements Loop {
    PACKED_12X2(12, 2, 32),
    PACKED_6X2(6, 2, 16),
    PACKED_4X2(4, 2, 32),
    PANELS_4X4(4, 4, 32),
    PANELS_1X8(1, 8, 0),
    DIRECT_12X2(12, 2, 32),
    DIRECT_6X2(6, 2, 16),
    DIRECT_4X2(4, 2, 0),
    DIRECT_8X1(8, 1, 0),
    DIRECT_1X4(1, 4, 0),
    DIRECT_1X8(1, 8, 0),
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
// spotless:on
