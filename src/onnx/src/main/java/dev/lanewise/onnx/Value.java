// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import java.util.ArrayList;
import java.util.List;

/** A value that a node of the network has: the node's name, its columns, and the sizes into which the model cuts them. */
record Value(String node, int columns, List<Long> sizes) {
    Value(String node, int columns) {
        this(node, columns, List.of((long) columns));
    }

    /** Where a size is not fixed the last one is all, and others are one. */
    static Value of(String node, int columns, List<Long> sizes) {
        List<Long> fixed = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            long usual = i == sizes.size() - 1 ? columns : 1;
            fixed.add(sizes.get(i) > 0 ? sizes.get(i) : usual);
        }
        return new Value(node, columns, List.copyOf(fixed));
    }

    boolean isMatrix() {
        return sizes.size() == 1;
    }

    /** Whether the last size is all there is, so that what is said of it is said of the columns. */
    boolean isRow() {
        return sizes.getLast() == columns;
    }

    int rank() {
        return sizes.size() + 1;
    }
}
