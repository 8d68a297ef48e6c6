// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import java.util.EnumMap;
import java.util.Map;

/** Every vector loop of the leaves: the microkernels, the elementwise operations, and what else the frame asks for. */
public enum Loop {
    PACKED_12X2,
    PACKED_5X2,
    PACKED_4X2,
    DIRECT_12X2,
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
    OUTER_ROW,
    SCALE_ROW,
    ADD_TO_ROWS,
    TRANSPOSE,
    PACK_ROWS,
    PACK_VECTORS,
    LOAD,
    STORE,
    COLUMN_SUMS,
    GREATEST,
    ROW_SUM,
    DOT,
    ROW_EXP,
    DIVIDE,
    SUBTRACT,
    SOFTMAX_BACKWARD,
    SOFTMAX_CROSS_ENTROPY;

    private static final Map<Kernel, Loop> KERNELS = byName(Kernel.class);
    private static final Map<Operation, Loop> OPERATIONS = byName(Operation.class);

    private static <E extends Enum<E>> Map<E, Loop> byName(Class<E> names) {
        Map<E, Loop> loops = new EnumMap<>(names);
        for (E name : names.getEnumConstants()) {
            loops.put(name, valueOf(name.name()));
        }
        return loops;
    }

    public static Loop of(Kernel kernel) {
        return KERNELS.get(kernel);
    }

    public static Loop of(Operation operation) {
        return OPERATIONS.get(operation);
    }

    /** Whether the loop compares and blends: C2 has no masks of two lanes on x86, and boxes. */
    public boolean hasMasks() {
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
                    GREATEST,
                    ROW_EXP,
                    SOFTMAX_CROSS_ENTROPY -> true;
            default -> false;
        };
    }
}
