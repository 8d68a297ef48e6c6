// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.parallel.Parallel;

/** The threads of a backend, each worker with a workspace of its own. */
final class Team {
    /** Threads up to which sharing costs little compared with ten microseconds of work. */
    private static final int FEW = 8;

    private final Parallel parallel;
    private final Workspace[] workspaces;

    Team(int threads) {
        parallel = new Parallel(threads);
        workspaces = new Workspace[threads];
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

    /** The workspaces of the workers; the caller, worker 0, brings its own. */
    Workspace workspace(int worker) {
        Workspace found = workspaces[worker];
        if (found == null) {
            found = new Workspace();
            workspaces[worker] = found;
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
