// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

/**
 * Training met a loss or a parameter that is not finite; the network has the weights of the last good epoch again. The
 * message says where the first number that is not finite arose: in the data, or in which node; and how the loss had grown.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final int batch;

    DivergedException(int epoch, int batch, String why) {
        super("training diverged in epoch " + epoch + ", batch " + batch + ": " + why
                + "; the weights of the epoch before are restored");
        this.epoch = epoch;
        this.batch = batch;
    }

    /** The epoch, counted from 1. */
    public int epoch() {
        return epoch;
    }

    /** The batch within the epoch, counted from 1. */
    public int batch() {
        return batch;
    }
}
