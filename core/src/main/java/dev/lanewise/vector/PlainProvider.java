// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.leaf.Host;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.plain.Plain32;
import dev.lanewise.vector.plain.Plain64;
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
        // Refuses what was asked for by name, before a class that needs it fails to load.
        Host.laneBits();
        return Optional.empty();
    }

    @Override
    public Backend open(int threads) {
        return VectorBackend.plain(threads);
    }

    @Override
    public String explain(Matrix a, Matrix b, Matrix c, int threads) {
        Leaves leaves = c.precision() == Precision.SINGLE ? new Plain32() : new Plain64();
        return Plan.of(leaves.tiling(), threads, a, b, c).toString();
    }

    @Override
    public int smallWork() {
        return VectorBackend.SMALL_WORK;
    }
}
