// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import dev.lanewise.Precision;
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

    static final int A_STRIDE = Tiling.A_STRIDE;
    static final Tiling TILING = Tiling.of(Precision.SINGLE);

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
