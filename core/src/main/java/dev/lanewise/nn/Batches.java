// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.util.function.IntConsumer;

/** How an epoch takes the rows of a data set: batch after batch, in an order drawn anew each time. */
interface Batches {
    /** Draws the order of the next epoch. */
    void shuffle();

    /** How many batches an epoch has. */
    int count();

    /** A batch, valid until the next one is asked for; the backend's threads may share the work that it takes. */
    Batch batch(int number, Backend backend);

    /** All rows at once, in their own order. */
    static Batches whole(Dataset data) {
        Batch all = new Batch.Rows(data.x(), data.targets());
        return new Batches() {
            @Override
            public void shuffle() {
                // One order is as good as another.
            }

            @Override
            public int count() {
                return 1;
            }

            @Override
            public Batch batch(int number, Backend backend) {
                return all;
            }
        };
    }

    /** So many rows at a time, copied into buffers that are made once; the last batch may be smaller. */
    final class OfRows implements Batches {
        /** Rows that one thread copies at a time. */
        private static final int SHARE = 64;
        /** Elements of a batch from which several threads pay. */
        private static final int SHARED = 1 << 14;

        private final Dataset data;
        private final int size;
        private final int[] order;
        private final IntConsumer copying = this::copyShare;
        private final SplitMix random;
        private final Batch.Rows full;
        private final Batch.Rows rest;
        private Batch.Rows current;
        /** Where the current batch begins in the order. */
        private int first;

        OfRows(Dataset data, int size, long seed) {
            this.data = data;
            this.size = size;
            random = new SplitMix(seed);
            order = BlockOrder.ascending(data.rows());
            full = buffer(data, size);
            rest = buffer(data, data.rows() % size);
            current = full;
        }

        private static Batch.Rows buffer(Dataset data, int rows) {
            return new Batch.Rows(
                    Matrix.zeros(rows, data.x().cols(), data.x().precision()),
                    Matrix.zeros(rows, data.targets().cols(), data.targets().precision()));
        }

        @Override
        public void shuffle() {
            random.shuffle(order);
        }

        @Override
        public int count() {
            return Math.ceilDiv(order.length, size);
        }

        @Override
        public Batch batch(int number, Backend backend) {
            first = number * size;
            current = order.length - first < size ? rest : full;
            int rows = current.rows();
            if (rows * (data.x().cols() + data.targets().cols()) < SHARED) {
                copyRows(0, rows);
            } else {
                backend.share(Math.ceilDiv(rows, SHARE), copying);
            }
            return current;
        }

        private void copyShare(int share) {
            copyRows(share * SHARE, Math.min(share * SHARE + SHARE, current.rows()));
        }

        private void copyRows(int from, int to) {
            copyRows(data.x(), current.x(), from, to);
            copyRows(data.targets(), current.targets(), from, to);
        }

        private void copyRows(Matrix data, Matrix batch, int from, int to) {
            boolean together = data.hasArray() && data.colStride() == 1;
            if (together && data.precision() == Precision.SINGLE) {
                copyRows(data, data.floats(), batch.floats(), from, to);
            } else if (together) {
                copyRows(data, data.doubles(), batch.doubles(), from, to);
            } else {
                copyEach(data, batch, from, to);
            }
        }

        /** Columns that lie together, and memory segments, whose rows are copied as they lie. */
        private void copyEach(Matrix data, Matrix batch, int from, int to) {
            for (int i = from; i < to; i++) {
                int row = order[first + i];
                if (!data.hasArray()) {
                    data.row(row).copyTo(batch.row(i));
                    continue;
                }
                for (int j = 0; j < data.cols(); j++) {
                    batch.set(i, j, data.get(row, j));
                }
            }
        }

        private void copyRows(Matrix data, float[] x, float[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                int at = data.offset() + order[first + i] * data.rowStride();
                System.arraycopy(x, at, y, i * data.cols(), data.cols());
            }
        }

        private void copyRows(Matrix data, double[] x, double[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                int at = data.offset() + order[first + i] * data.rowStride();
                System.arraycopy(x, at, y, i * data.cols(), data.cols());
            }
        }
    }

    /** So many row blocks of the data at a time, where they lie. */
    final class OfBlocks implements Batches, Batch {
        private final Batch.Rows data;
        private final BlockOrder order;
        private int current;
        private int rows;

        OfBlocks(Dataset data, int size, long seed) {
            this.data = new Batch.Rows(data.x(), data.targets());
            order = new BlockOrder(this.data.blocks(), size, seed);
        }

        @Override
        public void shuffle() {
            order.shuffle();
        }

        @Override
        public int count() {
            return order.batches();
        }

        @Override
        public Batch batch(int number, Backend backend) {
            current = number;
            rows = 0;
            for (int block = 0; block < blocks(); block++) {
                rows += x(block).rows();
            }
            return this;
        }

        @Override
        public int rows() {
            return rows;
        }

        @Override
        public int blocks() {
            return order.blocks(current);
        }

        @Override
        public Matrix x(int block) {
            return data.x(order.block(current, block));
        }

        @Override
        public Matrix targets(int block) {
            return data.targets(order.block(current, block));
        }
    }
}
