// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

// Written by dev.lanewise.writer.KernelTable; change that, not this.
// spotless:off

/** The microkernels: rows and vectors of the microtile that each computes. */
public enum Kernel {
    PACKED_12X2(12, 2),
    PACKED_6X2(6, 2),
    PACKED_4X2(4, 2),
    PANELS_4X4(4, 4),
    PANELS_1X8(1, 8),
    DIRECT_12X2(12, 2),
    DIRECT_6X2(6, 2),
    DIRECT_4X2(4, 2),
    DIRECT_8X1(8, 1),
    DIRECT_1X4(1, 4),
    DIRECT_1X8(1, 8),
    /** Scalar chains, for a single column. */
    DOT_8X1(8, 0),
    /** A single column by blocks turned in registers; k is a multiple of the lanes. */
    TURNED_1X1(1, 1);

    public final int rows;
    public final int vectors;

    Kernel(int rows, int vectors) {
        this.rows = rows;
        this.vectors = vectors;
    }
}
// spotless:on
