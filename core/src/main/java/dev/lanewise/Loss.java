// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/** What training makes small; {@link Backend#loss} states how value and gradient of each are computed. */
public enum Loss {
    /** (1/n) Σ (p − t)² over all n elements. */
    MEAN_SQUARED_ERROR,
    /** −(1/n) Σ t·ln p + (1 − t)·ln(1 − p) over all n elements, where p is a probability. */
    BINARY_CROSS_ENTROPY,
    /** The same with p = σ(z), computed from the logits z without ever forming p: stable for any z. */
    BINARY_CROSS_ENTROPY_FROM_LOGITS,
    /** −(1/rows) Σ t·ln softmax(z) over all elements, from the logits z. A row of t that sums to w counts w times. */
    SOFTMAX_CROSS_ENTROPY
}
