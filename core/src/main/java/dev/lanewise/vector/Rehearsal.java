// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import com.sun.management.ThreadMXBean;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Loop;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Numbers;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.Piece;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import dev.lanewise.vector.leaf.Width;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Runs single vector loops on data of its own, as often as the compiler needs to see them. */
final class Rehearsal {
    private static final int[] CHAIN_STEPS = {10, 32, 40, 64, 120, 240};
    private static final int MOST_SIZE = 64 * 1024;
    private static final int WIDE = 8;
    /** Of a loop in a brief call: fewer, and the compiler takes it for one that does not pay to be unrolled. */
    private static final int TURNS = 32;

    private static final int BRIEF_CALLS = 600;
    private static final int CALLS = 30;
    /** Bursts without allocation until a loop is trusted. */
    private static final int CLEAN = 3;

    private static final long REST_NANOS = 1_000_000;

    /** How far a call goes: so many elements, steps of k, rows of so many elements, blocks to be turned, rows of lanes and chains. */
    private record Extent(
            int size, int steps, int rows, int row, int blocks, int laneRows, int chainRows, int roofSteps) {
        static final Extent USUAL = new Extent(1024, 128, 4, 256, 8, 32, 32, 1000);

        /**
         * Few turns of each loop, for as long as it is not compiled: each vector is an object then, and the methods of the Vector API that
         * make it are compiled too if they are called often, which takes ten times as long as the loop itself.
         */
        static Extent brief(int lanes) {
            return new Extent(TURNS * lanes, TURNS, 2, TURNS * Width.LOGICAL, 8, TURNS + 1, TURNS, TURNS);
        }
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Leaves leaves;
    private final Tiling tiling;
    private final Extent brief;
    private Extent extent = Extent.USUAL;
    private final Stretch stretch;
    private final Object x;
    private final Object y;
    private final Object z;
    private final Object gradient;
    private final Matrix matrix;
    private final Matrix sums;
    private final Matrix wide;
    private final Matrix narrow;
    private final MemorySegment packed;
    private final Microtile tile = new Microtile();
    private final Turning turning = new Turning();
    private final RowSums rowSums;
    private int round;

    Rehearsal(Leaves leaves) {
        this.leaves = leaves;
        tiling = leaves.tiling();
        brief = Extent.brief(tiling.lanes());
        Precision precision = leaves.precision();
        stretch = new Stretch(precision);
        stretch.numbers = new Numbers();
        x = precision.array(MOST_SIZE);
        y = precision.array(MOST_SIZE);
        z = precision.array(MOST_SIZE);
        gradient = precision.array(extent.size);
        leaves.fill(x, 0, extent.size, 0.5);
        leaves.fill(y, 0, extent.size, 0.25);
        matrix = Matrix.zeros(extent.steps, 2 * extent.row, precision);
        sums = Matrix.zeros(1, 2 * extent.row, precision);
        wide = matrix.rows(0, brief.steps).cols(0, WIDE * tiling.lanes());
        narrow = wide.cols(0, 2 * tiling.lanes());
        packed = Micropanels.allocate((long) extent.steps * tiling.nr() * precision.bytes());
        rowSums = new RowSums(precision, extent.rows);
        leaves.fill(rowSums.sum, 0, extent.rows, 1);
    }

    /**
     * Runs the loop until it allocates nothing, which is when it is compiled; false if it is stopped or patience ends before. It rests
     * in between: where there is one processor, the compiler needs it.
     */
    boolean compile(Loop loop, Patience patience, BooleanSupplier stopped) {
        boolean isBrief = true;
        int clean = 0;
        while (clean < CLEAN) {
            if (stopped.getAsBoolean() || isBrief && patience.isOver()) {
                return false;
            }
            extent = isBrief ? brief : Extent.USUAL;
            long allocated = allocated(loop, isBrief ? BRIEF_CALLS : CALLS);
            extent = Extent.USUAL;
            if (allocated != 0) {
                clean = 0;
                isBrief = true;
                LockSupport.parkNanos(REST_NANOS);
            } else if (isBrief) {
                isBrief = false;
            } else {
                clean++;
            }
        }
        return true;
    }

    /** The bytes that so many calls allocate; never 0 where the JVM does not count them. */
    long allocated(Loop loop, int calls) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < calls; call++) {
            run(loop);
        }
        return before < 0 ? before : threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** One call of the loop: its multiply-adds, or the elements that it goes over; 0 where there is no such loop. */
    int run(Loop loop) {
        round++;
        if (loop instanceof Kernel kernel) {
            return multiply(kernel);
        }
        if (loop instanceof Operation operation) {
            operate(operation);
            return extent.size;
        }
        Piece piece = (Piece) loop;
        perform(piece);
        return elements(piece);
    }

    private int elements(Piece piece) {
        return switch (piece) {
            case ROOF -> extent.roofSteps * Tiling.ROOF_CHAINS * tiling.lanes();
            case ADD_TO_ROWS -> extent.rows * extent.size;
            case TRANSPOSE -> extent.blocks * tiling.turned() * tiling.turned();
            case PACK_ROWS -> extent.steps * tiling.nr();
            case PACK_VECTORS, LOAD, STORE -> extent.steps * tiling.lanes();
            case COLUMN_SUMS -> extent.steps * summed().cols();
            case ROW_CHAINS -> chainRows() * CHAIN_STEPS[round % CHAIN_STEPS.length];
            case ROW_TREES -> extent.laneRows * Width.LOGICAL;
            default -> extent.size;
        };
    }

    private int multiply(Kernel kernel) {
        boolean turned = kernel == Kernel.TURNED_1X1 || kernel == Kernel.TURNED_4X1;
        if (turned && tiling.turnedRows() == 0 || !kernel.isForThisProcessor()) {
            return 0;
        }
        tile.k = extent.steps;
        tile.zero = round % 2 == 0;
        tile.a = x;
        tile.ars = Extent.USUAL.steps;
        tile.b = y;
        tile.brs = kernel == Kernel.DIRECT_1X8 ? 2 * Extent.USUAL.row : Extent.USUAL.row;
        tile.packedB = packed;
        tile.c = z;
        tile.crs = Extent.USUAL.row;
        tile.rows = turned ? tiling.turnedRows() : kernel.rows;
        tile.cols = kernel.vectors == 0 ? 1 : turned ? kernel.rows : kernel.vectors * tiling.lanes();
        leaves.multiply(kernel, tile);
        return tile.k * tile.rows * tile.cols;
    }

    private void operate(Operation operation) {
        stretch.set(0, x, 0);
        stretch.set(1, y, 0);
        stretch.set(2, z, 0);
        stretch.set(3, z, extent.size);
        leaves.run(operation, stretch, extent.size);
    }

    private void perform(Piece piece) {
        switch (piece) {
            case ROOF -> leaves.roof(z, extent.roofSteps);
            case ROW_CHAINS -> chains();
            case ROW_TREES -> leaves.rowTrees(z, extent.laneRows, 0.5, round / 2 % 2 == 0, y, 0, 1 + round % 2);
            case OUTER_ROW -> leaves.outerRow(0.5, x, 0, round % 2 == 0, z, 0, extent.size);
            case SCALE_ROW -> leaves.scale(1, x, 0, extent.size);
            case ADD_TO_ROWS -> leaves.addToRows(x, 0, z, 0, extent.size, extent.rows, extent.size - round % 3);
            case TRANSPOSE -> transpose();
            case PACK_ROWS -> leaves.packRows(x, 0, tiling.lanes(), Extent.USUAL.row, extent.steps, packed, 0);
            case PACK_VECTORS -> leaves.packVectors(x, extent.steps, packed, 0);
            case LOAD -> leaves.load(matrix, 0, 0, extent.steps - 1, tiling.lanes() - round % 2, z, 0, tiling.nr());
            case STORE -> leaves.store(z, tiling.nr(), matrix, 0, 0, extent.steps - 1, tiling.lanes() - round % 2);
            case COLUMN_SUMS -> leaves.columnSums(summed(), sums);
            case PAD_ROWS ->
                leaves.pad(x, 0.5, extent.rows, extent.row - 3 - round % 2 * Width.LOGICAL / 2, extent.row);
            case SUBTRACT_GREATEST -> subtractGreatest();
            case ROW_EXP -> leaves.exp(x, z, extent.size);
            case ROW_SUMS -> leaves.rowSums(x, extent.rows, extent.row, rowSums.rest);
            case ROW_DOTS -> leaves.rowDots(x, y, extent.rows, extent.row, rowSums.rest);
            case DIVIDE_ROWS -> leaves.divide(x, rowSums.sum, z, extent.rows, extent.row);
            case SOFTMAX_BACKWARD -> leaves.softmaxBackward(z, y, rowSums.total, extent.rows, extent.row);
            case SOFTMAX_CROSS_ENTROPY ->
                leaves.softmaxCrossEntropy(x, y, gradient, z, rowSums, extent.rows, extent.row);
        }
    }

    /** Of wide rows or, every other brief time, narrow ones, which have a loop of their own. */
    private Matrix summed() {
        if (extent == brief) {
            return round % 2 == 0 ? wide : narrow;
        }
        return matrix;
    }

    /** Rows of every length that has a loop of its own. */
    private void chains() {
        tile.k = CHAIN_STEPS[round % CHAIN_STEPS.length];
        tile.zero = round / CHAIN_STEPS.length % 2 == 0;
        tile.a = x;
        tile.ars = Extent.USUAL.row;
        tile.b = y;
        tile.c = z;
        tile.rows = chainRows();
        leaves.rowChains(tile);
    }

    /** Every other time one less, so that some are left of the long rows that are computed together. */
    private int chainRows() {
        return extent.chainRows - round / CHAIN_STEPS.length / 2 % 2;
    }

    /** Until it is compiled, the greatest of a row is at times its last: the loop that looks for its place then goes on. */
    private void subtractGreatest() {
        if (extent == brief) {
            leaves.fill(x, 0, extent.row, 0);
            int greatest = round / 2 % 2 * (extent.row - 1);
            leaves.fill(x, greatest, greatest + 1, 1);
        }
        leaves.subtractGreatest(x, extent.rows, extent.row, round % 2 == 0 ? null : rowSums.place);
    }

    private void transpose() {
        if (tiling.turned() > 0) {
            turning.blocks = extent.blocks;
            turning.rows = tiling.turned();
            turning.x = x;
            turning.xrs = Extent.USUAL.row;
            turning.xStep = tiling.turned();
            turning.y = z;
            turning.yrs = Extent.USUAL.row;
            turning.yStep = tiling.turned() * Extent.USUAL.row;
            leaves.transpose(turning);
        }
    }
}
