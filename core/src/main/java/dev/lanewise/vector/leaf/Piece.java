// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

/** The vector loops that are neither a microkernel nor an elementwise operation: whether each needs four lanes. */
public enum Piece implements Loop {
    /** No part of any operation: chains of fma in registers, which nothing else can pass. */
    ROOF(false),
    ROW_CHAINS(true),
    ROW_TREES(true),
    OUTER_ROW(false),
    SCALE_ROW(false),
    ADD_TO_ROWS(false),
    TRANSPOSE(false),
    PACK_ROWS(false),
    PACK_VECTORS(false),
    LOAD(false),
    STORE(false),
    COLUMN_SUMS(false),
    PAD_ROWS(true),
    SUBTRACT_GREATEST(true),
    ROW_EXP(true),
    ROW_SUMS(true),
    ROW_DOTS(true),
    DIVIDE_ROWS(false),
    SOFTMAX_BACKWARD(false),
    SOFTMAX_CROSS_ENTROPY(true);

    private static final int FIRST = Kernel.values().length + Operation.values().length;

    private final boolean needsFourLanes;

    Piece(boolean needsFourLanes) {
        this.needsFourLanes = needsFourLanes;
    }

    @Override
    public int number() {
        return FIRST + ordinal();
    }

    @Override
    public int plainNanos() {
        return this == ROW_EXP ? 10 : 1;
    }

    @Override
    public boolean needsFourLanes() {
        return needsFourLanes;
    }
}
