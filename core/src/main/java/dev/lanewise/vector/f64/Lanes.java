// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes that the loops use, and the sizes of blocks that follow from them: constants of the JVM, because C2 compiles
 * vector code only for a species that it knows.
 */
final class Lanes {
    static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, VectorShape.forBitSize(Width.BITS));
    /** For the bits of doubles: a cast {@code reinterpretShape}, as the methods that need no cast box on JDK 27. */
    static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, VectorShape.forBitSize(Width.BITS));
    /** Elements in one vector. */
    static final int COUNT = Width.BITS / Double.SIZE;

    static final int A_STRIDE = Tiling.A_STRIDE;
    static final Tiling TILING = Tiling.of(Precision.DOUBLE);

    static final DoubleVector ZERO = DoubleVector.zero(DOUBLES);
    static final DoubleVector ONE = all(1);

    private Lanes() {}

    static DoubleVector all(double value) {
        return DoubleVector.broadcast(DOUBLES, value);
    }

    /** The bits of {@code value} in every lane. */
    static LongVector bits(double value) {
        return (LongVector) all(value).reinterpretShape(LONGS, 0);
    }
}
