// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@code float[]} or {@code double[]} as a matrix: element (i, j) is
 * {@code array[offset + i·rowStride + j·colStride]}. The array's type is the matrix's {@link Precision}.
 *
 * <p>A view owns nothing: it costs a few ints, several views may share an array, and what is written to the array
 * shows in all of them. Bounds are checked once, here, so that no kernel has to. Strides are never negative; a stride
 * of zero repeats one row or column, which is allowed for inputs and refused for outputs. A matrix may be empty.
 */
public final class Matrix {
    private final Object array;
    private final Precision precision;
    private final int offset;
    private final int rows;
    private final int cols;
    private final int rowStride;
    private final int colStride;
    /** Kept so that a training step, which needs it again and again, allocates nothing. */
    private @Nullable Matrix transpose;

    private Matrix(Object array, int offset, int rows, int cols, int rowStride, int colStride) {
        this.array = array;
        precision = Precision.of(array);
        this.offset = offset;
        this.rows = rows;
        this.cols = cols;
        this.rowStride = rowStride;
        this.colStride = colStride;
    }

    /** A new matrix of zeros in single precision: {@code zeros(rows, cols, SINGLE)}. */
    public static Matrix zeros(int rows, int cols) {
        return zeros(rows, cols, Precision.SINGLE);
    }

    /**
     * A new matrix of zeros, row by row in an array of its own.
     *
     * @throws IllegalArgumentException if a size is negative or rows · cols elements do not fit into one array
     */
    public static Matrix zeros(int rows, int cols, Precision precision) {
        Arguments.atLeast("rows", 0, rows);
        Arguments.atLeast("cols", 0, cols);
        Arguments.present("precision", precision);
        long size = (long) rows * cols;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "rows · cols is " + rows + " · " + cols + " = " + size + "; one array holds at most 2147483639");
        }
        return new Matrix(precision.array((int) size), 0, rows, cols, cols, 1);
    }

    /** A view of the whole array, row by row: {@code of(array, 0, rows, cols, cols, 1)}; the sizes must match. */
    public static Matrix of(float[] array, int rows, int cols) {
        return whole(Arguments.present("array", array), array.length, rows, cols);
    }

    /** A view of the whole array, row by row: {@code of(array, 0, rows, cols, cols, 1)}; the sizes must match. */
    public static Matrix of(double[] array, int rows, int cols) {
        return whole(Arguments.present("array", array), array.length, rows, cols);
    }

    private static Matrix whole(Object array, int length, int rows, int cols) {
        Arguments.atLeast("rows", 0, rows);
        Arguments.atLeast("cols", 0, cols);
        if (length != (long) rows * cols) {
            throw new IllegalArgumentException(
                    "array has " + length + " elements; expected rows · cols = " + rows + " · " + cols);
        }
        return new Matrix(array, 0, rows, cols, cols, 1);
    }

    /**
     * A view with any offset and strides.
     *
     * @throws IllegalArgumentException if a number is negative
     * @throws IndexOutOfBoundsException if an element of the view would lie outside the array
     */
    public static Matrix of(float[] array, int offset, int rows, int cols, int rowStride, int colStride) {
        return view(Arguments.present("array", array), array.length, offset, rows, cols, rowStride, colStride);
    }

    /**
     * A view with any offset and strides.
     *
     * @throws IllegalArgumentException if a number is negative
     * @throws IndexOutOfBoundsException if an element of the view would lie outside the array
     */
    public static Matrix of(double[] array, int offset, int rows, int cols, int rowStride, int colStride) {
        return view(Arguments.present("array", array), array.length, offset, rows, cols, rowStride, colStride);
    }

    private static Matrix view(Object array, int length, int offset, int rows, int cols, int rowStride, int colStride) {
        Arguments.atLeast("offset", 0, offset);
        Arguments.atLeast("rows", 0, rows);
        Arguments.atLeast("cols", 0, cols);
        Arguments.atLeast("rowStride", 0, rowStride);
        Arguments.atLeast("colStride", 0, colStride);
        boolean empty = rows == 0 || cols == 0;
        // Both products fit a long, and so does their sum with an int.
        long last = empty ? offset - 1L : offset + (rows - 1L) * rowStride + (cols - 1L) * colStride;
        if (last >= length) {
            throw new IndexOutOfBoundsException("the view's last element has index " + last + " (offset " + offset
                    + ", " + rows + "x" + cols + ", strides " + rowStride + " and " + colStride
                    + "); expected less than the array's length " + length);
        }
        return new Matrix(array, offset, rows, cols, rowStride, colStride);
    }

    /** A new matrix that holds these rows; they must have one length. */
    public static Matrix ofRows(float[]... rows) {
        return rows(Precision.SINGLE, Arguments.present("rows", rows));
    }

    /** A new matrix that holds these rows; they must have one length. */
    public static Matrix ofRows(double[]... rows) {
        return rows(Precision.DOUBLE, Arguments.present("rows", rows));
    }

    private static Matrix rows(Precision precision, Object[] rows) {
        int cols = rows.length == 0 ? 0 : Array.getLength(rows[0]);
        Matrix matrix = zeros(rows.length, cols, precision);
        for (int i = 0; i < rows.length; i++) {
            int length = Array.getLength(rows[i]);
            if (length != cols) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + length + " elements; expected " + cols + " as in row 0");
            }
            System.arraycopy(rows[i], 0, matrix.array, i * cols, cols);
        }
        return matrix;
    }

    /** The format of the elements. */
    public Precision precision() {
        return precision;
    }

    /** The array behind the view, not a copy: a {@code float[]} or a {@code double[]}. */
    public Object array() {
        return array;
    }

    /**
     * The {@code float[]} behind the view, not a copy.
     *
     * @throws IllegalStateException if the matrix has another precision
     */
    public float[] floats() {
        if (array instanceof float[] floats) {
            return floats;
        }
        throw new IllegalStateException("the matrix is in precision " + precision + "; expected SINGLE");
    }

    /**
     * The {@code double[]} behind the view, not a copy.
     *
     * @throws IllegalStateException if the matrix has another precision
     */
    public double[] doubles() {
        if (array instanceof double[] doubles) {
            return doubles;
        }
        throw new IllegalStateException("the matrix is in precision " + precision + "; expected DOUBLE");
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

    /** Whether the view can be written to: no two of its elements share a place. */
    public boolean isWritable() {
        return isEmpty() || Places.areDistinct(rows, cols, rowStride, colStride);
    }

    /** Element (i, j); a float is widened, which is exact. */
    public double get(int i, int j) {
        int at = index(i, j);
        return array instanceof float[] floats ? floats[at] : ((double[]) array)[at];
    }

    /** Sets element (i, j) to the value, rounded to the precision. */
    public void set(int i, int j, double value) {
        int at = index(i, j);
        if (array instanceof float[] floats) {
            floats[at] = (float) value;
        } else {
            ((double[]) array)[at] = value;
        }
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
        Arguments.atLeast("times", 0, times);
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

    /** A new matrix with these elements, row by row in an array of its own. */
    public Matrix copy() {
        return to(precision);
    }

    /** A new matrix with these elements, each rounded to the precision, row by row in an array of its own. */
    public Matrix to(Precision precision) {
        Matrix copy = zeros(rows, cols, precision);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                copy.set(i, j, get(i, j));
            }
        }
        return copy;
    }

    /**
     * Whether the other matrix has the same precision and shape and, element by element, the same bits: NaN equals NaN, and
     * 0 differs from −0. Where they lie does not matter.
     */
    public boolean hasSameElements(Matrix other) {
        if (precision != other.precision || rows != other.rows || cols != other.cols) {
            return false;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                if (Double.doubleToLongBits(get(i, j)) != Double.doubleToLongBits(other.get(i, j))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The elements as text, a line for each row; of more than 20 rows or 10 columns, the first and the last half. */
    public String elements() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i = next(i, rows, 20)) {
            if (rows > 20 && i == rows - 10) {
                text.append("...\n");
            }
            for (int j = 0; j < cols; j = next(j, cols, 10)) {
                text.append(j == 0 ? "" : " ").append(cols > 10 && j == cols - 5 ? "... " : "");
                text.append(array instanceof float[] ? Float.toString((float) get(i, j)) : Double.toString(get(i, j)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static int next(int i, int count, int shown) {
        return count > shown && i == shown / 2 - 1 ? count - shown / 2 : i + 1;
    }

    /**
     * Whether the two views share an element: exact, and quick for views that lie apart in the array, for two with one pair
     * of strides, be it transposed, such as the even and the odd columns of one matrix, and for a few rows or columns.
     */
    public boolean overlaps(Matrix other) {
        if (array != other.array || isEmpty() || other.isEmpty()) {
            return false;
        }
        if (last() < other.offset || other.last() < offset) {
            return false;
        }
        Matrix a = rowStride >= colStride ? this : t();
        Matrix b = other.rowStride >= other.colStride ? other : other.t();
        if (a.rowStride != b.rowStride || a.colStride != b.colStride) {
            return Places.meet(this, other);
        }
        return Places.meet(
                (long) b.offset - a.offset,
                a.rowStride,
                b.rows - 1L,
                a.rows - 1L,
                a.colStride,
                b.cols - 1L,
                a.cols - 1L);
    }

    private int last() {
        return offset + (rows - 1) * rowStride + (cols - 1) * colStride;
    }

    @Override
    public String toString() {
        return rows + "x" + cols + " matrix in " + precision + " (offset " + offset + ", strides " + rowStride + " and "
                + colStride + ")";
    }
}
