// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import java.util.Optional;

/** Offers the {@link ScalarBackend}, which runs everywhere. */
public final class ScalarProvider implements BackendProvider {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Backend open(int threads) {
        return new ScalarBackend();
    }
}
