// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a backend makes itself known. Implementations are found by {@link java.util.ServiceLoader}: list yours under
 * {@code META-INF/services/dev.lanewise.BackendProvider}, or {@code provides} it in a module descriptor. A provider
 * must load on any JVM, also where its backend cannot run.
 */
public interface BackendProvider {
    /** The name that {@code lanewise.backend} and {@link Backends#named} know it by, such as {@code vector}. */
    String name();

    /** The name of the backends that it opens, such as {@code vector-512}; by default its own. */
    default String backendName() {
        return name();
    }

    /** Of those that can run here, {@link Backends#best()} takes the one with the highest: scalar 0, plain 50, vector 100. */
    int priority();

    /**
     * Why the backend cannot run here, as one sentence that names the cure, or empty if it can.
     * Asked before every {@link #open}.
     */
    Optional<String> obstacle();

    /** The precisions that the backend has; by default all. {@link Backends} refuses the others by name. */
    default Set<Precision> precisions() {
        return EnumSet.allOf(Precision.class);
    }

    /** A new backend that uses up to {@code threads} threads at once, the caller's among them. */
    Backend open(int threads);

    /**
     * The one that {@link Backends#best()} takes: the same results, and free to compute them otherwise until it is as fast as
     * it can be. By default {@link #open}.
     */
    default Backend openForBest(int threads) {
        return open(threads);
    }

    /** What this JVM makes of the backend's loops, in a few seconds; empty where there is nothing that could go wrong. */
    default List<LoopHealth> examine() {
        return List.of();
    }

    /** How the backend computes C ← A·B on so many threads, in a line for people; empty where there is nothing to decide. */
    default String explain(Matrix a, Matrix b, Matrix c, int threads) {
        return "";
    }

    /**
     * Up to how much work, in additions, a call of {@link Backends#best()} is left to the reference, which gives the same
     * results and begins at once; by default -1, none. It also speaks for the elements of other operations, by their cost. From
     * 0 on the reference has a head start besides: about a tenth of a second of work before this backend is opened, and three tenths
     * more in which it gets one call of many.
     */
    default int smallWork() {
        return -1;
    }
}
