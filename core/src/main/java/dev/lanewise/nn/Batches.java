// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** How an epoch takes the rows of a data set: batch after batch, in an order drawn anew each time. */
interface Batches {
    /** Draws the order of the next epoch. */
    void shuffle();

    /** How many batches an epoch has. */
    int count();

    /** A batch, valid until the next one is asked for. */
    Batch batch(int number);

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
            public Batch batch(int number) {
                return all;
            }
        };
    }

    /** So many rows at a time, copied into buffers that are made once; the last batch may be smaller. */
    final class OfRows implements Batches {
        private final Dataset data;
        private final int size;
        private final int[] order;
        private final SplitMix random;
        private final Batch full;
        private final Batch rest;

        OfRows(Dataset data, int size, long seed) {
            this.data = data;
            this.size = size;
            random = new SplitMix(seed);
            order = BlockOrder.ascending(data.rows());
            full = buffer(data, size);
            rest = buffer(data, data.rows() % size);
        }

        private static Batch buffer(Dataset data, int rows) {
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
        public Batch batch(int number) {
            int from = number * size;
            Batch batch = order.length - from < size ? rest : full;
            for (int block = 0; block < batch.blocks(); block++) {
                int first = from + RowBlocks.from(block);
                copyRows(data.x(), order, first, batch.x(block));
                copyRows(data.targets(), order, first, batch.targets(block));
            }
            return batch;
        }

        private static void copyRows(Matrix from, int[] order, int first, Matrix to) {
            boolean together = from.hasArray() && from.colStride() == 1;
            if (together && from.precision() == Precision.SINGLE) {
                copyRows(from, from.floats(), order, first, to, to.floats());
            } else if (together) {
                copyRows(from, from.doubles(), order, first, to, to.doubles());
            } else {
                for (int i = 0; i < to.rows(); i++) {
                    from.row(order[first + i]).copyTo(to.row(i));
                }
            }
        }

        private static void copyRows(Matrix from, float[] x, int[] order, int first, Matrix to, float[] y) {
            for (int i = 0; i < to.rows(); i++) {
                int at = from.offset() + order[first + i] * from.rowStride();
                System.arraycopy(x, at, y, to.offset() + i * to.rowStride(), to.cols());
            }
        }

        private static void copyRows(Matrix from, double[] x, int[] order, int first, Matrix to, double[] y) {
            for (int i = 0; i < to.rows(); i++) {
                int at = from.offset() + order[first + i] * from.rowStride();
                System.arraycopy(x, at, y, to.offset() + i * to.rowStride(), to.cols());
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
        public Batch batch(int number) {
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
