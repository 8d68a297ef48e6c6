// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkspacesTest {
    /** A thousand virtual threads, three workspaces: nobody gets one that another still has, and all get their turn. */
    @Test
    void thereAreNeverMoreThanTheLimitAndNeverTwoOwners() throws Exception {
        Workspaces workspaces = new Workspaces(3);
        Set<Workspace> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        Set<Workspace> owned = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 1000)
                    .mapToObj(i -> pool.submit(() -> {
                        for (int round = 0; round < 50; round++) {
                            Workspace mine = workspaces.take();
                            seen.add(mine);
                            assertThat(owned.add(mine)).as("nobody else has it").isTrue();
                            Thread.yield();
                            owned.remove(mine);
                            workspaces.giveBack(mine);
                        }
                    }))
                    .toList();
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(3);
    }
}
