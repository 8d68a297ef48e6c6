// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import dev.lanewise.tck.BackendContract;
import java.util.EnumSet;

/** The contract on what {@code best()} hands out while the reference still has its head start, which ends within most laws. */
class HeadStartTest extends BackendContract {
    private static final int HEAD_START = 7_000;

    @Override
    protected Backend open() {
        return new SharedBackend(
                () -> Backends.open("vector", 2),
                Backends.scalar(),
                "plain",
                48,
                HEAD_START,
                EnumSet.allOf(Precision.class),
                false);
    }
}
