// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/** What training makes small; {@link Backend#loss} states how value and gradient of each are computed. */
public enum Loss {
    /** (1/n) Σ (p − t)² over all n elements. */
    MEAN_SQUARED_ERROR,
    /**
     * −(1/n) Σ t·ln p + (1 − t)·ln(1 − p) over all n elements, where p is a probability. A probability that has rounded to 0
     * or 1 has lost its gradient: a confident wrong answer then costs at most 100 and teaches next to nothing. A network whose
     * output columns all come from sigmoid nodes is trained on their logits instead, and loses nothing; one whose sigmoid is
     * also read by another node, or whose probabilities come from elsewhere (a softmax, an input), cannot be.
     */
    BINARY_CROSS_ENTROPY,
    /** The same with p = σ(z), computed from the logits z without ever forming p: stable for any z. */
    BINARY_CROSS_ENTROPY_FROM_LOGITS,
    /**
     * −(1/rows) Σ t·ln softmax(z) over all elements, from the logits z. A row of t that sums to w counts w times. A network
     * that ends in a softmax is trained on what goes into it, unless another node reads that softmax too: then softmax is
     * applied twice.
     */
    SOFTMAX_CROSS_ENTROPY;

    /** How many terms a batch has, over which the mean is taken: its rows in softmax cross entropy, else its elements. */
    public long terms(long rows, int cols) {
        return this == SOFTMAX_CROSS_ENTROPY ? rows : rows * cols;
    }
}
