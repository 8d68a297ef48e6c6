// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import dev.lanewise.Precision;
import java.util.Arrays;

/** The operands of an elementwise operation, in up to four slots: an array each and where in it the elements begin. */
public final class Stretch {
    public static final int SLOTS = 4;
    /** Elements of {@link #spare}. */
    public static final int SPARE = 512;

    @SuppressWarnings("NullAway.Init")
    public Numbers numbers;

    /** Room for an intermediate result. */
    public final Object spare;

    private final Object[] arrays = new Object[SLOTS];
    private final int[] offsets = new int[SLOTS];

    public Stretch(Precision precision) {
        spare = precision.array(SPARE);
    }

    public void set(int slot, Object array, int offset) {
        arrays[slot] = array;
        offsets[slot] = offset;
    }

    /** Lets go of the callers' arrays. */
    public void forget() {
        Arrays.fill(arrays, null);
    }

    public Object array(int slot) {
        return arrays[slot];
    }

    public float[] floats(int slot) {
        return (float[]) arrays[slot];
    }

    public double[] doubles(int slot) {
        return (double[]) arrays[slot];
    }

    public int offset(int slot) {
        return offsets[slot];
    }
}
