// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.parallel.Parallel;
import java.lang.ref.WeakReference;
import java.util.function.IntConsumer;

/**
 * Shared parts as tasks for a team. The last two are remembered, so that training steps, which share the same again and again, allocate
 * nothing; weakly, because a backend outlives its users and their data.
 */
final class Parts {
    private volatile WeakReference<Part> last = new WeakReference<>(null);
    private volatile WeakReference<Part> before = last;

    /** A part for the team: it need not know which of its threads runs it. */
    private record Part(IntConsumer part) implements Parallel.Task {
        @Override
        public void run(int block, int worker) {
            part.accept(block);
        }
    }

    Parallel.Task of(IntConsumer part) {
        Part known = last.get();
        if (known != null && known.part == part) {
            return known;
        }
        known = before.get();
        if (known != null && known.part == part) {
            return known;
        }
        Part made = new Part(part);
        before = last;
        last = new WeakReference<>(made);
        return made;
    }
}
