// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.Warnings;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A trainer and a training name what they are given wrongly, and warn of what is seldom meant. */
class TrainerTest {
    private static final Loss LOSS = Loss.MEAN_SQUARED_ERROR;
    private static final Matrix X = Matrix.zeros(4, 2);
    private static final Matrix T = Matrix.zeros(4, 3);

    private static Network network() {
        return Network.sequential(2)
                .dense(5, Activation.TANH)
                .dense(3, Activation.IDENTITY)
                .build(1);
    }

    private static Trainer trainer(Network network) {
        return new Trainer(network, Backends.vector(), LOSS, Optimizer.descent());
    }

    private record Call(String name, BiConsumer<Matrix, Matrix> on) {}

    /** Every way to give a trainer rows. */
    private static List<Call> calls(Trainer trainer) {
        return List.of(
                new Call("step", (x, t) -> trainer.step(x, t, 0.1)),
                new Call("gradient", trainer::gradient),
                new Call("loss", trainer::loss),
                new Call("partial", (x, t) -> trainer.partial(0, x, t, 9)),
                new Call("partialLoss", (x, t) -> trainer.partialLoss(0, x, t, 9)));
    }

    @TestFactory
    Stream<DynamicTest> rowsThatDoNotFitAreRefusedByName() {
        Trainer trainer = trainer(network());
        Matrix gradients = trainer.gradients();
        return calls(trainer).stream()
                .map(call -> DynamicTest.dynamicTest(call.name, () -> {
                    refused("x is 4x3; expected 4x2", () -> call.on.accept(Matrix.zeros(4, 3), T));
                    refused("target is 4x2; expected 4x3", () -> call.on.accept(X, Matrix.zeros(4, 2)));
                    refused("target is 5x3; expected 4x3", () -> call.on.accept(X, Matrix.zeros(5, 3)));
                    refused(
                            "x is in precision DOUBLE; expected SINGLE",
                            () -> call.on.accept(Matrix.zeros(4, 2, Precision.DOUBLE), T));
                    refused(
                            "target is in precision DOUBLE; expected SINGLE",
                            () -> call.on.accept(X, Matrix.zeros(4, 3, Precision.DOUBLE)));
                    refused("overlaps gradients", () -> call.on.accept(within(gradients, 2), T));
                    refused("overlaps gradients", () -> call.on.accept(X, within(gradients, 3)));
                }));
    }

    private static Matrix within(Matrix gradients, int cols) {
        return Matrix.of(gradients.floats(), gradients.offset(), 4, cols, cols, 1);
    }

    @Test
    void aPartIsOneRowBlock() {
        Trainer trainer = trainer(network());
        int most = RowBlocks.ROWS;
        Matrix x = Matrix.zeros(most + 1, 2);
        Matrix t = Matrix.zeros(most + 1, 3);
        refused("rows of x is " + (most + 1), () -> trainer.partial(0, x, t, most + 1));
        refused("rows of x is " + (most + 1), () -> trainer.partialLoss(0, x, t, most + 1));
        refused("rows of x is 0", () -> trainer.partial(0, x.rows(0, 0), t.rows(0, 0), 9));
        refused("rows of x is 0", () -> trainer.partialLoss(0, x.rows(0, 0), t.rows(0, 0), 9));
        assertThat(trainer.partial(0, x.rows(0, most), t.rows(0, most), most).index())
                .isZero();
    }

    /** The losses that parts bring, added, are the mean that the whole has. */
    @Test
    void theLossOfPartsIsThatOfTheWhole() {
        Network network = network();
        Matrix x = Matrix.zeros(300, 2);
        Matrix t = Matrix.zeros(300, 3);
        for (int i = 0; i < 300; i++) {
            x.set(i, 0, i / 300.0);
            t.set(i, i % 3, 1);
        }
        Trainer trainer = trainer(network);
        GradientSum losses = new GradientSum(Backends.vector());
        GradientSum gradients = new GradientSum(Backends.vector());
        for (int b = 0; b < RowBlocks.count(300); b++) {
            int from = RowBlocks.from(b);
            int to = RowBlocks.to(b, 300);
            losses.add(trainer.partialLoss(b, x.rows(from, to), t.rows(from, to), 300));
            gradients.add(trainer.partial(b, x.rows(from, to), t.rows(from, to), 300));
        }
        double whole = trainer.loss(x, t);
        assertThat(whole).isGreaterThan(0.01);
        assertThat(trainer.loss(losses, 300)).isEqualTo(whole);
        assertThat(trainer.gradient(gradients, 300)).isEqualTo(whole);
        float[] added = trainer.gradients().copy().floats();
        assertThat(trainer.gradient(x, t)).isEqualTo(whole);
        assertThat(trainer.gradients().floats()).containsExactly(added);
    }

    @Test
    void nothingIsLearnedFromNoRows() {
        Network network = network();
        float[] before = network.parameters().copy().floats();
        assertThat(trainer(network).step(X.rows(0, 0), T.rows(0, 0), 1)).isZero();
        assertThat(network.parameters().floats()).containsExactly(before);
    }

    @Test
    void nullIsRefusedByName() {
        Network network = network();
        Backend backend = Backends.vector();
        refused("network is null", () -> new Trainer(null, backend, LOSS, Optimizer.descent()));
        refused("backend is null", () -> new Trainer(network, null, LOSS, Optimizer.descent()));
        refused("loss is null", () -> new Trainer(network, backend, null, Optimizer.descent()));
        refused("optimizer is null", () -> new Trainer(network, backend, LOSS, null));
        refused("network is null", () -> new Training(null, LOSS));
        refused("loss is null", () -> new Training(network, null));
        Training training = new Training(network, LOSS);
        refused("backend is null", () -> training.backend(null));
        refused("optimizer is null", () -> training.optimizer(null));
        refused("schedule is null", () -> training.rate(null));
        refused("validation is null", () -> training.stopEarly((Dataset) null, 1));
        refused("validation is null", () -> training.stopEarly((RemoteRows) null, 1));
        refused("listener is null", () -> training.listener(null));
        refused("data is null", () -> training.run((Dataset) null));
        refused("data is null", () -> training.run((RemoteRows) null));
        refused("x is null", () -> trainer(network).step(null, T, 1));
        refused("target is null", () -> trainer(network).step(X, null, 1));
    }

    @Test
    void sizesOfATrainingAreAtLeastOne() {
        Training training = new Training(network(), LOSS);
        refused("epochs is 0", () -> training.epochs(0));
        refused("batch is 0", () -> training.batch(0, 1));
        refused("blocks is 0", () -> training.batchOfBlocks(0, 1));
        refused("patience is 0", () -> training.stopEarly(new Dataset(X, T), 0));
        for (double tolerance : new double[] {-1e-9, Double.POSITIVE_INFINITY, Double.NaN}) {
            refused("tolerance is " + tolerance, () -> training.tolerance(tolerance));
        }
        refused(
                "batch is 5; expected at most the 4 rows",
                () -> training.batch(5, 1).run(new Dataset(X, T)));
        assertThat(training.batch(4, 1).tolerance(0).run(new Dataset(X, T)).ending())
                .isNotNull();
    }

    @Test
    void validationRowsAreLookedAtLikeTheOthers() {
        Training training = new Training(network(), LOSS).stopEarly(new Dataset(T, T), 1);
        refused("x of validation is 4x3; expected 4x2", () -> training.run(new Dataset(X, T)));
        Dataset doubles = new Dataset(X.to(Precision.DOUBLE), T.to(Precision.DOUBLE));
        refused("x of data is in precision DOUBLE; expected SINGLE", () -> training.run(doubles));
        refused("targets of data is 4x2; expected 4x3", () -> training.run(new Dataset(X, X)));
    }

    @Test
    void logitsOfABoundedOutputAreWarnedOf() {
        Loss softmax = Loss.SOFTMAX_CROSS_ENTROPY;
        Loss logits = Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS;
        for (Activation f : Activation.values()) {
            boolean bounded = f != Activation.IDENTITY;
            String warned = "for logits, but it is a " + f + "; an IDENTITY output is usual";
            assertThat(warnings(plain(f), softmax)).isEqualTo(bounded ? softmax + warned : "");
            assertThat(warnings(plain(f), LOSS)).isEmpty();
            if (f != Activation.SIGMOID) {
                assertThat(warnings(plain(f), logits)).isEqualTo(bounded ? logits + warned : "");
            }
        }
        NetworkBuilder probabilities =
                Network.sequential(2).dense(3, Activation.IDENTITY).softmax();
        assertThat(warnings(probabilities, softmax)).isEmpty();
        assertThat(warnings(probabilities, LOSS)).isEmpty();
        assertThat(warnings(probabilities, Loss.BINARY_CROSS_ENTROPY)).isEmpty();
        assertThat(warnings(probabilities, logits))
                .isEqualTo(logits + "for logits, but it is a SOFTMAX; an IDENTITY output is usual");
    }

    private static NetworkBuilder plain(Activation f) {
        return Network.sequential(2).dense(3, f);
    }

    /** What is said when a trainer is made, without the name of the node. */
    private static String warnings(NetworkBuilder network, Loss loss) {
        List<String> said = Warnings.of(
                Trainer.class.getName(),
                () -> new Trainer(network.build(1), Backends.vector(), loss, Optimizer.descent()));
        return String.join("\n", said).replaceAll("loss (\\w+) takes the output \"\\w+\" ", "$1");
    }

    private static void refused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
                .hasMessageContaining(message);
    }
}
