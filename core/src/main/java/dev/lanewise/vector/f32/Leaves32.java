// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import dev.lanewise.vector.leaf.Width;
import dev.lanewise.vector.plain.Elements32;
import dev.lanewise.vector.plain.PlainRows32;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The loops for binary32 behind the door. */
public final class Leaves32 implements Leaves {
    @Override
    public Precision precision() {
        return Precision.SINGLE;
    }

    @Override
    public Tiling tiling() {
        return Lanes.TILING;
    }

    @Override
    public void roof(Object chains, int steps) {
        Roof.chains((float[]) chains, steps);
    }

    @Override
    public void multiply(Kernel kernel, Microtile tile) {
        Kernels.multiply(kernel, tile);
    }

    @Override
    public void rowChains(Microtile tile) {
        RowChains.chains(tile);
    }

    @Override
    public void rowTrees(Object lanes, int rows, double alpha, boolean zero, Object y, int yo, int ys) {
        RowTrees.trees((float[]) lanes, rows, (float) alpha, zero, (float[]) y, yo, ys);
    }

    @Override
    public void outerRow(double a, Object b, int bo, boolean zero, Object c, int co, int n) {
        OuterProduct.row((float) a, (float[]) b, bo, zero, (float[]) c, co, n);
    }

    @Override
    public void run(Operation operation, Stretch s, int n) {
        switch (operation) {
            case EXP -> Exp.loop(s.floats(0), s.offset(0), s.floats(1), s.offset(1), n);
            case LOG -> Log.loop(s.floats(0), s.offset(0), s.floats(1), s.offset(1), n);
            case COPY -> System.arraycopy(s.floats(0), s.offset(0), s.floats(1), s.offset(1), n);
            case ONES -> Arrays.fill(s.floats(1), s.offset(1), s.offset(1) + n, 1);
            case SCALE ->
                Arithmetic.scale((float) s.numbers.alpha, s.floats(0), s.offset(0), s.floats(1), s.offset(1), n);
            case FIRST_OF_TWO -> System.arraycopy(s.floats(0), s.offset(0), s.floats(2), s.offset(2), n);
            case DESCEND -> Updates.descend(s, n);
            case DESCEND_MOMENTUM -> Updates.momentum(s, n);
            case DESCEND_ADAM -> Updates.adam(s, n);
            case MEAN_SQUARED_ERROR -> Losses.meanSquaredError(s, n);
            case BINARY_CROSS_ENTROPY -> Losses.binaryCrossEntropy(s, n);
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> Losses.binaryCrossEntropyFromLogits(s, n);
            case ADD -> Arithmetic.add(s.floats(0), s.offset(0), s.floats(1), s.offset(1), s.floats(2), s.offset(2), n);
            case HADAMARD ->
                Arithmetic.hadamard(s.floats(0), s.offset(0), s.floats(1), s.offset(1), s.floats(2), s.offset(2), n);
            default -> Activations.run(operation, s, n);
        }
    }

    @Override
    public void scale(double beta, Matrix c) {
        Arithmetic.scale((float) beta, c);
    }

    @Override
    public void scale(double alpha, Object x, int xo, int n) {
        Arithmetic.scale((float) alpha, (float[]) x, xo, (float[]) x, xo, n);
    }

    @Override
    public void addToRows(Object x, int xo, Object y, int yo, int yrs, int rows, int cols) {
        Arithmetic.addToRows((float[]) x, xo, (float[]) y, yo, yrs, rows, cols);
    }

    @Override
    public void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n) {
        Tiles.copy((float[]) x, xo, xs, (float[]) y, yo, ys, n);
    }

    @Override
    public void fill(Object x, int from, int to, double value) {
        Arrays.fill((float[]) x, from, to, (float) value);
    }

    @Override
    public void transpose(Turning turning) {
        if (Width.HAVE_PERMUTATIONS) {
            Transposition.transpose(turning);
        } else {
            NarrowTransposition.transpose(turning);
        }
    }

    @Override
    public void packRows(Object b, int first, int second, int brs, int k, MemorySegment packed, long to) {
        Tiles.packRows((float[]) b, first, second, brs, k, packed, to);
    }

    @Override
    public void packVectors(Object vectors, int k, MemorySegment packed, long to) {
        Tiles.packVectors((float[]) vectors, k, packed, to);
    }

    @Override
    public void load(Matrix x, int i, int j, int rows, int cols, Object tile, int first, int trs) {
        Tiles.load(x, i, j, rows, cols, (float[]) tile, first, trs);
    }

    @Override
    public void store(Object tile, int trs, Matrix x, int i, int j, int rows, int cols) {
        Tiles.store((float[]) tile, trs, x, i, j, rows, cols);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        ColumnSums.sum(x, s);
    }

    @Override
    public double sum(Matrix x, double[] lanes) {
        return Elements32.sum(x, lanes);
    }

    @Override
    public void pad(Object x, double filler, int rows, int cols, int n) {
        SoftmaxRows.pad((float[]) x, (float) filler, rows, cols, n);
    }

    @Override
    public void subtractGreatest(Object x, int rows, int n, int @Nullable [] place) {
        SoftmaxRows.subtractGreatest((float[]) x, rows, n, place);
    }

    @Override
    public void exp(Object x, Object e, int n) {
        Exp.loop((float[]) x, 0, (float[]) e, 0, n);
    }

    @Override
    public void rowSums(Object x, int rows, int n, Object sums) {
        SoftmaxRows.sums((float[]) x, rows, n, (float[]) sums);
    }

    @Override
    public void rowDots(Object x, Object y, int rows, int n, Object sums) {
        SoftmaxRows.dots((float[]) x, (float[]) y, rows, n, (float[]) sums);
    }

    @Override
    public void divide(Object e, Object sums, Object p, int rows, int n) {
        SoftmaxRows.divide((float[]) e, (float[]) sums, (float[]) p, rows, n);
    }

    @Override
    public void softmaxBackward(Object dp, Object p, Object sums, int rows, int n) {
        SoftmaxRows.backward((float[]) dp, (float[]) p, (float[]) sums, rows, n);
    }

    @Override
    public void clearPlaces(Object e, RowSums sums, int rows, int n) {
        PlainRows32.clearPlaces((float[]) e, sums, rows, n);
    }

    @Override
    public void complete(RowSums sums, int rows) {
        PlainRows32.complete(sums, rows);
    }

    @Override
    public void softmaxCrossEntropy(Object e, Object t, Object g, Object v, RowSums sums, int rows, int n) {
        SoftmaxRows.crossEntropy((float[]) e, (float[]) t, (float[]) g, (float[]) v, sums, rows, n);
    }

    @Override
    public void placeGradients(Object t, Object g, RowSums sums, int rows, int n) {
        PlainRows32.placeGradients((float[]) t, (float[]) g, sums, rows, n);
    }
}
