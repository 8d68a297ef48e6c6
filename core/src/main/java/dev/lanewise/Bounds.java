// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.lang.foreign.MemorySegment;

/** The checks of a view's bounds: made once, so that no kernel has to. */
final class Bounds {
    private Bounds() {}

    /** The elements of a new matrix: no more than fit into an array. */
    static int size(int rows, int cols) {
        Arguments.atLeast("rows", 0, rows);
        Arguments.atLeast("cols", 0, cols);
        long size = (long) rows * cols;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "rows · cols is " + rows + " · " + cols + " = " + size + "; one array holds at most 2147483639");
        }
        return (int) size;
    }

    /** Checks that rows · cols elements are all that there are. */
    static void whole(String storage, long length, int rows, int cols) {
        Arguments.atLeast("rows", 0, rows);
        Arguments.atLeast("cols", 0, cols);
        if (length != (long) rows * cols) {
            throw new IllegalArgumentException(
                    storage + " has " + length + " elements; expected rows · cols = " + rows + " · " + cols);
        }
    }

    /** Checks that all elements of a view are among so many, and that an int counts them. */
    static void view(Object storage, long length, int offset, int rows, int cols, int rowStride, int colStride) {
        Arguments.atLeast("offset", 0, offset);
        Arguments.atLeast("rows", 0, rows);
        Arguments.atLeast("cols", 0, cols);
        Arguments.atLeast("rowStride", 0, rowStride);
        Arguments.atLeast("colStride", 0, colStride);
        boolean empty = rows == 0 || cols == 0;
        // Both products fit a long, and so does their sum with an int.
        long last = empty ? offset - 1L : offset + (rows - 1L) * rowStride + (cols - 1L) * colStride;
        if (last >= Math.min(length, Integer.MAX_VALUE)) {
            throw new IndexOutOfBoundsException("the view's last element has index " + last + " (offset " + offset
                    + ", " + rows + "x" + cols + ", strides " + rowStride + " and " + colStride
                    + "); expected less than the "
                    + (storage instanceof MemorySegment ? "segment" : "array") + "'s length "
                    + Math.min(length, Integer.MAX_VALUE));
        }
    }

    /** Checks that a window lies within. */
    static void window(String name, int from, int size, int limit) {
        if (from < 0 || size < 0 || (long) from + size > limit) {
            throw new IndexOutOfBoundsException("window of " + size + " " + name + " from " + from
                    + " reaches outside; the matrix has " + limit + " " + name);
        }
    }
}
