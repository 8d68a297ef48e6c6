// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import java.util.ArrayList;
import java.util.List;

/** Passes that are used again and again, by one thread at a time each: as many as threads were at work at once. */
final class Passes {
    /** Beyond these the one that was used longest ago is let go. */
    private static final int KEPT = 64;

    private final Graph graph;
    private final Weights weights;
    private final Backend backend;
    private final boolean learns;
    private final boolean[] onLogits;
    private final List<Pass> free = new ArrayList<>();

    Passes(Graph graph, Weights weights, Backend backend, boolean learns, boolean[] onLogits) {
        this.graph = graph;
        this.weights = weights;
        this.backend = backend;
        this.learns = learns;
        this.onLogits = onLogits;
    }

    /** A pass for so many rows that no thread is using. */
    Pass take(int rows) {
        synchronized (free) {
            for (int i = free.size() - 1; i >= 0; i--) {
                if (free.get(i).rows() == rows) {
                    return free.remove(i);
                }
            }
        }
        return new Pass(graph, weights, backend, rows, learns, onLogits);
    }

    void giveBack(Pass pass) {
        synchronized (free) {
            if (free.size() == KEPT) {
                free.removeFirst();
            }
            free.add(pass);
        }
    }
}
