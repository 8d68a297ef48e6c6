// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@code float[]} or {@code double[]} as a matrix: element (i, j) is
 * {@code array[offset + i·rowStride + j·colStride]}. The array's type is the matrix's {@link Precision}.
 *
 * <p>A view of a {@link MemorySegment} is an input like any other, and cannot be written to. Operations copy it into an array of
 * their own: it must be open, and accessible to the calling thread, until they return.
 *
 * <p>A view owns nothing: it costs a few ints, several views may share an array, and what is written to the array
 * shows in all of them. Bounds are checked once, here, so that no kernel has to. Strides are never negative; a stride
 * of zero repeats one row or column, which is allowed for inputs and refused for outputs. A matrix may be empty.
 */
public final class Matrix {
    /** A {@code float[]}, a {@code double[]}, or a memory segment. */
    private final Object storage;

    private final Precision precision;
    private final int offset;
    private final int rows;
    private final int cols;
    private final int rowStride;
    private final int colStride;
    /** Kept so that a training step, which needs it again and again, allocates nothing. */
    private @Nullable Matrix transpose;

    private Matrix(Object storage, Precision precision, int offset, int rows, int cols, int rowStride, int colStride) {
        this.storage = storage;
        this.precision = precision;
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
        int size = Bounds.size(rows, cols);
        Object array = Arguments.present("precision", precision).array(size);
        return new Matrix(array, precision, 0, rows, cols, cols, 1);
    }

    /** A view of the whole array, row by row: {@code of(array, 0, rows, cols, cols, 1)}; the sizes must match. */
    public static Matrix of(float[] array, int rows, int cols) {
        Bounds.whole("array", Arguments.present("array", array).length, rows, cols);
        return of(array, 0, rows, cols, cols, 1);
    }

    /** A view of the whole array, row by row: {@code of(array, 0, rows, cols, cols, 1)}; the sizes must match. */
    public static Matrix of(double[] array, int rows, int cols) {
        Bounds.whole("array", Arguments.present("array", array).length, rows, cols);
        return of(array, 0, rows, cols, cols, 1);
    }

    /**
     * A view with any offset and strides.
     *
     * @throws IllegalArgumentException if a number is negative
     * @throws IndexOutOfBoundsException if an element of the view would lie outside the array
     */
    public static Matrix of(float[] array, int offset, int rows, int cols, int rowStride, int colStride) {
        return view(
                Arguments.present("array", array),
                Precision.SINGLE,
                array.length,
                offset,
                rows,
                cols,
                rowStride,
                colStride);
    }

    /**
     * A view with any offset and strides.
     *
     * @throws IllegalArgumentException if a number is negative
     * @throws IndexOutOfBoundsException if an element of the view would lie outside the array
     */
    public static Matrix of(double[] array, int offset, int rows, int cols, int rowStride, int colStride) {
        return view(
                Arguments.present("array", array),
                Precision.DOUBLE,
                array.length,
                offset,
                rows,
                cols,
                rowStride,
                colStride);
    }

    /**
     * A view of the whole segment, row by row, as {@link #of(MemorySegment, Precision, int, int, int, int, int)}; the sizes must
     * match.
     */
    public static Matrix of(MemorySegment segment, Precision precision, int rows, int cols) {
        Bounds.whole("segment", Segments.length(segment, precision), rows, cols);
        return of(segment, precision, 0, rows, cols, cols, 1);
    }

    /**
     * A view of native, mapped or other memory, which holds the elements in the order of bytes of this machine; of an array of the
     * precision's type, if the segment is one that can be written to. Element (i, j) is number
     * {@code offset + i·rowStride + j·colStride} of the segment; it need not be aligned.
     *
     * @throws IllegalArgumentException if a number is negative
     * @throws IndexOutOfBoundsException if an element of the view would lie outside the segment
     */
    public static Matrix of(
            MemorySegment segment, Precision precision, int offset, int rows, int cols, int rowStride, int colStride) {
        long length = Segments.length(segment, precision);
        Matrix view = view(segment, precision, length, offset, rows, cols, rowStride, colStride);
        Object array = Segments.array(segment, precision);
        if (array == null) {
            return view;
        }
        int first = (int) (segment.address() / precision.bytes());
        return new Matrix(array, precision, first + offset, rows, cols, rowStride, colStride);
    }

    private static Matrix view(
            Object storage,
            Precision precision,
            long length,
            int offset,
            int rows,
            int cols,
            int rowStride,
            int colStride) {
        Bounds.view(storage, length, offset, rows, cols, rowStride, colStride);
        return new Matrix(storage, precision, offset, rows, cols, rowStride, colStride);
    }

    /** A new matrix that holds these rows; they must have one length. */
    public static Matrix ofRows(float[]... rows) {
        return Elements.rows(Precision.SINGLE, Arguments.present("rows", rows));
    }

    /** A new matrix that holds these rows; they must have one length. */
    public static Matrix ofRows(double[]... rows) {
        return Elements.rows(Precision.DOUBLE, Arguments.present("rows", rows));
    }

    /** The format of the elements. */
    public Precision precision() {
        return precision;
    }

    /** Whether an array lies behind the view; otherwise a memory segment, which is only read. */
    public boolean hasArray() {
        return storage instanceof float[] || storage instanceof double[];
    }

    /** What lies behind the view. */
    Object storage() {
        return storage;
    }

    /**
     * The array behind the view, not a copy: a {@code float[]} or a {@code double[]}.
     *
     * @throws IllegalStateException if there is none
     */
    public Object array() {
        if (hasArray()) {
            return storage;
        }
        throw new IllegalStateException("a " + this + " has no array; expected one, such as copy() makes");
    }

    /**
     * The {@code float[]} behind the view, not a copy.
     *
     * @throws IllegalStateException if the matrix has another precision, or no array
     */
    public float[] floats() {
        if (storage instanceof float[] floats) {
            return floats;
        }
        throw new IllegalStateException("a " + this + " has no float[]; expected one in SINGLE precision in an array");
    }

    /**
     * The {@code double[]} behind the view, not a copy.
     *
     * @throws IllegalStateException if the matrix has another precision, or no array
     */
    public double[] doubles() {
        if (storage instanceof double[] doubles) {
            return doubles;
        }
        throw new IllegalStateException("a " + this + " has no double[]; expected one in DOUBLE precision in an array");
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

    /** Whether the view can be written to: it has an array, and no two of its elements share a place. */
    public boolean isWritable() {
        return hasArray() && (isEmpty() || Places.areDistinct(rows, cols, rowStride, colStride));
    }

    /** Element (i, j); a float is widened, which is exact. */
    public double get(int i, int j) {
        int at = index(i, j);
        if (storage instanceof float[] floats) {
            return floats[at];
        }
        return storage instanceof double[] doubles ? doubles[at] : Segments.get(this, (MemorySegment) storage, at);
    }

    /** Sets element (i, j) to the value, rounded to the precision. */
    public void set(int i, int j, double value) {
        int at = index(i, j);
        if (precision == Precision.SINGLE) {
            floats()[at] = (float) value;
        } else {
            doubles()[at] = value;
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
            t = new Matrix(storage, precision, offset, cols, rows, colStride, rowStride);
            t.transpose = this;
            transpose = t;
        }
        return t;
    }

    /** The window of {@code rows} x {@code cols} elements whose first is (row, col), as a view. */
    public Matrix window(int row, int col, int rows, int cols) {
        Bounds.window("rows", row, rows, this.rows);
        Bounds.window("cols", col, cols, this.cols);
        boolean empty = rows == 0 || cols == 0;
        return new Matrix(
                storage,
                precision,
                empty ? offset : offset + row * rowStride + col * colStride,
                rows,
                cols,
                rowStride,
                colStride);
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
        return new Matrix(storage, precision, offset, times, cols, 0, colStride);
    }

    /** Whether the other view has the same array or segment, offset, shape and strides. */
    public boolean isSameView(Matrix other) {
        return storage == other.storage
                && offset == other.offset
                && rows == other.rows
                && cols == other.cols
                && (rows <= 1 || rowStride == other.rowStride)
                && (cols <= 1 || colStride == other.colStride);
    }

    /** A new matrix with these elements, row by row in an array of its own. */
    public Matrix copy() {
        Matrix copy = zeros(rows, cols, precision);
        copyTo(copy);
        return copy;
    }

    /**
     * Copies the elements to a matrix of the same precision and shape that shares none with this one: lines that lie together in
     * both at once.
     */
    public void copyTo(Matrix to) {
        Arguments.writable("to", to);
        Arguments.like("to", to, "this matrix", this);
        Arguments.apart("to", to, "this matrix", this);
        Elements.copy(this, to);
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
        return Elements.areSame(this, other);
    }

    /** The elements as text, a line for each row; of more than 20 rows or 10 columns, the first and the last half. */
    public String elements() {
        return Elements.text(this);
    }

    /**
     * Whether the two views share an element: exact, and quick for views that lie apart in the array, for two with one pair
     * of strides, be it transposed, such as the even and the odd columns of one matrix, and for a few rows or columns. Of two
     * segments, or a segment and an array, whether the stretches overlap in which the views lie.
     */
    public boolean overlaps(Matrix other) {
        if (isEmpty() || other.isEmpty()) {
            return false;
        }
        boolean sameElements = storage == other.storage && precision == other.precision;
        return sameElements ? Places.overlap(this, other) : Segments.overlap(this, other);
    }

    @Override
    public String toString() {
        return rows + "x" + cols + " matrix in " + precision
                + (hasArray() ? " (offset " : " in a memory segment (offset ") + offset + ", strides " + rowStride
                + " and " + colStride + ")";
    }
}
