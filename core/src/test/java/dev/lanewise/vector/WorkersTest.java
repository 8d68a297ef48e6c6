// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.vector.f32.Leaves32;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {
    /** A thousand virtual threads, three workers: nobody gets one that another still has, and all get their turn. */
    @Test
    void thereAreNeverMoreThanTheLimitAndNeverTwoOwners() throws Exception {
        Workers workers = new Workers(Leaves32::new, 3);
        Set<Worker> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        Set<Worker> owned = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 1000)
                    .mapToObj(i -> pool.submit(() -> {
                        for (int round = 0; round < 50; round++) {
                            Worker mine = workers.take();
                            seen.add(mine);
                            assertThat(owned.add(mine)).as("nobody else has it").isTrue();
                            Thread.yield();
                            owned.remove(mine);
                            mine.close();
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
