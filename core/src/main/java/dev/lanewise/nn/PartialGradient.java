// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a complete subtree of a batch's row blocks contributes to its gradient and its loss: the 2<sup>level</sup> blocks from
 * number {@code index}·2<sup>level</sup> on, as {@link RowBlocks} numbers them.
 */
public final class PartialGradient {
    private final Matrix gradient;
    /** The same by nodes, where it is a buffer that is used again and again. */
    private final @Nullable Parameters byNode;
    /** Who then takes it back. */
    private final @Nullable Consumer<PartialGradient> owner;

    private boolean spare;
    private int level;
    private long index;
    private double lossSum;

    private PartialGradient(Matrix gradient, @Nullable Parameters byNode, @Nullable Consumer<PartialGradient> owner) {
        this.gradient = gradient;
        this.byNode = byNode;
        this.owner = owner;
    }

    /** A buffer of somebody who wants it back. */
    PartialGradient(Parameters byNode, Consumer<PartialGradient> owner) {
        this(byNode.all(), byNode, owner);
    }

    /** One from the numbers of another, such as one that was sent by another machine. */
    public static PartialGradient of(int level, long index, double lossSum, Matrix gradient) {
        Arguments.within("level", 0, 62, level);
        Arguments.writable("gradient", gradient);
        if (index < 0 || index > Long.MAX_VALUE >> level) {
            throw new IllegalArgumentException(
                    "index is " + index + " at level " + level + "; expected the number of a subtree");
        }
        return new PartialGradient(gradient, null, null).set(level, index, lossSum);
    }

    PartialGradient set(int level, long index, double lossSum) {
        this.level = level;
        this.index = index;
        this.lossSum = lossSum;
        return this;
    }

    /** The height of the subtree; 0 for a block. */
    public int level() {
        return level;
    }

    /** The number of the subtree among those of its level. */
    public long index() {
        return index;
    }

    /** The sum of the loss's terms in binary64. */
    public double lossSum() {
        return lossSum;
    }

    /** The gradients by all parameters, laid out like {@link Network#parameters()}. */
    public Matrix gradient() {
        return gradient;
    }

    @Nullable
    Parameters byNode() {
        return byNode;
    }

    /** Whether its buffer lies with its owner, who alone asks and says so. */
    boolean isSpare() {
        return spare;
    }

    void setSpare(boolean spare) {
        this.spare = spare;
    }

    /** Nobody needs it any more. */
    void release() {
        if (owner != null) {
            owner.accept(this);
        }
    }

    /** The first block. */
    long first() {
        return index << level;
    }

    /** The block after the last. */
    long end() {
        return index + 1 << level;
    }
}
