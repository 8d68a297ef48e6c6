// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import java.util.Optional;

/** Offers the vector backend's frame with plain loops: for a JVM without the Vector API, several times the reference's speed. */
public final class PlainProvider implements BackendProvider {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public int priority() {
        return 50;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Backend open(int threads) {
        return VectorBackend.plain(threads);
    }

    @Override
    public int smallWork() {
        return VectorBackend.SMALL_WORK;
    }
}
