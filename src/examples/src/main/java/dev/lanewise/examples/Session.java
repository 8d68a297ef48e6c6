// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.nn.Confusion;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Epoch;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Standardizer;
import dev.lanewise.nn.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The common course of both trainings: a fifth of the samples is held out until the end, a fifth of the others decides
 * when to stop, and the rest is learned from.
 */
final class Session {
    private static final int PATIENCE = 25;
    /** Of a terminal that has not been widened, less the one that would wrap. */
    private static final int COLUMNS = 79;

    private final String title;
    private final Network network;
    private final Loss loss;
    private final Dataset train;
    private final Dataset validation;
    private final Dataset heldOut;
    private final List<Epoch> epochs = new ArrayList<>();

    Session(String title, Network network, Loss loss, Dataset data, long seed) {
        this.title = title;
        this.network = network;
        this.loss = loss;
        Dataset[] parts = data.split(0.8, seed);
        Dataset[] seen = parts[0].split(0.8, seed);
        Standardizer scale = new Standardizer(seen[0].x());
        train = scale.apply(seen[0]);
        validation = scale.apply(seen[1]);
        heldOut = scale.apply(parts[1]);
    }

    /** Trains and returns the accuracy on the samples held out. */
    double run(int limit, long seed, String... classes) throws IOException {
        System.out.println(Backends.choice().reason());
        Training.Outcome outcome;
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(limit)
                .setUpdateIntervalMillis(200)
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .build()) {
            outcome = new Training(network, loss)
                    .optimizer(new Optimizer.Adam(dev.lanewise.AdamRates.USUAL, 1e-3f))
                    .rate(0.003f)
                    .epochs(limit)
                    .batch(32, seed)
                    .stopEarly(validation, PATIENCE)
                    .listener(epoch -> {
                        epochs.add(epoch);
                        bar.step();
                        bar.setExtraMessage("loss %.4f, accuracy %.3f".formatted(epoch.loss(), accuracy(validation)));
                    })
                    .run(train);
            bar.maxHint(epochs.size());
        }
        System.out.println(
                switch (outcome.ending()) {
                    case STOPPED_EARLY ->
                        "ended after %d epochs of %d: the validation loss had not fallen for %d of them"
                                .formatted(epochs.size(), limit, PATIENCE);
                    case CONVERGED -> "converged after %d epochs".formatted(epochs.size());
                    case ALL_EPOCHS -> "ended after all %d epochs".formatted(limit);
                });
        Confusion confusion = Confusion.of(network.predict(heldOut.x()), heldOut.targets(), List.of(classes));
        System.out.printf("%n%s", confusion);
        System.out.printf(
                "%nheld-out accuracy %.4f (%d samples, seed %d)%n", confusion.accuracy(), heldOut.rows(), seed);
        Path curve = Report.lossCurve(title, epochs, Path.of("target", title.replace(' ', '-') + "-loss.svg"));
        System.out.println("loss curve: " + curve.toAbsolutePath());
        return confusion.accuracy();
    }

    private double accuracy(Dataset data) {
        return Confusion.of(network.predict(data.x()), data.targets()).accuracy();
    }
}
