// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import java.util.Arrays;

/** The rows of a data set in mini-batches, copied into buffers that are made once; the last may be smaller. */
final class Batches {
    private final Dataset data;
    private final boolean whole;
    private final int size;
    private final int[] order;
    private final SplitMix random;
    private final Matrix[] x = new Matrix[2];
    private final Matrix[] targets = new Matrix[2];
    private int loaded;

    /** Batches of {@code size} rows, or one of all rows in their own order where size is 0. */
    Batches(Dataset data, int size, long seed) {
        this.data = data;
        whole = size == 0;
        this.size = whole ? data.rows() : size;
        random = new SplitMix(seed);
        order = new int[data.rows()];
        Arrays.setAll(order, i -> i);
        int rest = data.rows() % this.size;
        int[] rows = {this.size, rest};
        for (int k = 0; k < 2; k++) {
            x[k] = whole
                    ? data.x()
                    : Matrix.zeros(rows[k], data.x().cols(), data.x().precision());
            targets[k] = whole
                    ? data.targets()
                    : Matrix.zeros(
                            rows[k], data.targets().cols(), data.targets().precision());
        }
    }

    int rows() {
        return order.length;
    }

    int count() {
        return Math.ceilDiv(order.length, size);
    }

    void shuffle() {
        if (!whole) {
            random.shuffle(order);
        }
    }

    void load(int batch) {
        int from = batch * size;
        int rows = Math.min(size, order.length - from);
        loaded = rows == size ? 0 : 1;
        for (int i = 0; i < rows && !whole; i++) {
            copyRow(data.x(), order[from + i], x[loaded], i);
            copyRow(data.targets(), order[from + i], targets[loaded], i);
        }
    }

    private static void copyRow(Matrix from, int i, Matrix to, int row) {
        if (from.colStride() == 1) {
            int at = from.offset() + i * from.rowStride();
            System.arraycopy(from.array(), at, to.array(), row * to.cols(), to.cols());
            return;
        }
        for (int j = 0; j < to.cols(); j++) {
            to.set(row, j, from.get(i, j));
        }
    }

    Matrix x() {
        return x[loaded];
    }

    Matrix targets() {
        return targets[loaded];
    }
}
