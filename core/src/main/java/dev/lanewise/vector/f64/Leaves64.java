// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f64;

// Written by dev.lanewise.writer.Twin from the text for binary32; change that, not this.
// spotless:off

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
import dev.lanewise.vector.plain.Elements64;
import dev.lanewise.vector.plain.PlainRows64;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The loops for binary64 behind the door. */
public final class Leaves64 implements Leaves {
    @Override
    public Precision precision() {
        return Precision.DOUBLE;
    }

    @Override
    public Tiling tiling() {
        return Lanes.TILING;
    }

    @Override
    public void roof(Object chains, int steps) {
        Roof.chains((double[]) chains, steps);
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
        RowTrees.trees((double[]) lanes, rows, alpha, zero, (double[]) y, yo, ys);
    }

    @Override
    public void outerRow(double a, Object b, int bo, boolean zero, Object c, int co, int n) {
        OuterProduct.row(a, (double[]) b, bo, zero, (double[]) c, co, n);
    }

    @Override
    public void run(Operation operation, Stretch s, int n) {
        switch (operation) {
            case EXP -> Exp.loop(s.doubles(0), s.offset(0), s.doubles(1), s.offset(1), n);
            case LOG -> Log.loop(s.doubles(0), s.offset(0), s.doubles(1), s.offset(1), n);
            case COPY -> System.arraycopy(s.doubles(0), s.offset(0), s.doubles(1), s.offset(1), n);
            case ONES -> Arrays.fill(s.doubles(1), s.offset(1), s.offset(1) + n, 1);
            case SCALE ->
                Arithmetic.scale(s.numbers.alpha, s.doubles(0), s.offset(0), s.doubles(1), s.offset(1), n);
            case FIRST_OF_TWO -> System.arraycopy(s.doubles(0), s.offset(0), s.doubles(2), s.offset(2), n);
            case DESCEND -> Updates.descend(s, n);
            case DESCEND_MOMENTUM -> Updates.momentum(s, n);
            case DESCEND_ADAM -> Updates.adam(s, n);
            case MEAN_SQUARED_ERROR -> Losses.meanSquaredError(s, n);
            case BINARY_CROSS_ENTROPY -> Losses.binaryCrossEntropy(s, n);
            case BINARY_CROSS_ENTROPY_FROM_LOGITS -> Losses.binaryCrossEntropyFromLogits(s, n);
            case ADD -> Arithmetic.add(s.doubles(0), s.offset(0), s.doubles(1), s.offset(1), s.doubles(2), s.offset(2), n);
            case HADAMARD ->
                Arithmetic.hadamard(s.doubles(0), s.offset(0), s.doubles(1), s.offset(1), s.doubles(2), s.offset(2), n);
            default -> Activations.run(operation, s, n);
        }
    }

    @Override
    public void scale(double beta, Matrix c) {
        Arithmetic.scale(beta, c);
    }

    @Override
    public void scale(double alpha, Object x, int xo, int n) {
        Arithmetic.scale(alpha, (double[]) x, xo, (double[]) x, xo, n);
    }

    @Override
    public void addToRows(Object x, int xo, Object y, int yo, int yrs, int rows, int cols) {
        Arithmetic.addToRows((double[]) x, xo, (double[]) y, yo, yrs, rows, cols);
    }

    @Override
    public void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n) {
        Tiles.copy((double[]) x, xo, xs, (double[]) y, yo, ys, n);
    }

    @Override
    public void fill(Object x, int from, int to, double value) {
        Arrays.fill((double[]) x, from, to, value);
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
        Tiles.packRows((double[]) b, first, second, brs, k, packed, to);
    }

    @Override
    public void packVectors(Object vectors, int k, MemorySegment packed, long to) {
        Tiles.packVectors((double[]) vectors, k, packed, to);
    }

    @Override
    public void load(Matrix x, int i, int j, int rows, int cols, Object tile, int first, int trs) {
        Tiles.load(x, i, j, rows, cols, (double[]) tile, first, trs);
    }

    @Override
    public void store(Object tile, int trs, Matrix x, int i, int j, int rows, int cols) {
        Tiles.store((double[]) tile, trs, x, i, j, rows, cols);
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        ColumnSums.sum(x, s);
    }

    @Override
    public double sum(Matrix x, double[] lanes) {
        return Elements64.sum(x, lanes);
    }

    @Override
    public void pad(Object x, double filler, int rows, int cols, int n) {
        SoftmaxRows.pad((double[]) x, filler, rows, cols, n);
    }

    @Override
    public void subtractGreatest(Object x, int rows, int n, int @Nullable [] place) {
        SoftmaxRows.subtractGreatest((double[]) x, rows, n, place);
    }

    @Override
    public void exp(Object x, Object e, int n) {
        Exp.loop((double[]) x, 0, (double[]) e, 0, n);
    }

    @Override
    public void rowSums(Object x, int rows, int n, Object sums) {
        SoftmaxRows.sums((double[]) x, rows, n, (double[]) sums);
    }

    @Override
    public void rowDots(Object x, Object y, int rows, int n, Object sums) {
        SoftmaxRows.dots((double[]) x, (double[]) y, rows, n, (double[]) sums);
    }

    @Override
    public void divide(Object e, Object sums, Object p, int rows, int n) {
        SoftmaxRows.divide((double[]) e, (double[]) sums, (double[]) p, rows, n);
    }

    @Override
    public void softmaxBackward(Object dp, Object p, Object sums, int rows, int n) {
        SoftmaxRows.backward((double[]) dp, (double[]) p, (double[]) sums, rows, n);
    }

    @Override
    public void clearPlaces(Object e, RowSums sums, int rows, int n) {
        PlainRows64.clearPlaces((double[]) e, sums, rows, n);
    }

    @Override
    public void complete(RowSums sums, int rows) {
        PlainRows64.complete(sums, rows);
    }

    @Override
    public void softmaxCrossEntropy(Object e, Object t, Object g, Object v, RowSums sums, int rows, int n) {
        SoftmaxRows.crossEntropy((double[]) e, (double[]) t, (double[]) g, (double[]) v, sums, rows, n);
    }

    @Override
    public void placeGradients(Object t, Object g, RowSums sums, int rows, int n) {
        PlainRows64.placeGradients((double[]) t, (double[]) g, sums, rows, n);
    }
}
// spotless:on
