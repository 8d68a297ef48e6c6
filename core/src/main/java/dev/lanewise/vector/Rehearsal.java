// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Numbers;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import dev.lanewise.vector.leaf.Width;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Runs single vector loops on data of its own, as often as the compiler needs to see them. */
final class Rehearsal {
    private static final int SIZE = 1024;
    private static final int STEPS = 128;
    private static final int ROW = 256;
    private static final int BLOCKS = 8;
    private static final int ROWS = SIZE / ROW;
    private static final int ROOF_STEPS = 1000;
    private static final int LANE_ROWS = 32;
    private static final int[] CHAIN_STEPS = {10, 32, 40, 64, 120, 240};

    private final Leaves leaves;
    private final Tiling tiling;
    private final Stretch stretch;
    private final Object x;
    private final Object y;
    private final Object z;
    private final Object gradient;
    private final Matrix matrix;
    private final Matrix sums;
    private final MemorySegment packed;
    private final Microtile tile = new Microtile();
    private final Turning turning = new Turning();
    private final RowSums rowSums;
    private int round;

    Rehearsal(Leaves leaves) {
        this.leaves = leaves;
        tiling = leaves.tiling();
        Precision precision = leaves.precision();
        stretch = new Stretch(precision);
        stretch.numbers = new Numbers();
        x = precision.array(64 * 1024);
        y = precision.array(64 * 1024);
        z = precision.array(64 * 1024);
        gradient = precision.array(SIZE);
        leaves.fill(x, 0, SIZE, 0.5);
        leaves.fill(y, 0, SIZE, 0.25);
        matrix = Matrix.zeros(STEPS, 2 * ROW, precision);
        sums = Matrix.zeros(1, 2 * ROW, precision);
        packed = Arena.ofAuto().allocate((long) STEPS * tiling.nr() * precision.bytes(), 64);
        rowSums = new RowSums(precision, ROWS);
        leaves.fill(rowSums.sum, 0, ROWS, 1);
    }

    /** One call of the loop: its multiply-adds, or the elements that it goes over; 0 where there is no such loop. */
    int run(Loop loop) {
        round++;
        if (loop.kernel() != null) {
            return multiply(loop.kernel());
        }
        if (loop.operation() != null) {
            operate(loop.operation());
            return SIZE;
        }
        piece(loop);
        return elements(loop);
    }

    private int elements(Loop loop) {
        return switch (loop) {
            case ROOF -> ROOF_STEPS * Tiling.ROOF_CHAINS * tiling.lanes();
            case ADD_TO_ROWS -> 4 * SIZE;
            case TRANSPOSE -> BLOCKS * tiling.turned() * tiling.turned();
            case PACK_ROWS -> STEPS * tiling.nr();
            case PACK_VECTORS, LOAD, STORE -> STEPS * tiling.lanes();
            case COLUMN_SUMS -> STEPS * 2 * ROW;
            case ROW_CHAINS -> chainRows() * CHAIN_STEPS[round % CHAIN_STEPS.length];
            case ROW_TREES -> LANE_ROWS * Width.LOGICAL;
            default -> SIZE;
        };
    }

    private int multiply(Kernel kernel) {
        tile.k = STEPS;
        tile.zero = round % 2 == 0;
        tile.a = x;
        tile.ars = STEPS;
        tile.b = y;
        tile.brs = kernel == Kernel.DIRECT_1X8 ? 2 * ROW : ROW;
        tile.packedB = packed;
        tile.c = z;
        tile.crs = ROW;
        tile.rows = kernel == Kernel.TURNED_1X1 ? tiling.turnedRows() : kernel.rows;
        tile.cols = Math.max(1, kernel.vectors) * tiling.lanes();
        if (kernel == Kernel.TURNED_1X1 && tiling.turnedRows() == 0) {
            return 0;
        }
        leaves.multiply(kernel, tile);
        return STEPS * tile.rows * (kernel.vectors == 0 || kernel == Kernel.TURNED_1X1 ? 1 : tile.cols);
    }

    private void operate(Operation operation) {
        stretch.set(0, x, 0);
        stretch.set(1, y, 0);
        stretch.set(2, z, 0);
        stretch.set(3, z, SIZE);
        leaves.run(operation, stretch, SIZE);
    }

    private void piece(Loop loop) {
        switch (loop) {
            case ROOF -> leaves.roof(z, ROOF_STEPS);
            case ROW_CHAINS -> chains();
            case ROW_TREES -> leaves.rowTrees(z, LANE_ROWS, 0.5, round % 2 == 0, y, 0, 1 + round % 2);
            case OUTER_ROW -> leaves.outerRow(0.5, x, 0, round % 2 == 0, z, 0, SIZE);
            case SCALE_ROW -> leaves.scale(1, x, 0, SIZE);
            case ADD_TO_ROWS -> leaves.addToRows(x, 0, z, 0, SIZE, 4, SIZE - round % 3);
            case TRANSPOSE -> transpose();
            case PACK_ROWS -> leaves.packRows(x, 0, tiling.lanes(), ROW, STEPS, packed, 0);
            case PACK_VECTORS -> leaves.packVectors(x, STEPS, packed, 0);
            case LOAD -> leaves.load(matrix, 0, 0, STEPS - 1, tiling.lanes() - round % 2, z, 0, tiling.nr());
            case STORE -> leaves.store(z, tiling.nr(), matrix, 0, 0, STEPS - 1, tiling.lanes() - round % 2);
            case COLUMN_SUMS -> leaves.columnSums(matrix, sums);
            case PAD_ROWS -> leaves.pad(x, 0.5, ROWS, ROW - 3 - round % 2, ROW);
            case SUBTRACT_GREATEST -> leaves.subtractGreatest(x, ROWS, ROW, round % 2 == 0 ? null : rowSums.place);
            case ROW_EXP -> leaves.exp(x, z, SIZE);
            case ROW_SUMS -> leaves.rowSums(x, ROWS, ROW, rowSums.rest);
            case ROW_DOTS -> leaves.rowDots(x, y, ROWS, ROW, rowSums.rest);
            case DIVIDE_ROWS -> leaves.divide(x, rowSums.sum, z, ROWS, ROW);
            case SOFTMAX_BACKWARD -> leaves.softmaxBackward(z, y, rowSums.total, ROWS, ROW);
            case SOFTMAX_CROSS_ENTROPY -> leaves.softmaxCrossEntropy(x, y, gradient, z, rowSums, ROWS, ROW);
            default -> throw new IllegalArgumentException("loop is " + loop + "; expected one of the pieces");
        }
    }

    /** Rows of every length that has a loop of its own. */
    private void chains() {
        tile.k = CHAIN_STEPS[round % CHAIN_STEPS.length];
        tile.zero = round / CHAIN_STEPS.length % 2 == 0;
        tile.a = x;
        tile.ars = ROW;
        tile.b = y;
        tile.c = z;
        tile.rows = chainRows();
        leaves.rowChains(tile);
    }

    /** Every other time one less, so that some are left of the long rows that are computed together. */
    private int chainRows() {
        return LANE_ROWS - round / CHAIN_STEPS.length / 2 % 2;
    }

    private void transpose() {
        if (tiling.turned() > 0) {
            turning.blocks = BLOCKS;
            turning.rows = tiling.turned();
            turning.x = x;
            turning.xrs = ROW;
            turning.xStep = tiling.turned();
            turning.y = z;
            turning.yrs = ROW;
            turning.yStep = tiling.turned() * ROW;
            leaves.transpose(turning);
        }
    }
}
