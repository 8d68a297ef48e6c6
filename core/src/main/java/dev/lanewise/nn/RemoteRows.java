// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Matrix;

/**
 * Samples that lie elsewhere, in row blocks, such as on the machines of a cluster: {@link Training#run(RemoteRows)} asks them
 * for the gradients of batches of whole blocks. As {@link RowBlocks} defines the order of all additions, the training has the
 * same bits as one on this machine, wherever the blocks are and whoever computes them.
 */
public interface RemoteRows {
    /** The rows of all blocks. */
    long rows();

    /** How many blocks they make; all but the last have {@link RowBlocks#ROWS} rows. */
    int blocks();

    /**
     * Adds to a sum what {@link Trainer#partial} gives for each block of a batch at these parameters, in any order; block
     * {@code blocks[i]} of the rows is block i of the batch.
     *
     * @param rows the rows of the batch
     */
    void gradient(Matrix parameters, int[] blocks, long rows, GradientSum to);

    /** Adds to a sum what {@link Trainer#partialLoss} gives for each of all blocks at these parameters. */
    void loss(Matrix parameters, GradientSum to);
}
