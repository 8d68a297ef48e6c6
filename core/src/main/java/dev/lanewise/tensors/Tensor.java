// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.UnaryOperator;

/** A named array of numbers in a file, of any shape: described at once, read when asked for. */
public final class Tensor {
    /** Where the numbers are. */
    interface Source {
        MemorySegment bytes() throws IOException;
    }

    private final String name;
    private final ElementType type;
    private final List<Long> shape;
    private final Source source;
    private final ByteOrder order;
    private final boolean byColumns;

    Tensor(String name, ElementType type, List<Long> shape, Source source, ByteOrder order, boolean byColumns) {
        this.name = name;
        this.type = type;
        this.shape = List.copyOf(shape);
        this.source = source;
        this.order = order;
        this.byColumns = byColumns;
    }

    /** The same tensor, its bytes by another way. */
    Tensor by(UnaryOperator<Source> way) {
        return new Tensor(name, type, shape, way.apply(source), order, byColumns);
    }

    /** A tensor of a matrix's elements, row by row, in this shape; they are copied. */
    public static Tensor of(String name, Matrix matrix, List<Long> shape) {
        Arguments.present("name", name);
        Matrix copy = matrix.copy();
        long size = size(shape);
        if (size != (long) copy.rows() * copy.cols()) {
            throw new IllegalArgumentException("shape is " + shape + "; expected one of " + copy.rows() + " · "
                    + copy.cols() + " elements, those of the matrix");
        }
        boolean single = copy.precision() == Precision.SINGLE;
        MemorySegment bytes = single ? MemorySegment.ofArray(copy.floats()) : MemorySegment.ofArray(copy.doubles());
        ElementType type = single ? ElementType.F32 : ElementType.F64;
        return new Tensor(name, type, shape, () -> bytes, ByteOrder.nativeOrder(), false);
    }

    public String name() {
        return name;
    }

    public ElementType type() {
        return type;
    }

    /** The sizes, the slowest first; empty for a single number. */
    public List<Long> shape() {
        return shape;
    }

    /** How many numbers there are; the greatest long if they are more. */
    public long size() {
        return size(shape);
    }

    /** The product of the sizes; the greatest long where it is greater. */
    static long size(List<Long> shape) {
        long product = 1;
        for (long size : shape) {
            product = size == 0 || product == 0 ? 0 : product > Long.MAX_VALUE / size ? Long.MAX_VALUE : product * size;
        }
        return product;
    }

    /**
     * The numbers as a matrix in the precision that holds all of this type: one row for a vector, rows x columns for two
     * sizes; more sizes are refused.
     *
     * @throws IOException if the numbers cannot be read, do not fit an array, or would be changed
     */
    public Matrix matrix() throws IOException {
        return matrix(type.fits(Precision.SINGLE) ? Precision.SINGLE : Precision.DOUBLE);
    }

    /**
     * The numbers as a matrix in this precision, exactly.
     *
     * @throws IOException if the numbers cannot be read, do not fit an array, or would be changed
     */
    public Matrix matrix(Precision precision) throws IOException {
        return read(precision, false);
    }

    /**
     * The numbers as a matrix, each rounded to this precision.
     *
     * @throws IOException if the numbers cannot be read, or do not fit an array
     */
    public Matrix rounded(Precision precision) throws IOException {
        return read(precision, true);
    }

    /**
     * The numbers where they lie, in F32 or F64 and in this machine's order of bytes: a view of the file that is an input of any operation, and
     * of {@link dev.lanewise.Backend#pack}, as long as the file is open.
     *
     * @throws IOException if they are of another type or order, or there are more of them than a view reaches
     */
    public Matrix view() throws IOException {
        requireTwoSizes();
        if (!isViewable()) {
            throw new IOException(
                    this + " in the order of bytes " + order + " cannot be viewed; expected F32 or F64 in "
                            + ByteOrder.nativeOrder() + ", or to be read by matrix()");
        }
        Precision precision = type == ElementType.F32 ? Precision.SINGLE : Precision.DOUBLE;
        Matrix view = Matrix.of(source.bytes().asReadOnly(), precision, 0, lines(), length(), length(), 1);
        return turned() ? view.t() : view;
    }

    /** Whether the numbers are in F32 or F64 and in this machine's order of bytes, as {@link #view} wants them. */
    public boolean isViewable() {
        return (type == ElementType.F32 || type == ElementType.F64) && order == ByteOrder.nativeOrder();
    }

    private long rows() {
        return shape.size() == 2 ? shape.get(0) : 1;
    }

    private long cols() {
        return shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    }

    /** What lies together in the file, and how often: rows, or columns. */
    private int lines() {
        return (int) (turned() ? cols() : rows());
    }

    private int length() {
        return (int) (turned() ? rows() : cols());
    }

    private boolean turned() {
        return byColumns && shape.size() == 2;
    }

    private void requireTwoSizes() throws IOException {
        if (shape.size() > 2) {
            throw new IOException(this + " has " + shape.size() + " sizes; expected at most two for a matrix");
        }
        if (size() > Integer.MAX_VALUE - 8 || rows() > Integer.MAX_VALUE || cols() > Integer.MAX_VALUE) {
            throw new IOException(this + " has " + size() + " elements; one array holds at most 2147483639");
        }
    }

    private Matrix read(Precision precision, boolean rounding) throws IOException {
        requireTwoSizes();
        requireReadable(precision, rounding);
        MemorySegment bytes = source.bytes();
        Matrix stored = Matrix.zeros(lines(), length(), precision);
        if (!copyAsTheyAre(bytes, stored)) {
            convert(bytes, stored, rounding);
        }
        return turned() ? stored.t() : stored;
    }

    private void requireReadable(Precision precision, boolean rounding) throws IOException {
        if (!type.isReadable()) {
            throw new IOException(this + " cannot be read; expected a type of 16 bits or more, or an integer");
        }
        if (!rounding && !type.isInteger() && !type.fits(precision)) {
            throw new IOException(
                    this + " would lose digits in " + precision + "; expected DOUBLE, or to be asked to round");
        }
    }

    private boolean copyAsTheyAre(MemorySegment bytes, Matrix to) {
        boolean single = type == ElementType.F32 && to.precision() == Precision.SINGLE;
        boolean binary64 = type == ElementType.F64 && to.precision() == Precision.DOUBLE;
        int count = to.rows() * to.cols();
        if (single) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), 0, to.floats(), 0, count);
        } else if (binary64) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 0, to.doubles(), 0, count);
        }
        return single || binary64;
    }

    private void convert(MemorySegment bytes, Matrix to, boolean rounding) throws IOException {
        long at = 0;
        for (int i = 0; i < to.rows(); i++) {
            for (int j = 0; j < to.cols(); j++) {
                double value = type.get(bytes, at, order);
                boolean exact = type.isExact(bytes, at, order) && to.precision().round(value) == value;
                if (!rounding && type.isInteger() && !exact) {
                    throw new IOException("an element of " + this + " is an integer near " + value + ", which "
                            + to.precision() + " does not hold; expected another precision, or to be asked to round");
                }
                to.set(i, j, exact ? value : type.get(bytes, at, order, to.precision()));
                at += type.bytes();
            }
        }
    }

    /** Whether the bytes are those that a file of this machine's would hold. */
    boolean isAsWritten() {
        return isViewable() && !(byColumns && shape.size() > 1);
    }

    MemorySegment bytes() throws IOException {
        return source.bytes();
    }

    /** Name, type and shape. */
    @Override
    public String toString() {
        return "tensor \"" + name + "\" of type " + type + " and shape " + shape;
    }
}
