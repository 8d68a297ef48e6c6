// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Activation;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.Warnings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a training ends, and what it says then: on y = w·x with one weight, whose losses are known by hand. */
class EndingsTest {
    /** x is 1, the target 0: the loss is w², its gradient 2w, so that a step at rate η makes w (1 − 2η)·w. */
    private static final Dataset ONE = new Dataset(Matrix.ofRows(new double[] {1}), Matrix.ofRows(new double[] {0}));

    private static Network weight(double w) {
        Network network = Network.builder()
                .input("x", 1)
                .node(new Node.Dense("y", "x", 1, Activation.IDENTITY, false, Initialization.XAVIER))
                .build(1, Precision.DOUBLE);
        network.parameters().set(0, 0, w);
        return network;
    }

    private static Training training(Network network) {
        return new Training(network, Loss.MEAN_SQUARED_ERROR);
    }

    private static double weightOf(Network network) {
        return network.parameters().get(0, 0);
    }

    @Test
    void everyEpochReportsTheLossBeforeItsUpdates() {
        Network network = weight(8);
        List<Epoch> epochs = new ArrayList<>();
        Training.Outcome outcome =
                training(network).rate(0.25).epochs(3).listener(epochs::add).run(ONE);
        assertThat(epochs.stream().map(Epoch::loss)).containsExactly(64.0, 16.0, 4.0);
        assertThat(epochs.stream().map(Epoch::number)).containsExactly(1, 2, 3);
        assertThat(epochs).allMatch(epoch -> epoch.rate() == 0.25 && Double.isNaN(epoch.validationLoss()));
        assertThat(outcome.ending()).isEqualTo(Training.Ending.ALL_EPOCHS);
        assertThat(outcome.last()).isEqualTo(epochs.getLast());
        assertThat(weightOf(network)).isEqualTo(1);
    }

    /** Three rows in batches of two: the last batch counts for one row. */
    @Test
    void theLossOfAnEpochIsTheMeanOverItsRows() {
        Dataset three = new Dataset(
                Matrix.ofRows(new double[] {1}, new double[] {2}, new double[] {4}),
                Matrix.zeros(3, 1, Precision.DOUBLE));
        Training.Outcome outcome =
                training(weight(3)).rate(0).batch(2, 1).epochs(1).run(three);
        assertThat(outcome.first().loss()).isCloseTo(9 * (1 + 4 + 16) / 3.0, within(1e-12));
    }

    /** From one seed the same weights, from another seed others; in the second epoch another order than in the first. */
    @Test
    void batchesComeInTheOrderOfTheirSeedAndAnewEachEpoch() {
        for (int batch : new int[] {1, 256}) {
            double drawn = drawn(batch, 1, 2, 1);
            assertThat(drawn).isEqualTo(drawn(batch, 1, 2, 1));
            assertThat(drawn).isNotEqualTo(drawn(batch, 2, 2, 1));
            assertThat(drawn).isNotEqualTo(drawn(batch, 1, 1, 2));
        }
    }

    private static double drawn(int batch, long seed, int epochs, int trainings) {
        Matrix x = Matrix.zeros(1500, 1, Precision.DOUBLE);
        Matrix targets = Matrix.zeros(1500, 1, Precision.DOUBLE);
        for (int i = 0; i < 1500; i++) {
            x.set(i, 0, 1);
            targets.set(i, 0, i / 256);
        }
        Network network = weight(1);
        for (int i = 0; i < trainings; i++) {
            Training training = training(network).rate(0.1).epochs(epochs);
            (batch == 1 ? training.batch(1, seed) : training.batchOfBlocks(1, seed)).run(new Dataset(x, targets));
        }
        return weightOf(network);
    }

    @Test
    void equalLossesAreConvergence() {
        Training.Outcome outcome =
                training(weight(3)).rate(0).tolerance(0).epochs(9).run(ONE);
        assertThat(outcome.ending()).isEqualTo(Training.Ending.CONVERGED);
        assertThat(outcome.last().number()).isEqualTo(2);
        assertThat(training(weight(8)).rate(0.25).tolerance(48).run(ONE).last().number())
                .isEqualTo(2);
        assertThat(training(weight(8)).rate(0.25).tolerance(47).run(ONE).last().number())
                .isEqualTo(3);
        assertThat(training(weight(3)).rate(0).epochs(9).run(ONE).ending()).isEqualTo(Training.Ending.ALL_EPOCHS);
    }

    /** The validation wants w = 3; w falls from 8 by halves: 8, 4, 2, 1; the losses after each epoch are 1, 1, 4. */
    @Test
    void patienceIsCountedFromTheFirstOfTheBestAndItsWeightsAreKept() {
        Dataset wantsThree = new Dataset(ONE.x(), Matrix.ofRows(new double[] {3}));
        for (int patience = 1; patience <= 3; patience++) {
            Network network = weight(8);
            List<Epoch> epochs = new ArrayList<>();
            Training.Outcome outcome = training(network)
                    .rate(0.25)
                    .epochs(9)
                    .stopEarly(wantsThree, patience)
                    .listener(epochs::add)
                    .run(ONE);
            assertThat(outcome.ending()).isEqualTo(Training.Ending.STOPPED_EARLY);
            assertThat(epochs).hasSize(1 + patience);
            assertThat(epochs.getFirst().validationLoss()).isEqualTo(1);
            assertThat(weightOf(network)).isEqualTo(4);
        }
        Network network = weight(8);
        assertThat(training(network)
                        .rate(0.25)
                        .epochs(3)
                        .stopEarly(wantsThree, 3)
                        .run(ONE)
                        .ending())
                .isEqualTo(Training.Ending.ALL_EPOCHS);
        assertThat(weightOf(network)).isEqualTo(4);
    }

    @Test
    void aTrainingThatLearnedNothingWarns() {
        String warned =
                "training ended with a loss of 9.0, which is not lower than 9.0 in epoch 1: nothing was learned."
                        + " A lower learning rate than 0.0 may help, or another scale of the data";
        assertThat(said(training(weight(3)).rate(0).epochs(2))).containsExactly(warned);
        assertThat(said(training(weight(3)).rate(0).epochs(1))).isEmpty();
        assertThat(said(training(weight(3)).rate(0.1).epochs(2))).isEmpty();
    }

    private static List<String> said(Training training) {
        return Warnings.of(Training.class.getName(), () -> training.run(ONE));
    }

    @Test
    void aParameterThatIsNotFiniteAfterTheLastBatchIsDivergence() {
        Network network = weight(8);
        assertThatThrownBy(() -> training(network).rate(1e308).epochs(1).run(ONE))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "training diverged in epoch 1, batch 1: the sum of the parameters is -Infinity;"
                                + " parameters has -Infinity in row 0, column 0. The loss was 64.0 at first and 64.0 in epoch 1.");
        assertThat(weightOf(network)).isEqualTo(8);
    }

    @Test
    void growthIsToldFromTheFirstToTheLastFiniteLoss() {
        assertThatThrownBy(() -> training(weight(1)).rate(1e100).epochs(9).run(ONE))
                .isInstanceOfSatisfying(DivergedException.class, diverged -> {
                    assertThat(diverged.epoch()).isEqualTo(3);
                    assertThat(diverged.batch()).isEqualTo(1);
                })
                .hasMessageContaining("training diverged in epoch 3, batch 1: the loss is Infinity. ")
                .hasMessageContaining("The loss was 1.0 at first and 4.0E200 in epoch 2.");
    }

    /** Counted over all rows, not within the block that a thread had. */
    @Test
    void theRowWhereItAroseIsTold() {
        Matrix x = Matrix.zeros(600, 1, Precision.DOUBLE);
        x.set(580, 0, 1e308);
        assertThatThrownBy(() ->
                        training(weight(3)).epochs(1).run(new Dataset(x, Matrix.zeros(600, 1, Precision.DOUBLE))))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("first in node \"y\", where row 580, column 0 is Infinity");
    }

    @Test
    void aValidationLossThatIsNotFiniteIsDivergence() {
        Network network = weight(1);
        Dataset large = new Dataset(Matrix.ofRows(new double[] {1e200}), Matrix.ofRows(new double[] {0}));
        assertThatThrownBy(
                        () -> training(network).rate(0.25).stopEarly(large, 3).run(ONE))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("training diverged in epoch 1, batch 1: the validation loss is Infinity");
        assertThat(weightOf(network)).isEqualTo(1);
    }
}
