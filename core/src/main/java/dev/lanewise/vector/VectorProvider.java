// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import dev.lanewise.vector.leaf.Host;
import java.util.Optional;

/** Offers the {@link VectorBackend}. This class loads without the incubator module, and touches nothing that does not. */
public final class VectorProvider implements BackendProvider {
    private static final String WARMING = "lanewise.warming";
    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> obstacle() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Optional.of("the JVM was started without the Vector API; add --add-modules " + MODULE);
        }
        try {
            return Host.obstacle();
        } catch (LinkageError e) {
            return Optional.of("the Vector API of this JVM cannot be used (" + e + "); run on JDK 25");
        }
    }

    @Override
    public Backend open(int threads) {
        return new VectorBackend(threads);
    }

    @Override
    public Backend openForBest(int threads) {
        return Boolean.parseBoolean(System.getProperty(WARMING, "true"))
                ? VectorBackend.warming(threads)
                : new VectorBackend(threads);
    }
}
