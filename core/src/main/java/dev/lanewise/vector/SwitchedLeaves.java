// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.LoopState;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Piece;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import dev.lanewise.vector.leaf.Width;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Vector loops where they are to be used, plain loops elsewhere: as both give the same bits, nobody can see which. A flag is
 * read without a lock; a stale one costs time and nothing else.
 */
final class SwitchedLeaves implements Leaves {
    /** Told of a loop that was asked for while it was not to be used, and of how many elements. */
    interface Listener {
        void missed(Loop loop, long size);

        /** Told that a product begins. */
        default void begins() {
            // What was missed before does not matter.
        }

        /** Whether the vector loops may serve work so large that it compiles them on the way. */
        default boolean allowsLargeWork() {
            return true;
        }

        /** Nobody will ask again. */
        default void closed() {
            // Nothing to end.
        }

        /** Why a loop is served plainly. */
        default String reason(Loop loop) {
            return "it is not put to use";
        }

        /** Why one is served by vectors. */
        default String merit() {
            return "it is used from the first call on";
        }
    }

    /** A listener where nothing will change. */
    record Settled(String reason) implements Listener {
        @Override
        public void missed(Loop loop, long size) {
            // It stays as it is.
        }

        @Override
        public boolean allowsLargeWork() {
            return false;
        }

        @Override
        public String reason(Loop loop) {
            return reason;
        }
    }

    /** Multiply-adds from which a cold product is faster in vectors, as its loops are compiled while it runs. */
    private static final long LARGE_WORK = 3L << 29;

    private final Supplier<Leaves> source;
    private final Leaves plain;
    private final boolean[] used = new boolean[Loop.count()];
    private final Listener listener;
    /** Null until they are first needed: their classes take longer to load than a short job takes in all. */
    private volatile @Nullable Leaves vectors;

    SwitchedLeaves(Supplier<Leaves> vectors, Leaves plain, Listener listener) {
        source = vectors;
        this.plain = plain;
        this.listener = listener;
    }

    Leaves vectors() {
        Leaves loaded = vectors;
        return loaded != null ? loaded : load();
    }

    private synchronized Leaves load() {
        Leaves loaded = vectors;
        if (loaded == null) {
            loaded = source.get();
            vectors = loaded;
        }
        return loaded;
    }

    void close() {
        listener.closed();
    }

    /** Uses the vector loop from now on. */
    void use(Loop loop) {
        vectors();
        used[loop.number()] = true;
    }

    boolean isUsed(Loop loop) {
        return used[loop.number()];
    }

    List<LoopState> states() {
        return Arrays.stream(Loop.all()).map(this::state).toList();
    }

    LoopState state(Loop loop) {
        Leaves loaded = vectors;
        if (!isUsed(loop) || loaded == null || loaded == plain) {
            return new LoopState(loop.name(), precision(), "plain", listener.reason(loop));
        }
        if (loaded instanceof SwitchedLeaves mixed && !mixed.isUsed(loop)) {
            return mixed.state(loop);
        }
        return new LoopState(loop.name(), precision(), "vector", listener.merit());
    }

    private Leaves of(Loop loop, long size) {
        if (used[loop.number()]) {
            return vectors();
        }
        listener.missed(loop, size);
        return plain;
    }

    @Override
    public Leaves forProduct(long work) {
        listener.begins();
        return work >= LARGE_WORK && listener.allowsLargeWork() ? vectors() : this;
    }

    @Override
    public Precision precision() {
        return plain.precision();
    }

    @Override
    public Tiling tiling() {
        return plain.tiling();
    }

    @Override
    public void roof(Object chains, int steps) {
        of(Piece.ROOF, steps).roof(chains, steps);
    }

    @Override
    public void multiply(Kernel kernel, Microtile tile) {
        of(kernel, tile.k * Math.max(1, kernel.rows * kernel.vectors)).multiply(kernel, tile);
    }

    @Override
    public void rowChains(Microtile tile) {
        of(Piece.ROW_CHAINS, tile.rows * tile.k).rowChains(tile);
    }

    @Override
    public void rowTrees(Object lanes, int rows, double alpha, boolean zero, Object y, int yo, int ys) {
        of(Piece.ROW_TREES, rows * Width.LOGICAL).rowTrees(lanes, rows, alpha, zero, y, yo, ys);
    }

    @Override
    public void outerRow(double a, Object b, int bo, boolean zero, Object c, int co, int n) {
        of(Piece.OUTER_ROW, n).outerRow(a, b, bo, zero, c, co, n);
    }

    @Override
    public void run(Operation operation, Stretch operands, int n) {
        of(operation, n).run(operation, operands, n);
    }

    @Override
    public void scale(double beta, Matrix c) {
        plain.scale(beta, c);
    }

    @Override
    public void scale(double alpha, Object x, int xo, int n) {
        of(Piece.SCALE_ROW, n).scale(alpha, x, xo, n);
    }

    @Override
    public void addToRows(Object x, int xo, Object y, int yo, int yrs, int rows, int cols) {
        of(Piece.ADD_TO_ROWS, rows * cols).addToRows(x, xo, y, yo, yrs, rows, cols);
    }

    @Override
    public void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n) {
        plain.copy(x, xo, xs, y, yo, ys, n);
    }

    @Override
    public void fill(Object x, int from, int to, double value) {
        plain.fill(x, from, to, value);
    }

    @Override
    public void transpose(Turning turning) {
        of(Piece.TRANSPOSE, turning.blocks * 64).transpose(turning);
    }

    @Override
    public void packRows(Object b, int first, int second, int brs, int k, MemorySegment packed, long to) {
        of(Piece.PACK_ROWS, k).packRows(b, first, second, brs, k, packed, to);
    }

    @Override
    public void packVectors(Object rows, int k, MemorySegment packed, long to) {
        of(Piece.PACK_VECTORS, k).packVectors(rows, k, packed, to);
    }

    @Override
    public void load(Matrix x, int i, int j, int rows, int cols, Object tile, int first, int trs) {
        of(Piece.LOAD, rows * cols).load(x, i, j, rows, cols, tile, first, trs);
    }

    @Override
    public void store(Object tile, int trs, Matrix x, int i, int j, int rows, int cols) {
        of(Piece.STORE, rows * cols).store(tile, trs, x, i, j, rows, cols);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        of(Piece.COLUMN_SUMS, (long) x.rows() * x.cols()).columnSums(x, s);
    }

    @Override
    public double sum(Matrix x, double[] lanes) {
        return plain.sum(x, lanes);
    }

    @Override
    public void pad(Object x, double filler, int rows, int cols, int n) {
        of(Piece.PAD_ROWS, rows * n).pad(x, filler, rows, cols, n);
    }

    @Override
    public void subtractGreatest(Object x, int rows, int n, int @Nullable [] place) {
        of(Piece.SUBTRACT_GREATEST, rows * n).subtractGreatest(x, rows, n, place);
    }

    @Override
    public void exp(Object x, Object e, int n) {
        of(Piece.ROW_EXP, n).exp(x, e, n);
    }

    @Override
    public void rowSums(Object x, int rows, int n, Object sums) {
        of(Piece.ROW_SUMS, rows * n).rowSums(x, rows, n, sums);
    }

    @Override
    public void rowDots(Object x, Object y, int rows, int n, Object sums) {
        of(Piece.ROW_DOTS, rows * n).rowDots(x, y, rows, n, sums);
    }

    @Override
    public void divide(Object e, Object sums, Object p, int rows, int n) {
        of(Piece.DIVIDE_ROWS, rows * n).divide(e, sums, p, rows, n);
    }

    @Override
    public void softmaxBackward(Object dp, Object p, Object sums, int rows, int n) {
        of(Piece.SOFTMAX_BACKWARD, rows * n).softmaxBackward(dp, p, sums, rows, n);
    }

    @Override
    public void clearPlaces(Object e, RowSums sums, int rows, int n) {
        plain.clearPlaces(e, sums, rows, n);
    }

    @Override
    public void complete(RowSums sums, int rows) {
        plain.complete(sums, rows);
    }

    @Override
    public void softmaxCrossEntropy(Object e, Object t, Object g, Object v, RowSums sums, int rows, int n) {
        of(Piece.SOFTMAX_CROSS_ENTROPY, rows * n).softmaxCrossEntropy(e, t, g, v, sums, rows, n);
    }

    @Override
    public void placeGradients(Object t, Object g, RowSums sums, int rows, int n) {
        plain.placeGradients(t, g, sums, rows, n);
    }
}
