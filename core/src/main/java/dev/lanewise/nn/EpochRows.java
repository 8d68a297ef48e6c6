// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows that a training learns from or is judged by, wherever they are: who computes loss and gradient of a batch. */
interface EpochRows {
    /** Draws the order of the next epoch. */
    void shuffle();

    /** How many batches an epoch has. */
    int batches();

    /** Leaves the gradient of a batch in the trainer and returns its mean loss. */
    double gradient(Trainer trainer, int batch);

    /** How many rows a batch has. */
    long rows(int batch);

    /** The mean loss of all rows. */
    double loss(Trainer trainer);

    /** A cell that is not finite, and where; null if there is none, or nobody here can look. */
    @Nullable
    String fault();

    /** Where the last batch first became something that is not finite; null if nobody here can look. */
    @Nullable
    String origin(Trainer trainer);

    /** Rows on this machine. */
    final class Local implements EpochRows {
        private final String name;
        private final Dataset data;
        private final Batches batches;
        private @Nullable Batch current;

        Local(String name, Dataset data, Batches batches) {
            this.name = name;
            this.data = data;
            this.batches = batches;
        }

        @Override
        public void shuffle() {
            batches.shuffle();
        }

        @Override
        public int batches() {
            return batches.count();
        }

        @Override
        public double gradient(Trainer trainer, int batch) {
            Batch taken = batches.batch(batch, trainer.backend());
            current = taken;
            return trainer.gradient(taken);
        }

        @Override
        public long rows(int batch) {
            return Objects.requireNonNull(current).rows();
        }

        @Override
        public double loss(Trainer trainer) {
            return trainer.loss(data.x(), data.targets());
        }

        @Override
        public @Nullable String fault() {
            String cell = Divergence.cell("x of " + name, data.x());
            return cell != null ? cell : Divergence.cell("targets of " + name, data.targets());
        }

        @Override
        public @Nullable String origin(Trainer trainer) {
            return trainer.firstNotFinite(current != null ? current : new Batch.Rows(data.x(), data.targets()));
        }
    }

    /** Rows elsewhere, by whole blocks. */
    final class Remote implements EpochRows {
        private final RemoteRows data;
        private final BlockOrder order;
        private final boolean shuffled;

        /** Batches of so many blocks in an order drawn from the seed, or all blocks in their own order where it is 0. */
        Remote(RemoteRows data, int blocks, long seed) {
            this.data = data;
            shuffled = blocks > 0;
            order = new BlockOrder(data.blocks(), shuffled ? blocks : data.blocks(), seed);
        }

        @Override
        public void shuffle() {
            if (shuffled) {
                order.shuffle();
            }
        }

        @Override
        public int batches() {
            return order.batches();
        }

        @Override
        public double gradient(Trainer trainer, int batch) {
            GradientSum sum = new GradientSum(trainer.backend());
            data.gradient(trainer.parameters(), order.of(batch), rows(batch), sum);
            return trainer.gradient(sum, rows(batch));
        }

        @Override
        public long rows(int batch) {
            long last = data.blocks() - 1L;
            long rows = 0;
            for (int block : order.of(batch)) {
                rows += block == last ? data.rows() - last * RowBlocks.ROWS : RowBlocks.ROWS;
            }
            return rows;
        }

        @Override
        public double loss(Trainer trainer) {
            GradientSum sum = new GradientSum(trainer.backend());
            data.loss(trainer.parameters(), sum);
            return trainer.loss(sum, data.rows());
        }

        @Override
        public @Nullable String fault() {
            return null;
        }

        @Override
        public @Nullable String origin(Trainer trainer) {
            return null;
        }
    }
}
