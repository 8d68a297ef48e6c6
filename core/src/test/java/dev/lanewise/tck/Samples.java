// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Matrices in every layout, surrounded by canaries. */
final class Samples {
    static final int LAYOUTS = 5;
    /** The value of every element outside a view; no operation may change one. */
    static final double CANARY = -1e10;

    private final SplittableRandom random;
    private final Precision precision;

    Samples(long seed, Precision precision) {
        random = new SplittableRandom(seed);
        this.precision = precision;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A view filled with canaries: rows, columns, rows with gaps, columns with gaps, or strided both ways. */
    Matrix empty(int rows, int cols, int layout) {
        int offset = layout == 0 ? 0 : layout;
        return switch (layout) {
            case 0 -> view(0, rows, cols, cols, 1);
            case 1 -> view(offset, cols, rows, rows, 1).t();
            case 2 -> view(offset, rows, cols, cols + 7, 1);
            case 3 -> view(offset, cols, rows, rows + 1, 1).t();
            default -> view(offset, rows, cols, 2 * cols + 3, 2);
        };
    }

    /** In an array that ends with the view's last element. */
    private Matrix view(int offset, int rows, int cols, int rowStride, int colStride) {
        int size = rows == 0 || cols == 0 ? offset : offset + (rows - 1) * rowStride + (cols - 1) * colStride + 1;
        Matrix all = Matrix.zeros(1, size, precision);
        for (int e = 0; e < size; e++) {
            all.set(0, e, CANARY);
        }
        return on(all.array(), offset, rows, cols, rowStride, colStride);
    }

    /** Rows with gaps between them, in an array that ends with the last element. */
    Matrix exactFit(int rows, int cols, int offset, int gap) {
        return fill(view(offset, rows, cols, cols + gap, 1), -1, 1);
    }

    /** Uniform in [low, high). */
    Matrix uniform(int rows, int cols, int layout, double low, double high) {
        return fill(empty(rows, cols, layout), low, high);
    }

    private Matrix fill(Matrix matrix, double low, double high) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.cols(); j++) {
                matrix.set(i, j, random.nextDouble(low, high));
            }
        }
        return matrix;
    }

    Matrix uniform(int rows, int cols) {
        return uniform(rows, cols, below(LAYOUTS), -1, 1);
    }

    /** Whole numbers from −8 to 8. */
    Matrix integers(int rows, int cols, int layout) {
        Matrix matrix = empty(rows, cols, layout);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                matrix.set(i, j, random.nextInt(-8, 9));
            }
        }
        return matrix;
    }

    /** Any bit patterns: NaN, infinities, subnormals and signed zeros among them. */
    Matrix anyBits(int rows, int cols, int layout) {
        Matrix matrix = empty(rows, cols, layout);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                boolean single = precision == Precision.SINGLE;
                matrix.set(
                        i,
                        j,
                        single ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong()));
            }
        }
        return matrix;
    }

    /** The same view of a copy of the array. */
    static Matrix copy(Matrix x) {
        Object array = x.precision() == Precision.SINGLE
                ? x.floats().clone()
                : x.doubles().clone();
        return on(array, x.offset(), x.rows(), x.cols(), x.rowStride(), x.colStride());
    }

    /** The same view of a copy of the array in native memory, at an address that nothing is aligned to. */
    static Matrix inSegment(Matrix x, Arena arena) {
        MemorySegment array = x.precision() == Precision.SINGLE
                ? MemorySegment.ofArray(x.floats())
                : MemorySegment.ofArray(x.doubles());
        MemorySegment memory = arena.allocate(array.byteSize() + 1).asSlice(1);
        memory.copyFrom(array);
        return Matrix.of(memory, x.precision(), x.offset(), x.rows(), x.cols(), x.rowStride(), x.colStride());
    }

    /** A view of an array of either type. */
    static Matrix on(Object array, int offset, int rows, int cols, int rowStride, int colStride) {
        return array instanceof float[] floats
                ? Matrix.of(floats, offset, rows, cols, rowStride, colStride)
                : Matrix.of((double[]) array, offset, rows, cols, rowStride, colStride);
    }

    Matrix zeros(int rows, int cols) {
        return Matrix.zeros(rows, cols, precision);
    }

    /** One row with these values. */
    Matrix row(double... values) {
        return Matrix.of(values, 1, values.length).to(precision);
    }
}
