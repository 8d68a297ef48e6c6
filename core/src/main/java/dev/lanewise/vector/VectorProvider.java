// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import dev.lanewise.LoopHealth;
import dev.lanewise.Matrix;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.leaf.Host;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Offers the {@link VectorBackend}. This class loads without the incubator module, and touches nothing that does not. */
public final class VectorProvider implements BackendProvider {
    private static final String WARMING = "lanewise.warming";

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public String backendName() {
        return Width.backendName();
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> obstacle() {
        if (!Host.hasVectors()) {
            return Optional.of("the JVM was started without the Vector API; add --add-modules " + Host.MODULE);
        }
        try {
            return isWarming() ? Host.evident() : Host.obstacle();
        } catch (LinkageError e) {
            return Optional.of("the Vector API of this JVM cannot be used (" + e + "); run on JDK 25");
        }
    }

    @Override
    public Backend open(int threads) {
        requireUnhidden();
        return new VectorBackend(threads);
    }

    private static void requireUnhidden() {
        Host.hidden().ifPresent(obstacle -> {
            throw new IllegalStateException("the vector backend cannot run: " + obstacle);
        });
    }

    @Override
    public Backend openForBest(int threads) {
        return isWarming() ? VectorBackend.warming(threads) : new VectorBackend(threads);
    }

    /** In a thread of its own: a JVM does not tell a virtual one what it allocates. */
    @Override
    public List<LoopHealth> examine() {
        requireUnhidden();
        try {
            return CompletableFuture.supplyAsync(
                            VectorProvider::examined,
                            task -> Thread.ofPlatform().daemon().start(task))
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the vector loops could not be examined", e.getCause());
        }
    }

    private static List<LoopHealth> examined() {
        List<LoopHealth> found = new ArrayList<>(new Examination(new Leaves32(), Warmer.PATIENCE_NANOS).all());
        found.addAll(new Examination(VectorBackend.doubles(), Warmer.PATIENCE_NANOS).all());
        return found;
    }

    @Override
    public String explain(Matrix a, Matrix b, Matrix c, int threads) {
        return Plan.of(Tiling.of(c.precision()), threads, a, b, c).toString();
    }

    @Override
    public int smallWork() {
        return isWarming() ? VectorBackend.SMALL_WORK : -1;
    }

    /** Whether a loop that the compiler fails is never put to use: what is hidden then needs no looking for. */
    private static boolean isWarming() {
        return Boolean.parseBoolean(System.getProperty(WARMING, "true"));
    }
}
