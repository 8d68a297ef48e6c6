// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Precision;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.vector.leaf.Leaves;

/** The threads of a backend, each with a worker of its own for either precision. */
final class Team {
    /** Threads up to which sharing costs little compared with ten microseconds of work. */
    private static final int FEW = 8;

    private final Parallel parallel;
    private final Worker[][] workers;

    Team(int threads) {
        parallel = new Parallel(threads);
        workers = new Worker[Precision.values().length][threads];
    }

    int threads() {
        return parallel.threads();
    }

    /**
     * Whether work of a size is shared: from {@code limit} on, or from a quarter of it on while the workers are awake, as
     * they are in a training step. To wake one takes some ten microseconds.
     */
    boolean shares(long size, long limit) {
        return threads() > 1 && (size >= limit || threads() <= FEW && size >= limit / 4 && parallel.isAwake());
    }

    /** What a thread of the team works with; the caller, number 0, brings its own. */
    Worker worker(int number, Leaves leaves) {
        Worker[] ofPrecision = workers[leaves.precision().ordinal()];
        Worker found = ofPrecision[number];
        if (found == null) {
            found = new Worker(leaves, null);
            ofPrecision[number] = found;
        }
        return found;
    }

    void run(Parallel.Task task, int blocks) {
        parallel.run(task, blocks);
    }

    void close() {
        parallel.close();
    }
}
