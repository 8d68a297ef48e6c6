// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * A matrix that {@link Backend#pack} has prepared to be multiplied by, again and again: a copy, so that nothing that happens to the
 * matrix afterwards shows in it. Only the kind of backend that packed it understands it, and others refuse it, unless it is
 * {@link Plain}.
 */
public interface PackedMatrix {
    int rows();

    int cols();

    Precision precision();

    /** The backend that understands it. */
    String backend();

    /** A copy as it is, which every backend understands, and nobody writes to. */
    record Plain(Matrix matrix) implements PackedMatrix {
        @Override
        public int rows() {
            return matrix.rows();
        }

        @Override
        public int cols() {
            return matrix.cols();
        }

        @Override
        public Precision precision() {
            return matrix.precision();
        }

        @Override
        public String backend() {
            return "any backend";
        }
    }
}
