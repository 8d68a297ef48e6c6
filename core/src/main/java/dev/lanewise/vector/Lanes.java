// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes that the kernels use: constants of the JVM, because C2 compiles vector code only for a species that it
 * knows. {@link Host} has checked the request before this class is loaded.
 */
final class Lanes {
    static final int BITS = Host.laneBits();
    static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));
    /** For the bits of floats: a cast {@code reinterpretShape}, as the methods that need no cast box on JDK 27. */
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));
    /** Floats in one vector. */
    static final int COUNT = BITS / Float.SIZE;
    /** The lanes by which sums are defined, whatever the vectors hold. */
    static final int LOGICAL = 16;
    /** Whether there are 32 vector registers rather than 16. */
    static final boolean MANY_REGISTERS = Host.hasManyRegisters();

    /** Whether a masked store is one instruction: all hardware with vectors that wide has predicates. */
    static final boolean HAVE_MASKS = BITS == 512;

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
