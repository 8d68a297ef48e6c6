// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent until convergence: θ ← θ − η·∂J/∂θ, epoch after epoch, until the loss changes by no more than a
 * tolerance, the validation loss has not improved for a while, or a limit of epochs is reached. The settings below
 * have usual values; the data and everything that depends on them are checked when {@link #run} begins.
 */
public final class Training {
    /** Why a training ended. */
    public enum Ending {
        /** The loss changed by no more than the tolerance. */
        CONVERGED,
        /** The validation loss stopped improving; the network has the weights of its best epoch. */
        STOPPED_EARLY,
        /** The limit of epochs was reached. */
        ALL_EPOCHS
    }

    /** How a training ended: the first and the last epoch run and their losses. */
    public record Outcome(Ending ending, Epoch first, Epoch last) {
        /** Whether the last loss is lower than the first; where it is not, a warning is logged. */
        public boolean hasLearned() {
            return last.loss() < first.loss();
        }
    }

    private final Network network;
    private final Loss loss;
    private @Nullable Backend backend;
    private Optimizer optimizer = Optimizer.descent();
    private Schedule schedule = Schedule.constant(0.1);
    private int epochs = 1000;
    private int batch;
    private int blocks;
    private long seed = 1;
    private double tolerance = -1;
    /** Makes the rows for validation; null without. */
    private @Nullable Supplier<EpochRows> judging;

    private int patience;
    private Consumer<Epoch> listener = epoch -> {};

    public Training(Network network, Loss loss) {
        this.network = Arguments.present("network", network);
        this.loss = Arguments.present("loss", loss);
    }

    /** The backend to run on; by default the best. */
    public Training backend(Backend backend) {
        this.backend = Arguments.present("backend", backend);
        return this;
    }

    /** By default plain gradient descent. */
    public Training optimizer(Optimizer optimizer) {
        this.optimizer = Arguments.present("optimizer", optimizer);
        return this;
    }

    /** A constant learning rate η, by default 0.1. */
    public Training rate(double rate) {
        return rate(Schedule.constant(rate));
    }

    /** A learning rate that changes from epoch to epoch. */
    public Training rate(Schedule schedule) {
        this.schedule = Arguments.present("schedule", schedule);
        return this;
    }

    /** The most epochs to run, by default 1000. */
    public Training epochs(int epochs) {
        this.epochs = Arguments.atLeast("epochs", 1, epochs);
        return this;
    }

    /** Mini-batches of so many rows in an order drawn anew from the seed each epoch; by default one batch of all rows. */
    public Training batch(int rows, long seed) {
        batch = Arguments.atLeast("batch", 1, rows);
        blocks = 0;
        this.seed = seed;
        return this;
    }

    /**
     * Mini-batches of so many whole row blocks of the data, {@link RowBlocks#ROWS} rows each and where they lie, in an order
     * drawn anew from the seed each epoch: nothing is copied, and a cluster that holds the blocks draws the same batches.
     */
    public Training batchOfBlocks(int blocks, long seed) {
        this.blocks = Arguments.atLeast("blocks", 1, blocks);
        batch = 0;
        this.seed = seed;
        return this;
    }

    /** Ends when the loss of an epoch differs from the one before by no more; by default never. */
    public Training tolerance(double tolerance) {
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + "; expected a finite number, 0 or more");
        }
        this.tolerance = tolerance;
        return this;
    }

    /** Ends after {@code patience} epochs without a lower loss on these samples, and keeps the best weights. */
    public Training stopEarly(Dataset validation, int patience) {
        Arguments.present("validation", validation);
        this.patience = Arguments.atLeast("patience", 1, patience);
        judging = () -> {
            validation.requireFits("validation", network, loss);
            return new EpochRows.Local("validation", validation, Batches.whole(validation));
        };
        return this;
    }

    /** As {@link #stopEarly(Dataset, int)}, on samples that lie elsewhere. */
    public Training stopEarly(RemoteRows validation, int patience) {
        Arguments.present("validation", validation);
        this.patience = Arguments.atLeast("patience", 1, patience);
        judging = () -> new EpochRows.Remote(validation, 0, 0);
        return this;
    }

    /** Told after each epoch, on the training thread. */
    public Training listener(Consumer<Epoch> listener) {
        this.listener = Arguments.present("listener", listener);
        return this;
    }

    /**
     * Trains on the samples.
     *
     * @throws DivergedException if a loss or parameter is not finite; the weights of the last good epoch are restored
     */
    public Outcome run(Dataset data) {
        Arguments.present("data", data);
        data.requireFits("data", network, loss);
        if (batch > data.rows()) {
            throw new IllegalArgumentException(
                    "batch is " + batch + "; expected at most the " + data.rows() + " rows of the data");
        }
        Batches batches = blocks > 0
                ? new Batches.OfBlocks(data, blocks, seed)
                : batch > 0 ? new Batches.OfRows(data, batch, seed) : Batches.whole(data);
        return new Run(new EpochRows.Local("data", data, batches)).run();
    }

    /**
     * Trains on samples that lie elsewhere: by all of them at once or, after {@link #batchOfBlocks}, by batches of whole
     * blocks. The same bits as {@link #run(Dataset)} on the same rows.
     *
     * @throws DivergedException if a loss or parameter is not finite; the weights of the last good epoch are restored
     * @throws IllegalStateException after {@link #batch}, whose batches are of single rows
     */
    public Outcome run(RemoteRows data) {
        Arguments.present("data", data);
        if (batch > 0) {
            throw new IllegalStateException(
                    "the batches are of " + batch + " single rows; expected batchOfBlocks, or none");
        }
        return new Run(new EpochRows.Remote(data, blocks, seed)).run();
    }

    /** One run: the state that lasts from epoch to epoch. */
    private final class Run {
        private final Backend kernels = backend != null ? backend : Backends.best();
        private final EpochRows data;
        /** Null without validation. */
        private final @Nullable EpochRows validation = judging == null ? null : judging.get();

        private final Trainer trainer = new Trainer(network, kernels, loss, optimizer);
        private final Divergence divergence;
        private final Matrix good = network.parameters().copy();
        private final Matrix best = good.copy();
        private double bestLoss = Double.POSITIVE_INFINITY;
        private int bestEpoch;

        Run(EpochRows data) {
            this.data = data;
            divergence = new Divergence(trainer, data, validation);
        }

        Outcome run() {
            Epoch first = epoch(1);
            Epoch epoch = first;
            double before = Double.NaN;
            while (true) {
                listener.accept(epoch);
                if (validation != null && hasStopped(epoch)) {
                    return finished(Ending.STOPPED_EARLY, first, epoch);
                }
                if (Math.abs(before - epoch.loss()) <= tolerance) {
                    return finished(Ending.CONVERGED, first, epoch);
                }
                if (epoch.number() == epochs) {
                    return finished(Ending.ALL_EPOCHS, first, epoch);
                }
                before = epoch.loss();
                epoch = epoch(epoch.number() + 1);
            }
        }

        private Outcome finished(Ending ending, Epoch first, Epoch epoch) {
            if (validation != null) {
                kernels.copy(best, network.parameters());
            }
            Outcome outcome = new Outcome(ending, first, epoch);
            if (epoch.number() > 1 && !outcome.hasLearned()) {
                System.getLogger(Training.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "training ended with a loss of {0}, which is not lower than {1} in epoch 1: nothing was learned."
                                        + " A lower learning rate than {2} may help, or another scale of the data",
                                Double.toString(epoch.loss()),
                                Double.toString(first.loss()),
                                Double.toString(epoch.rate()));
            }
            return outcome;
        }

        private Epoch epoch(int number) {
            double rate = Arguments.notNegative("rate of epoch " + number, schedule.rate(number));
            double sum = 0;
            long rows = 0;
            data.shuffle();
            for (int b = 0; b < data.batches(); b++) {
                double value = data.gradient(trainer, b);
                requireFinite("the loss", value, number, b, data);
                divergence.passed(number, value);
                trainer.update(rate);
                sum += value * data.rows(b);
                rows += data.rows(b);
            }
            int last = data.batches() - 1;
            requireFinite("the sum of the parameters", kernels.sum(network.parameters()), number, last, data);
            double validationLoss = Double.NaN;
            if (validation != null) {
                validationLoss = validation.loss(trainer);
                requireFinite("the validation loss", validationLoss, number, last, validation);
            }
            kernels.copy(network.parameters(), good);
            return new Epoch(number, sum / rows, validationLoss, rate);
        }

        private void requireFinite(String what, double value, int number, int batch, EpochRows culprit) {
            if (!Double.isFinite(value)) {
                try {
                    throw new DivergedException(number, batch + 1, divergence.explain(what, value, culprit));
                } finally {
                    kernels.copy(good, network.parameters());
                }
            }
        }

        private boolean hasStopped(Epoch epoch) {
            if (epoch.validationLoss() < bestLoss) {
                bestLoss = epoch.validationLoss();
                bestEpoch = epoch.number();
                kernels.copy(network.parameters(), best);
            }
            return epoch.number() - bestEpoch >= patience;
        }
    }
}
