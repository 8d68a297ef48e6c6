// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import java.util.Arrays;

/** In which order the epochs of a training take the blocks of its rows: drawn anew from a seed each time. */
final class BlockOrder {
    private final int[] order;
    private final int size;
    private final SplitMix random;

    /** Batches of {@code size} blocks, the last of which may be smaller. */
    BlockOrder(int blocks, int size, long seed) {
        order = ascending(Arguments.atLeast("blocks", 1, blocks));
        this.size = size;
        random = new SplitMix(seed);
    }

    static int[] ascending(int count) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        return order;
    }

    void shuffle() {
        random.shuffle(order);
    }

    int batches() {
        return Math.ceilDiv(order.length, size);
    }

    /** How many blocks a batch has. */
    int blocks(int batch) {
        return Math.min(size, order.length - batch * size);
    }

    /** A block of a batch, by its number among all. */
    int block(int batch, int i) {
        return order[batch * size + i];
    }

    int[] of(int batch) {
        return Arrays.copyOfRange(order, batch * size, batch * size + blocks(batch));
    }
}
