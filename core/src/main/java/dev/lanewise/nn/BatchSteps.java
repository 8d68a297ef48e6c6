// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The forward and backward passes of a batch of several row blocks, which the backend's threads share: each block is computed
 * by one of them. Buffers are kept, as many as threads were at work at once.
 */
final class BatchSteps {
    private final Network network;
    private final Backend backend;
    private final Loss loss;
    private final GradientSum sum;
    private final Passes passes;
    private final IntConsumer learning = this::learn;
    private final IntConsumer judging = this::judge;
    /** Buffers for the gradients of blocks, until others need them: some for each thread, and one for each level of the tree. */
    private final List<PartialGradient> spare = new ArrayList<>();

    private final Consumer<PartialGradient> release = this::giveBack;

    @SuppressWarnings("NullAway.Init")
    private Batch batch;

    private double[] losses = {};

    BatchSteps(Network network, Backend backend, Loss loss, boolean[] onLogits) {
        this.network = network;
        this.backend = backend;
        this.loss = loss;
        passes = new Passes(network.topology(), network.weightsAndBiases(), backend, true, onLogits);
        sum = new GradientSum(backend);
    }

    /** Puts the batch's gradient where it is wanted, and returns the sum of its loss's terms. */
    double gradient(Batch batch, Parameters to) {
        if (batch.blocks() == 1) {
            return gradient(passes.take(batch.rows()), batch, 0, batch.rows(), to);
        }
        sum.clear();
        this.batch = batch;
        backend.share(batch.blocks(), learning);
        return sum.total(batch.blocks(), to.all());
    }

    private void learn(int block) {
        sum.add(partial(batch, block, batch.rows(), block));
    }

    /** The gradient of one block of a batch of so many rows. */
    PartialGradient partial(Batch batch, int block, long rows, long number) {
        Pass pass = passes.take(batch.x(block).rows());
        PartialGradient part = spare();
        return part.set(0, number, gradient(pass, batch, block, rows, Objects.requireNonNull(part.byNode())));
    }

    private PartialGradient spare() {
        synchronized (spare) {
            if (!spare.isEmpty()) {
                PartialGradient part = spare.removeLast();
                part.setSpare(false);
                return part;
            }
        }
        return new PartialGradient(new Parameters(network.topology(), network.precision()), release);
    }

    private void giveBack(PartialGradient part) {
        synchronized (spare) {
            if (!part.isSpare()) {
                part.setSpare(true);
                spare.add(part);
            }
        }
    }

    private double gradient(Pass pass, Batch batch, int block, long rows, Parameters by) {
        pass.forward(batch.x(block));
        double terms = pass.lossSum(loss, batch.targets(block), rows);
        pass.backward(by);
        passes.giveBack(pass);
        return terms;
    }

    /** The sum of the loss's terms. */
    double lossSum(Batch batch) {
        this.batch = batch;
        if (losses.length < batch.blocks()) {
            losses = new double[batch.blocks()];
        }
        backend.share(batch.blocks(), judging);
        return tree(0, batch.blocks());
    }

    private void judge(int block) {
        losses[block] = lossSum(batch, block, batch.rows());
    }

    /** The sum of the loss's terms in one block of a batch of so many rows. */
    double lossSum(Batch batch, int block, long rows) {
        Pass pass = passes.take(batch.x(block).rows());
        pass.forward(batch.x(block));
        double sum = pass.lossSum(loss, batch.targets(block), rows);
        passes.giveBack(pass);
        return sum;
    }

    private double tree(int from, int count) {
        if (count == 1) {
            return losses[from];
        }
        int left = Integer.highestOneBit(count - 1);
        return tree(from, left) + tree(from + left, count - left);
    }

    Passes passes() {
        return passes;
    }
}
