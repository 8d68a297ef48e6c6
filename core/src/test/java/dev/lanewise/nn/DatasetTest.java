// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is learned from: every row once, whatever the layout, and refusals that name what does not fit. */
class DatasetTest {
    private static final int[] NO_LABELS = null;
    private static final Matrix NO_MATRIX = null;

    /** Row i holds i + j/1024 in column j, its target i. */
    private static Dataset numbered(int rows, int cols, Precision precision) {
        Matrix x = Matrix.zeros(rows, cols, precision);
        Matrix targets = Matrix.zeros(rows, 1, precision);
        for (int i = 0; i < rows; i++) {
            targets.set(i, 0, i);
            for (int j = 0; j < cols; j++) {
                x.set(i, j, i + j / 1024.0);
            }
        }
        return new Dataset(x, targets);
    }

    private static void isRow(Dataset of, int row, int number) {
        assertThat(of.targets().get(row, 0)).isEqualTo(number);
        for (int j = 0; j < of.x().cols(); j++) {
            assertThat(of.x().get(row, j)).isEqualTo(number + j / 1024.0);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aSplitDealsEveryRowOnceWithItsTarget(Precision precision) {
        Dataset[] parts = numbered(11, 3, precision).split(0.4, 7);
        assertThat(parts[0].rows()).isEqualTo(4);
        assertThat(parts[1].rows()).isEqualTo(7);
        List<Integer> seen = new ArrayList<>();
        for (Dataset part : parts) {
            for (int i = 0; i < part.rows(); i++) {
                seen.add((int) part.targets().get(i, 0));
                isRow(part, i, seen.getLast());
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 11).boxed().toList());
        assertThat(seen).isNotEqualTo(IntStream.range(0, 11).boxed().toList());
    }

    @Test
    void aSplitLeavesARowOnEitherSide() {
        Dataset two = numbered(2, 1, Precision.SINGLE);
        assertThat(two.split(0.25, 1)[0].rows()).isEqualTo(1);
        assertThat(two.split(0.74, 1)[1].rows()).isEqualTo(1);
        for (double fraction : new double[] {0.24, 0.75}) {
            assertThatThrownBy(() -> two.split(fraction, 1))
                    .hasMessage("fraction is " + fraction + " of 2 rows; expected at least one row on either side");
        }
        for (double fraction : new double[] {0, 1, -1, Double.NaN}) {
            assertThatThrownBy(() -> two.split(fraction, 1))
                    .hasMessage("fraction is " + fraction + "; expected more than 0 and less than 1");
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Matrix x = Matrix.zeros(2, 3);
        assertThatThrownBy(() -> new Dataset(NO_MATRIX, x)).hasMessageContaining("x is null");
        assertThatThrownBy(() -> new Dataset(x, NO_MATRIX)).hasMessageContaining("targets is null");
        assertThatThrownBy(() -> new Dataset(x, Matrix.zeros(2, 1, Precision.DOUBLE)))
                .hasMessage("targets is in precision DOUBLE; expected SINGLE, that of x");
        assertThatThrownBy(() -> Dataset.binary(NO_MATRIX, new int[2])).hasMessageContaining("x is null");
        assertThatThrownBy(() -> Dataset.binary(x, NO_LABELS)).hasMessageContaining("labels is null");
        assertThatThrownBy(() -> Dataset.binary(x, new int[3]))
                .hasMessage("labels has 3 elements; expected 2, one for each row of x");
        assertThatThrownBy(() -> Dataset.classes(x, new int[3], 2))
                .hasMessage("labels has 3 elements; expected 2, one for each row of x");
        assertThatThrownBy(() -> Dataset.classes(x, new int[2], 1)).hasMessageContaining("classes is 1");
        assertThatThrownBy(() -> Dataset.classes(x, new int[] {0, 3}, 3)).hasMessage("label 1 is 3; expected 0 to 2");
    }

    @Test
    void labelsBecomeTargets() {
        Matrix x = Matrix.zeros(3, 1, Precision.DOUBLE);
        assertThat(Dataset.binary(x, new int[] {1, 0, 1}).targets().doubles()).containsExactly(1, 0, 1);
        assertThat(Dataset.classes(x, new int[] {2, 0, 1}, 3).targets().doubles())
                .containsExactly(0, 0, 1, 1, 0, 0, 0, 1, 0);
    }

    @Test
    void oneCellThatIsNotFiniteIsFoundWhereverItIs() {
        Network network = Network.sequential(300).dense(1, Activation.IDENTITY).build(1);
        for (int cell : new int[] {0, 299, 300, 65_700, 299 * 300 + 299}) {
            Matrix x = Matrix.zeros(300, 300);
            x.set(cell / 300, cell % 300, Double.NEGATIVE_INFINITY);
            assertThatThrownBy(() ->
                            new Training(network, Loss.MEAN_SQUARED_ERROR).run(new Dataset(x, Matrix.zeros(300, 1))))
                    .hasMessage("x of data is -Infinity in row %d, column %d; expected a finite number"
                            .formatted(cell / 300, cell % 300));
        }
        Matrix targets = Matrix.zeros(2, 1);
        targets.set(1, 0, Double.NaN);
        assertThatThrownBy(() ->
                        new Training(network, Loss.MEAN_SQUARED_ERROR).run(new Dataset(Matrix.zeros(2, 300), targets)))
                .hasMessage("targets of data is NaN in row 1, column 0; expected a finite number");
    }

    @Test
    void targetsThatAreNoSharesAreRefused() {
        Network network = Network.sequential(1).dense(2, Activation.IDENTITY).build(1);
        for (double bad : new double[] {-1e-7, 1.0000001, Double.NaN}) {
            Matrix targets = Matrix.of(new float[] {0, 1, 1, (float) bad}, 2, 2);
            assertThatThrownBy(() -> new Training(network, Loss.BINARY_CROSS_ENTROPY_FROM_LOGITS)
                            .run(new Dataset(Matrix.zeros(2, 1), targets)))
                    .hasMessage("targets of data is " + targets.get(1, 1)
                            + " in row 1, column 1; expected 0 to 1, as the loss"
                            + " is BINARY_CROSS_ENTROPY_FROM_LOGITS");
        }
    }

    /** Rows as they lie, along columns, with gaps, and off the heap: each its own loop of copying. */
    static Stream<Dataset> layouts() {
        List<Dataset> layouts = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            Dataset data = numbered(517, 40, precision);
            Matrix byColumns = data.x().t().copy().t();
            Matrix gaps = Matrix.zeros(517, 80, precision);
            data.x().copyTo(gaps.cols(20, 60));
            Matrix segment = Matrix.of(
                    precision == Precision.SINGLE
                            ? Arena.ofAuto()
                                    .allocateFrom(
                                            ValueLayout.JAVA_FLOAT, data.x().floats())
                            : Arena.ofAuto()
                                    .allocateFrom(
                                            ValueLayout.JAVA_DOUBLE, data.x().doubles()),
                    precision,
                    517,
                    40);
            for (Matrix x : List.of(data.x(), byColumns, gaps.cols(20, 60), segment)) {
                layouts.add(new Dataset(x, data.targets()));
            }
        }
        return layouts.stream();
    }

    /** Batches so large that threads share the copy, and small ones; the last is shorter. */
    @ParameterizedTest
    @MethodSource("layouts")
    void anEpochTakesEveryRowOnce(Dataset data) {
        for (int size : new int[] {1, 7, 399, 400, 450, 517}) {
            Batches batches = new Batches.OfRows(data, size, 5);
            assertThat(batches.count()).isEqualTo(Math.ceilDiv(517, size));
            List<Integer> before = IntStream.range(0, 517).boxed().toList();
            for (int epoch = 0; epoch < 2; epoch++) {
                batches.shuffle();
                List<Integer> seen = new ArrayList<>();
                for (int b = 0; b < batches.count(); b++) {
                    Batch.Rows batch = (Batch.Rows) batches.batch(b, Backends.vector());
                    assertThat(batch.rows()).isEqualTo(Math.min(size, 517 - b * size));
                    Dataset rows = new Dataset(batch.x(), batch.targets());
                    for (int i = 0; i < rows.rows(); i++) {
                        seen.add((int) rows.targets().get(i, 0));
                        isRow(rows, i, seen.getLast());
                    }
                }
                assertThat(seen).isNotEqualTo(before).containsExactlyInAnyOrderElementsOf(before);
                before = seen;
            }
        }
    }
}
