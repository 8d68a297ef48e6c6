// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import java.util.Arrays;

/** The operands of an elementwise operation: up to four stretches of arrays, and its numbers. */
final class Slices {
    static final int COUNT = 4;
    private static final int SPARE = 512;

    Numbers numbers;

    /** The scalar parameters of an operation; each uses those that it knows. */
    static final class Numbers {
        /** α of a scaling, η of an update. */
        float rate;
        /** λ. */
        float decay;
        /** μ, or β₁. */
        float first;
        /** β₂. */
        float second;

        float correction;
        float epsilon;
    }

    /** Room for an intermediate result. */
    final float[] spare = new float[SPARE];

    private final float[][] arrays = new float[COUNT][];
    private final int[] offsets = new int[COUNT];

    void set(int slot, float[] array, int offset) {
        arrays[slot] = array;
        offsets[slot] = offset;
    }

    /** Lets go of the callers' arrays. */
    void forget() {
        Arrays.fill(arrays, null);
    }

    float[] array(int slot) {
        return arrays[slot];
    }

    int offset(int slot) {
        return offsets[slot];
    }
}
