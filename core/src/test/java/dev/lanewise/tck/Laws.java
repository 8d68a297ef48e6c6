// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** What all laws share: the backend under test, its judge, and the comparison of the two. */
interface Laws {
    /** The backend under test. */
    Backend backend();

    /** The precision in which the laws are tried. */
    Precision precision();

    /** Matrices in that precision. */
    default Samples samples(long seed) {
        return new Samples(seed, precision());
    }

    default Matrix zeros(int rows, int cols) {
        return Matrix.zeros(rows, cols, precision());
    }

    /** The judge of all others. */
    default Backend reference() {
        return Backends.scalar();
    }

    /** Whether warm calls allocate nothing; only a reference may say no. */
    boolean allocatesNothing();

    /** A call of either backend with its outputs. */
    interface Call {
        void on(Backend backend, Matrix[] outputs);
    }

    /** Runs a call on the reference and on the backend, each writing to a copy of the outputs, and compares them. */
    default void compare(String what, Call call, Matrix... outputs) {
        Matrix[] expected = copies(outputs);
        Matrix[] found = copies(outputs);
        call.on(reference(), expected);
        call.on(backend(), found);
        for (int o = 0; o < outputs.length; o++) {
            assertSameBits(expected[o], found[o], what);
        }
    }

    private static Matrix[] copies(Matrix[] outputs) {
        Matrix[] copies = new Matrix[outputs.length];
        for (int o = 0; o < copies.length; o++) {
            copies[o] = Samples.copy(outputs[o]);
        }
        return copies;
    }

    static void assertSameBits(Matrix expected, Matrix found, String what) {
        assertArrayEquals(bits(expected), bits(found), what + " " + found);
    }

    /** All bits of the array, so that a write outside the view shows as well; all NaN are one. */
    static long[] bits(Matrix x) {
        int length = x.precision() == Precision.SINGLE ? x.floats().length : x.doubles().length;
        Matrix all = Samples.on(x.array(), 0, 1, length, length, 1);
        long[] bits = new long[length];
        for (int i = 0; i < length; i++) {
            bits[i] = Double.doubleToLongBits(all.get(0, i));
        }
        return bits;
    }
}
