// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes that are used again and again, by one thread at a time each. There are as many sets of them as threads were at work at once; in
 * a set there is a pass for each number of rows that was asked for, all in the same buffers.
 */
final class Passes {
    private final Graph graph;
    private final Weights weights;
    private final Backend backend;
    private final boolean learns;
    private final boolean[] onLogits;
    private final List<Set> free = new ArrayList<>();

    Passes(Graph graph, Weights weights, Backend backend, boolean learns, boolean[] onLogits) {
        this.graph = graph;
        this.weights = weights;
        this.backend = backend;
        this.learns = learns;
        this.onLogits = onLogits;
    }

    /** The passes of one thread. */
    final class Set {
        private final @Nullable Pass[] byRows = new Pass[RowBlocks.ROWS + 1];
        private Buffers buffers = new Buffers(weights.precision(), 0, Pass.buffers(graph));

        private Pass pass(int rows) {
            if (rows > buffers.rows()) {
                // Passes of fewer rows keep the buffers that they have: all together they are as large as the new ones.
                int most = Math.min(RowBlocks.ROWS, 2 * buffers.rows());
                int possible = (Integer.MAX_VALUE - 8) / graph.widest();
                buffers =
                        new Buffers(weights.precision(), Math.max(rows, Math.min(most, possible)), Pass.buffers(graph));
            }
            Pass pass = byRows[rows];
            if (pass == null) {
                pass = new Pass(graph, weights, backend, rows, learns, onLogits, buffers, this);
                byRows[rows] = pass;
            }
            return pass;
        }
    }

    /** A pass for so many rows, at most those of a block, that no thread is using. */
    Pass take(int rows) {
        Set set;
        synchronized (free) {
            set = free.isEmpty() ? null : free.removeLast();
        }
        return (set == null ? new Set() : set).pass(rows);
    }

    void giveBack(Pass pass) {
        pass.forget();
        synchronized (free) {
            free.add(pass.set());
        }
    }
}
