// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

import static dev.lanewise.vector.f64.Lanes.COUNT;
import static dev.lanewise.vector.f64.Lanes.DOUBLES;
import static dev.lanewise.vector.f64.Lanes.TILING;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Width;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * Copies between operands as they lie and buffers of whole vectors. Rows so near to the end of the array
 * that a vector would pass it are copied element by element: the JDK's way for masks that save such a vector allocates.
 */
final class Tiles {
    private Tiles() {}

    /** Rows no longer than a vector are filled up with whatever follows them. */
    static void load(Matrix matrix, int row, int col, int rows, int cols, double[] tile, int first, int trs) {
        double[] x = matrix.doubles();
        int rs = matrix.rowStride();
        int cs = matrix.colStride();
        int at = matrix.offset() + row * rs + col * cs;
        int whole = cs == 1 && cols <= COUNT ? TILING.wholeRows(x.length - at, rs, rows) : 0;
        for (int i = 0; i < whole; i++) {
            DoubleVector.fromArray(DOUBLES, x, at + i * rs).intoArray(tile, first + i * trs);
        }
        for (int i = whole; i < rows; i++) {
            int from = at + i * rs;
            copy(x, from, cs, tile, first + i * trs, 1, cols);
        }
    }

    static void store(double[] tile, int trs, Matrix matrix, int row, int col, int rows, int cols) {
        double[] x = matrix.doubles();
        int rs = matrix.rowStride();
        int cs = matrix.colStride();
        int at = matrix.offset() + row * rs + col * cs;
        boolean masked = Width.HAVE_MASKS && cs == 1 && cols <= COUNT;
        int whole = masked ? TILING.wholeRows(x.length - at, rs, rows) : 0;
        if (whole > 0) {
            storeWhole(tile, trs, x, at, rs, whole, cols);
        }
        for (int i = whole; i < rows; i++) {
            int from = i * trs;
            copy(tile, from, 1, x, at + i * rs, cs, cols);
        }
    }

    private static void storeWhole(double[] tile, int trs, double[] x, int at, int rs, int rows, int cols) {
        VectorMask<Double> live = DOUBLES.indexInRange(0, cols);
        for (int i = 0; i < rows; i++) {
            DoubleVector.fromArray(DOUBLES, tile, i * trs).intoArray(x, at + i * rs, live);
        }
    }

    static void copy(double[] x, int xo, int xs, double[] y, int yo, int ys, int n) {
        if (xs == 1 && ys == 1) {
            System.arraycopy(x, xo, y, yo, n);
            return;
        }
        for (int e = 0; e < n; e++) {
            y[yo + e * ys] = x[xo + e * xs];
        }
    }

    /** Writes a vector from each of two places of k rows, one after the other, to byte {@code to} of a packed block. */
    static void packRows(double[] b, int first, int second, int brs, int k, MemorySegment packed, long to) {
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(DOUBLES, b, first + p * brs);
            DoubleVector b1 = DoubleVector.fromArray(DOUBLES, b, second + p * brs);
            long row = to + (long) p * 2 * COUNT * Double.BYTES;
            b0.intoMemorySegment(packed, row, ByteOrder.nativeOrder());
            b1.intoMemorySegment(packed, row + COUNT * Double.BYTES, ByteOrder.nativeOrder());
        }
    }

    /** Writes k vectors that lie together to every second place of a packed block, from byte {@code to} on. */
    static void packVectors(double[] vectors, int k, MemorySegment packed, long to) {
        for (int p = 0; p < k; p++) {
            DoubleVector.fromArray(DOUBLES, vectors, p * COUNT)
                    .intoMemorySegment(packed, to + (long) p * 2 * COUNT * Double.BYTES, ByteOrder.nativeOrder());
        }
    }
}
// spotless:on
