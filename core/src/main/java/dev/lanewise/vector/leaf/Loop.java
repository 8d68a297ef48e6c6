// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import org.jspecify.annotations.Nullable;

/** Every vector loop of the leaves: the microkernels, the elementwise operations, and what else the frame asks for. */
public enum Loop {
    /** No part of any operation: chains of fma in registers, which nothing else can pass. */
    ROOF,
    PACKED_12X2,
    PACKED_6X2,
    PACKED_4X2,
    PANELS_4X4,
    PANELS_1X8,
    DIRECT_12X2,
    DIRECT_6X2,
    DIRECT_4X2,
    DIRECT_8X1,
    DIRECT_1X4,
    DIRECT_1X8,
    DOT_8X1,
    TURNED_1X1,
    EXP,
    LOG,
    COPY,
    ONES,
    SCALE,
    SIGMOID,
    TANH,
    RELU,
    SIGMOID_DERIVATIVE,
    TANH_DERIVATIVE,
    STEP,
    SIGMOID_FROM_OUTPUT,
    TANH_FROM_OUTPUT,
    ADD,
    HADAMARD,
    FIRST_OF_TWO,
    SIGMOID_BACKWARD,
    TANH_BACKWARD,
    RELU_BACKWARD,
    DESCEND,
    DESCEND_MOMENTUM,
    DESCEND_ADAM,
    MEAN_SQUARED_ERROR,
    BINARY_CROSS_ENTROPY,
    BINARY_CROSS_ENTROPY_FROM_LOGITS,
    ROW_CHAINS,
    ROW_TREES,
    OUTER_ROW,
    SCALE_ROW,
    ADD_TO_ROWS,
    TRANSPOSE,
    PACK_ROWS,
    PACK_VECTORS,
    LOAD,
    STORE,
    COLUMN_SUMS,
    PAD_ROWS,
    SUBTRACT_GREATEST,
    ROW_EXP,
    ROW_SUMS,
    ROW_DOTS,
    DIVIDE_ROWS,
    SOFTMAX_BACKWARD,
    SOFTMAX_CROSS_ENTROPY;

    private static final Loop[] KERNELS = byName(Kernel.values());
    private static final Loop[] OPERATIONS = byName(Operation.values());

    private static Loop[] byName(Enum<?>[] names) {
        Loop[] loops = new Loop[names.length];
        for (Enum<?> name : names) {
            loops[name.ordinal()] = valueOf(name.name());
        }
        return loops;
    }

    private final @Nullable Kernel kernel;
    private final @Nullable Operation operation;

    Loop() {
        kernel = find(Kernel.values(), name());
        operation = find(Operation.values(), name());
    }

    private static <E extends Enum<E>> @Nullable E find(E[] all, String name) {
        for (E one : all) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }

    /** The microkernel that this is, or null. */
    public @Nullable Kernel kernel() {
        return kernel;
    }

    /** The elementwise operation that this is, or null. */
    public @Nullable Operation operation() {
        return operation;
    }

    public static Loop of(Kernel kernel) {
        return KERNELS[kernel.ordinal()];
    }

    public static Loop of(Operation operation) {
        return OPERATIONS[operation.ordinal()];
    }

    /** What an element takes in a plain loop, roughly; of a kernel, a step of k for a vector in each of its rows. */
    public int plainNanos() {
        if (kernel != null) {
            return 6;
        }
        boolean heavy = operation != null && operation.isHeavy() || this == ROW_EXP;
        return heavy ? 10 : 1;
    }

    /** Whether the loop compares, blends or turns: C2 has no masks of two lanes on x86, and boxes. */
    public boolean needsFourLanes() {
        return switch (this) {
            case EXP,
                    LOG,
                    SIGMOID,
                    TANH,
                    RELU,
                    SIGMOID_DERIVATIVE,
                    TANH_DERIVATIVE,
                    STEP,
                    RELU_BACKWARD,
                    BINARY_CROSS_ENTROPY,
                    BINARY_CROSS_ENTROPY_FROM_LOGITS,
                    ROW_CHAINS,
                    ROW_TREES,
                    PAD_ROWS,
                    SUBTRACT_GREATEST,
                    ROW_EXP,
                    ROW_SUMS,
                    ROW_DOTS,
                    SOFTMAX_CROSS_ENTROPY,
                    DESCEND_ADAM -> true;
            default -> false;
        };
    }
}
