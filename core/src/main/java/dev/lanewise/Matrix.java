// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.Objects;

/**
 * A view of a {@code float[]} as a matrix: element (i, j) is {@code array[offset + i·rowStride + j·colStride]}.
 *
 * <p>A view owns nothing: it costs a few ints, several views may share an array, and what is written to the array
 * shows in all of them. Bounds are checked once, here, so that no kernel has to. Strides are never negative; a stride
 * of zero repeats one row or column, which is allowed for inputs and refused for outputs. A matrix may be empty.
 */
public final class Matrix {
    private final float[] array;
    private final int offset;
    private final int rows;
    private final int cols;
    private final int rowStride;
    private final int colStride;
    /** Kept so that a training step, which needs it again and again, allocates nothing. */
    private Matrix transpose;

    private Matrix(float[] array, int offset, int rows, int cols, int rowStride, int colStride) {
        this.array = array;
        this.offset = offset;
        this.rows = rows;
        this.cols = cols;
        this.rowStride = rowStride;
        this.colStride = colStride;
    }

    /**
     * A new matrix of zeros, row by row in an array of its own.
     *
     * @throws IllegalArgumentException if a size is negative or rows · cols elements do not fit into one array
     */
    public static Matrix zeros(int rows, int cols) {
        notNegative("rows", rows);
        notNegative("cols", cols);
        long size = (long) rows * cols;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "rows · cols is " + rows + " · " + cols + " = " + size + "; one array holds at most 2147483639");
        }
        return new Matrix(new float[(int) size], 0, rows, cols, cols, 1);
    }

    /** A view of the whole array, row by row: {@code of(array, 0, rows, cols, cols, 1)}; the sizes must match. */
    public static Matrix of(float[] array, int rows, int cols) {
        Objects.requireNonNull(array, "array is null; expected a float[]");
        Matrix view = of(array, 0, rows, cols, cols, 1);
        if (array.length != (long) rows * cols) {
            throw new IllegalArgumentException(
                    "array has " + array.length + " elements; expected rows · cols = " + rows + " · " + cols);
        }
        return view;
    }

    /**
     * A view with any offset and strides.
     *
     * @throws IllegalArgumentException if a number is negative
     * @throws IndexOutOfBoundsException if an element of the view would lie outside the array
     */
    public static Matrix of(float[] array, int offset, int rows, int cols, int rowStride, int colStride) {
        Objects.requireNonNull(array, "array is null; expected a float[]");
        notNegative("offset", offset);
        notNegative("rows", rows);
        notNegative("cols", cols);
        notNegative("rowStride", rowStride);
        notNegative("colStride", colStride);
        boolean empty = rows == 0 || cols == 0;
        // Both products fit a long, and so does their sum with an int.
        long last = empty ? offset - 1L : offset + (rows - 1L) * rowStride + (cols - 1L) * colStride;
        if (last >= array.length) {
            throw new IndexOutOfBoundsException("the view's last element has index " + last + " (offset " + offset
                    + ", " + rows + "x" + cols + ", strides " + rowStride + " and " + colStride
                    + "); expected less than the array's length " + array.length);
        }
        return new Matrix(array, offset, rows, cols, rowStride, colStride);
    }

    /** A new matrix that holds these rows; they must have one length. */
    public static Matrix ofRows(float[]... rows) {
        Objects.requireNonNull(rows, "rows is null; expected float[] rows");
        int cols = rows.length == 0 ? 0 : rows[0].length;
        Matrix matrix = zeros(rows.length, cols);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != cols) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + rows[i].length + " elements; expected " + cols + " as in row 0");
            }
            System.arraycopy(rows[i], 0, matrix.array, i * cols, cols);
        }
        return matrix;
    }

    private static void notNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; expected 0 or more");
        }
    }

    /** The array behind the view, not a copy. */
    public float[] array() {
        return array;
    }

    /** The index of element (0, 0). */
    public int offset() {
        return offset;
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return cols;
    }

    /** The distance in the array from one row to the next. */
    public int rowStride() {
        return rowStride;
    }

    /** The distance in the array from one column to the next. */
    public int colStride() {
        return colStride;
    }

    public boolean isEmpty() {
        return rows == 0 || cols == 0;
    }

    /** Whether the elements lie row by row without gaps, so that the view is one stretch of the array. */
    public boolean isContiguous() {
        return isEmpty() || (cols == 1 || colStride == 1) && (rows == 1 || rowStride == cols);
    }

    /** Whether the strides keep all elements apart: one of them reaches past a whole row or column. Only such a view can be
     * written to. */
    public boolean isInjective() {
        if (isEmpty()) {
            return true;
        }
        if (rows == 1 || cols == 1) {
            return (rows == 1 || rowStride > 0) && (cols == 1 || colStride > 0);
        }
        return rowStride > (cols - 1L) * colStride && colStride > 0
                || colStride > (rows - 1L) * rowStride && rowStride > 0;
    }

    /** Element (i, j). */
    public float get(int i, int j) {
        return array[index(i, j)];
    }

    /** Sets element (i, j). */
    public void set(int i, int j, float value) {
        array[index(i, j)] = value;
    }

    private int index(int i, int j) {
        if (i < 0 || i >= rows || j < 0 || j >= cols) {
            throw new IndexOutOfBoundsException("element (" + i + ", " + j + ") of a " + rows + "x" + cols + " matrix");
        }
        return offset + i * rowStride + j * colStride;
    }

    /** The transpose, as a view: the strides trade places. It is made once; {@code t().t()} is this view again. */
    public Matrix t() {
        Matrix t = transpose;
        if (t == null) {
            t = new Matrix(array, offset, cols, rows, colStride, rowStride);
            t.transpose = this;
            transpose = t;
        }
        return t;
    }

    /** The window of {@code rows} x {@code cols} elements whose first is (row, col), as a view. */
    public Matrix window(int row, int col, int rows, int cols) {
        within("rows", row, rows, this.rows);
        within("cols", col, cols, this.cols);
        boolean empty = rows == 0 || cols == 0;
        return new Matrix(
                array, empty ? offset : offset + row * rowStride + col * colStride, rows, cols, rowStride, colStride);
    }

    /** Row i, as a view of one row. */
    public Matrix row(int i) {
        return window(i, 0, 1, cols);
    }

    /** Rows {@code from} up to and without {@code to}, as a view. */
    public Matrix rows(int from, int to) {
        return window(from, 0, to - from, cols);
    }

    /** Columns {@code from} up to and without {@code to}, as a view. */
    public Matrix cols(int from, int to) {
        return window(0, from, rows, to - from);
    }

    /** This single row repeated {@code times} times, as a view that takes no memory and cannot be written to. */
    public Matrix repeated(int times) {
        notNegative("times", times);
        if (rows != 1) {
            throw new IllegalArgumentException("a " + rows + "x" + cols + " matrix cannot be repeated; expected 1 row");
        }
        return new Matrix(array, offset, times, cols, 0, colStride);
    }

    private static void within(String name, int from, int size, int limit) {
        if (from < 0 || size < 0 || (long) from + size > limit) {
            throw new IndexOutOfBoundsException("window of " + size + " " + name + " from " + from
                    + " reaches outside; the matrix has " + limit + " " + name);
        }
    }

    /** Whether the other view has the same array, offset, shape and strides. */
    public boolean isSameView(Matrix other) {
        return array == other.array
                && offset == other.offset
                && rows == other.rows
                && cols == other.cols
                && (rows <= 1 || rowStride == other.rowStride)
                && (cols <= 1 || colStride == other.colStride);
    }

    /**
     * Whether the two views share an element. Exact for views with equal strides of which one is 1, such as two windows
     * of one matrix; for others it may say true where the stretches of the array interleave without touching.
     */
    public boolean overlaps(Matrix other) {
        if (array != other.array || isEmpty() || other.isEmpty()) {
            return false;
        }
        if (last() < other.offset || other.last() < offset) {
            return false;
        }
        if (colStride == 1 && other.colStride == 1 && rowStride == other.rowStride) {
            return windowsMeet(this, other);
        }
        if (rowStride == 1 && other.rowStride == 1 && colStride == other.colStride) {
            return windowsMeet(t(), other.t());
        }
        return true;
    }

    private int last() {
        return offset + (rows - 1) * rowStride + (cols - 1) * colStride;
    }

    /** Is there a distance of t rows, -b.rows < t < a.rows, at which the column ranges meet? */
    private static boolean windowsMeet(Matrix a, Matrix b) {
        long stride = a.rowStride;
        long distance = (long) b.offset - a.offset;
        if (stride == 0) {
            return -b.cols < distance && distance < a.cols;
        }
        // Wanted: an integer t with -b.cols < distance - t·stride < a.cols.
        long least = Math.floorDiv(distance - a.cols, stride) + 1;
        long most = -Math.floorDiv(-(distance + b.cols), stride) - 1;
        return Math.max(least, 1L - b.rows) <= Math.min(most, a.rows - 1L);
    }

    @Override
    public String toString() {
        return rows + "x" + cols + " matrix (offset " + offset + ", strides " + rowStride + " and " + colStride + ")";
    }
}
