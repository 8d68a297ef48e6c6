// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;

/** The rows of a step, in blocks. */
interface Batch {
    /** All rows. */
    int rows();

    /** How many blocks they make; an empty batch is one block of no rows. */
    default int blocks() {
        return Math.max(1, RowBlocks.count(rows()));
    }

    /** The features of a block, as a view. */
    Matrix x(int block);

    /** The targets of a block, as a view. */
    Matrix targets(int block);

    /** Consecutive rows of two matrices, one block or several; the views are made once. */
    final class Rows implements Batch {
        private final Matrix x;
        private final Matrix targets;
        private final Matrix[] xs;
        private final Matrix[] ts;

        Rows(Matrix x, Matrix targets) {
            this.x = x;
            this.targets = targets;
            xs = views(x);
            ts = views(targets);
        }

        private static Matrix[] views(Matrix x) {
            Matrix[] views = new Matrix[Math.max(1, RowBlocks.count(x.rows()))];
            for (int b = 0; b < views.length; b++) {
                views[b] = views.length == 1 ? x : x.rows(RowBlocks.from(b), RowBlocks.to(b, x.rows()));
            }
            return views;
        }

        Matrix x() {
            return x;
        }

        Matrix targets() {
            return targets;
        }

        boolean isOf(Matrix x, Matrix targets) {
            return this.x == x && this.targets == targets;
        }

        @Override
        public int rows() {
            return x.rows();
        }

        @Override
        public Matrix x(int block) {
            return xs[block];
        }

        @Override
        public Matrix targets(int block) {
            return ts[block];
        }
    }
}
