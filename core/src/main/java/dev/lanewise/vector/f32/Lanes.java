// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes that the loops use, and the sizes of blocks that follow from them: constants of the JVM, because C2 compiles
 * vector code only for a species that it knows.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, VectorShape.forBitSize(Width.BITS));
    /** For the bits of floats: a cast {@code reinterpretShape}, as the methods that need no cast box on JDK 27. */
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, VectorShape.forBitSize(Width.BITS));
    /** Elements in one vector. */
    static final int COUNT = Width.BITS / Float.SIZE;

    /** Rows and columns of a block that is transposed in registers of as many lanes. */
    static final int BLOCK = 512 / Float.SIZE;

    /** 12 x 320 or 5 x 256 elements of A, 640 KiB or 256 KiB of B. */
    private static final int KC = Width.MANY_REGISTERS ? 320 : 256;

    private static final int NC = Width.MANY_REGISTERS ? 512 : 256;
    /** A constant lets C2 move the bounds checks of a packed A out of the kernels' loops. */
    static final int A_STRIDE = KC + 16;

    static final Tiling TILING =
            new Tiling(COUNT, Width.MANY_REGISTERS ? 12 : 5, KC, NC, A_STRIDE, COUNT == BLOCK ? BLOCK : 0);

    static final FloatVector ZERO = FloatVector.zero(FLOATS);
    static final FloatVector ONE = all(1);

    private Lanes() {}

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** The bits of {@code value} in every lane. */
    static IntVector bits(float value) {
        return (IntVector) all(value).reinterpretShape(INTS, 0);
    }
}
