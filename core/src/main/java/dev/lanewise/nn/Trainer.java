// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of gradient descent at a time: forward, loss, backward, update. For those who want a loop of their own;
 * {@link Training} has one. Gradients and losses follow the law of {@link RowBlocks}: the blocks of a batch are what the
 * backend's threads share, and a step's memory grows with the threads, not with the rows. After the first step on some
 * matrices, further ones allocate nothing.
 *
 * <p>Where the loss undoes the output's activation, the two are computed as one, from the logits: binary cross entropy on
 * a sigmoid output, also where it is concatenated of several sigmoid nodes, and softmax cross entropy on a softmax output.
 * That is what keeps them accurate: where a sigmoid node is read by others too, or probabilities come from elsewhere, the
 * gradient of a confident wrong answer is lost, as σ rounds to 0 or 1.
 */
public final class Trainer {
    /** Batches whose views are kept: the full one and the last of an epoch, twice over. */
    private static final int KEPT = 4;

    private final Network network;
    private final Backend backend;
    private final Loss loss;
    private final Optimizer.State optimizer;
    private final Parameters gradients;
    private final BatchSteps steps;
    private final List<Batch.Rows> batches = new ArrayList<>();

    public Trainer(Network network, Backend backend, Loss loss, Optimizer optimizer) {
        this.network = Arguments.present("network", network);
        this.backend = Arguments.present("backend", backend);
        Arguments.present("loss", loss);
        Arguments.present("optimizer", optimizer);
        Graph graph = network.topology();
        requireSuited(graph, loss);
        warnOfTwice(graph, loss);
        boolean[] onLogits = switch (loss) {
            case BINARY_CROSS_ENTROPY -> Logits.beforeSigmoid(graph);
            case SOFTMAX_CROSS_ENTROPY -> Logits.beforeSoftmax(graph);
            default -> Logits.none(graph);
        };
        boolean binary = loss == Loss.BINARY_CROSS_ENTROPY && Logits.any(onLogits);
        this.loss = binary ? Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS : loss;
        gradients = new Parameters(network.topology(), network.precision());
        steps = new BatchSteps(network, backend, this.loss, onLogits);
        this.optimizer = optimizer.start(network.parameters());
    }

    /** Refuses a loss that would train silently to nonsense on this output. */
    private static void requireSuited(Graph graph, Loss loss) {
        Activation last = Logits.activation(graph.node(graph.count() - 1));
        if (loss == Loss.SOFTMAX_CROSS_ENTROPY && graph.outputSize() == 1) {
            unsuited(
                    loss,
                    "a single output column, on which it is always 0",
                    "BINARY_CROSS_ENTROPY on a SIGMOID output");
        }
        if (loss == Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS && last == Activation.SIGMOID) {
            unsuited(
                    loss,
                    "a SIGMOID output, and applies the sigmoid itself",
                    "BINARY_CROSS_ENTROPY, or an IDENTITY output");
        }
        boolean probability = last == null || last == Activation.SIGMOID;
        if (loss == Loss.BINARY_CROSS_ENTROPY && !probability) {
            unsuited(
                    loss,
                    "an output of " + last + ", which is no probability",
                    "a SIGMOID output, or BINARY_CROSS_ENTROPY_FROM_LOGITS");
        }
    }

    /** What can be meant, but seldom is, is said and not refused. */
    private static void warnOfTwice(Graph graph, Loss loss) {
        Node output = graph.node(graph.count() - 1);
        Activation last = Logits.activation(output);
        boolean bounded = last != null && last != Activation.IDENTITY;
        if (loss == Loss.SOFTMAX_CROSS_ENTROPY && bounded
                || loss == Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS && (bounded || output instanceof Node.Softmax)) {
            System.getLogger(Trainer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "loss {0} takes the output \"{1}\" for logits, but it is a {2}; an IDENTITY output is usual",
                            loss,
                            output.name(),
                            last == null ? "SOFTMAX" : last);
        }
    }

    private static void unsuited(Loss loss, String found, String expected) {
        throw new IllegalArgumentException("loss is " + loss + " on " + found + "; expected " + expected);
    }

    /** Forward, loss, backward and update on these rows; returns the loss before the update. */
    public double step(Matrix x, Matrix target, double rate) {
        double value = gradient(x, target);
        update(rate);
        return value;
    }

    /**
     * Forward, loss and backward: the parameters stay, {@link #gradients()} holds their gradients. More than {@link RowBlocks#ROWS} rows are
     * read by several threads: where they lie in a memory segment, it must be one that any thread may read.
     */
    public double gradient(Matrix x, Matrix target) {
        requireFits(x, target);
        return gradient(rows(x, target));
    }

    double gradient(Batch batch) {
        return mean(steps.gradient(batch, gradients), batch.rows());
    }

    /**
     * The gradient and the loss of one row block of a larger batch, for those who distribute a step: add them by a
     * {@link GradientSum}, and give the sum to {@link #gradient(GradientSum, long)}. The part's buffer serves again once the sum has
     * merged it or was cleared.
     *
     * @param block the number of the block in the batch
     * @param x the block's rows, at most {@link RowBlocks#ROWS}
     * @param rows the rows of the whole batch
     */
    public PartialGradient partial(long block, Matrix x, Matrix target, long rows) {
        requireBlock(block, x, target);
        return steps.partial(rows(x, target), 0, rows, block);
    }

    /** As {@link #partial}, the loss alone, with a gradient of no elements. */
    public PartialGradient partialLoss(long block, Matrix x, Matrix target, long rows) {
        requireBlock(block, x, target);
        return PartialGradient.of(0, block, steps.lossSum(rows(x, target), 0, rows), Value.NONE);
    }

    /** The mean loss of so many rows from its parts, which {@link #partialLoss} gave. */
    public double loss(GradientSum parts, long rows) {
        return parts.total(RowBlocks.count(rows), Value.NONE) / loss.terms(rows, network.outputSize());
    }

    /** Takes over the gradient of a batch of so many rows from its parts, and returns its mean loss. */
    public double gradient(GradientSum parts, long rows) {
        return parts.total(RowBlocks.count(rows), gradients.all()) / loss.terms(rows, network.outputSize());
    }

    private double mean(double sum, int rows) {
        return rows == 0 ? 0 : sum / loss.terms(rows, network.outputSize());
    }

    /** Moves the parameters along the gradients of the last {@link #gradient} call. */
    public void update(double rate) {
        optimizer.update(backend, network.parameters(), gradients.all(), rate);
    }

    /** The loss on these rows, without learning from them. */
    public double loss(Matrix x, Matrix target) {
        requireFits(x, target);
        return mean(steps.lossSum(rows(x, target)), x.rows());
    }

    private void requireBlock(long block, Matrix x, Matrix target) {
        requireFits(x, target);
        Arguments.within("rows of x", 1, RowBlocks.ROWS, x.rows());
        if (block < 0) {
            throw new IllegalArgumentException("block is " + block + "; expected 0 or more");
        }
    }

    /** Rows of several blocks are read by several threads. */
    private void requireFits(Matrix x, Matrix target) {
        Arguments.samePrecision("x", x, "the network", network.parameters());
        Arguments.samePrecision("target", target, "the network", network.parameters());
        Arguments.hasShape("x", x, x.rows(), network.inputSize());
        Arguments.hasShape("target", target, x.rows(), network.outputSize());
        if (x.rows() > RowBlocks.ROWS) {
            Arguments.shared("x", x);
            Arguments.shared("target", target);
        }
        Arguments.apart("x", x, "gradients", gradients.all());
        Arguments.apart("target", target, "gradients", gradients.all());
    }

    /** The rows in blocks, from the last step if it had the same. */
    private Batch rows(Matrix x, Matrix target) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).isOf(x, target)) {
                return batches.get(i);
            }
        }
        Batch.Rows fresh = new Batch.Rows(x, target);
        if (batches.size() == KEPT) {
            batches.removeFirst();
        }
        batches.add(fresh);
        return fresh;
    }

    /** The gradients by the weights of a dense node, inputs x outputs: a view. */
    public Matrix weightGradients(String node) {
        return gradients.weights(network.topology().dense(node));
    }

    /** The gradients by the biases of a dense node, one row: a view; empty for a layer without. */
    public Matrix biasGradients(String node) {
        return gradients.biases(network.topology().dense(node));
    }

    Backend backend() {
        return backend;
    }

    Matrix parameters() {
        return network.parameters();
    }

    /** Which node first has a value that is not finite for these rows, and where; or null. */
    @Nullable
    String firstNotFinite(Batch batch) {
        String found = null;
        for (int b = 0; b < batch.blocks() && found == null; b++) {
            Pass pass = steps.passes().take(batch.x(b).rows());
            pass.forward(batch.x(b));
            found = pass.firstNotFinite(RowBlocks.from(b));
            steps.passes().giveBack(pass);
        }
        return found;
    }

    /** The gradients by all parameters, laid out like {@link Network#parameters()}: a view. */
    public Matrix gradients() {
        return gradients.all();
    }
}
