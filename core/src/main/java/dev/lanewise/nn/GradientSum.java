// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds partial gradients in the order that {@link RowBlocks} defines, in whatever order they come, from any number of threads:
 * two halves of a subtree are added as soon as both are there. What is left at the end are the complete subtrees.
 */
public final class GradientSum {
    private static final Comparator<PartialGradient> IN_ORDER = Comparator.comparingLong(PartialGradient::first);

    private final Backend backend;
    private final List<PartialGradient> waiting = new ArrayList<>();

    /** An empty sum; the backend does the additions. */
    public GradientSum(Backend backend) {
        this.backend = Arguments.present("backend", backend);
    }

    /**
     * Takes in a part, and its buffer.
     *
     * @throws IllegalArgumentException if it overlaps one that is there
     */
    public void add(PartialGradient part) {
        PartialGradient sum = Arguments.present("part", part);
        for (PartialGradient sibling = exchange(sum); sibling != null; sibling = exchange(sum)) {
            boolean left = sibling.index() < sum.index();
            sum = merged(left ? sibling : sum, left ? sum : sibling);
        }
    }

    /** The other half of the part's subtree, taken out; or, if it is not there yet, null, and the part waits. */
    private synchronized @Nullable PartialGradient exchange(PartialGradient part) {
        for (int i = 0; i < waiting.size(); i++) {
            requireFits(part, waiting.get(i));
        }
        for (int i = 0; i < waiting.size(); i++) {
            PartialGradient other = waiting.get(i);
            if (other.level() == part.level() && other.index() == (part.index() ^ 1)) {
                waiting.remove(i);
                return other;
            }
        }
        waiting.add(part);
        return null;
    }

    private static void requireFits(PartialGradient part, PartialGradient other) {
        if (other.first() < part.end() && part.first() < other.end()) {
            throw new IllegalArgumentException("part has the blocks " + part.first() + " to " + (part.end() - 1)
                    + "; expected others than those that were added: " + other.first() + " to "
                    + (other.end() - 1));
        }
        Matrix known = other.gradient();
        Arguments.samePrecision("part", part.gradient(), "the parts that were added", known);
        Arguments.hasShape("part", part.gradient(), known.rows(), known.cols());
    }

    private PartialGradient merged(PartialGradient left, PartialGradient right) {
        Matrix gradient = left.gradient();
        backend.add(gradient, right.gradient(), gradient);
        left.set(left.level() + 1, left.index() >> 1, left.lossSum() + right.lossSum());
        right.release();
        return left;
    }

    /** The complete subtrees so far, in order: what is sent to whoever has the others. They are still this sum's. */
    public synchronized List<PartialGradient> parts() {
        waiting.sort(IN_ORDER);
        return List.copyOf(waiting);
    }

    /**
     * The sum of everything, written to {@code gradient}; nothing is left. Returns the sum of the loss's terms.
     *
     * @param blocks how many blocks the batch has
     * @throws IllegalStateException if one of them is missing
     */
    public synchronized double total(long blocks, Matrix gradient) {
        waiting.sort(IN_ORDER);
        long next = 0;
        for (int i = 0; i < waiting.size() && waiting.get(i).first() == next; i++) {
            next = waiting.get(i).end();
        }
        if (next < blocks || waiting.isEmpty()) {
            throw new IllegalStateException("block " + next + " is missing; expected " + blocks + " blocks");
        }
        PartialGradient last = waiting.getLast();
        if (last.end() != blocks) {
            throw new IllegalStateException(
                    "block " + (last.end() - 1) + " is one too many; expected " + blocks + " blocks");
        }
        Arguments.samePrecision("gradient", gradient, "the parts", last.gradient());
        Arguments.hasShape(
                "gradient", gradient, last.gradient().rows(), last.gradient().cols());
        Arguments.writable("gradient", gradient);
        for (PartialGradient part : waiting) {
            Arguments.apart("gradient", gradient, "a part", part.gradient());
        }
        PartialGradient sum = waiting.removeLast();
        while (!waiting.isEmpty()) {
            sum = merged(waiting.removeLast(), sum);
        }
        backend.copy(sum.gradient(), gradient);
        double loss = sum.lossSum();
        sum.release();
        return loss;
    }

    /**
     * Lets go of everything, such as what a failed batch left, or what was copied and sent on: from now on the buffers of its parts serve the
     * trainers that made them again.
     */
    public synchronized void clear() {
        waiting.forEach(PartialGradient::release);
        waiting.clear();
    }
}
