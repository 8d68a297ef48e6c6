// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardizerTest {
    private static final Matrix X = Matrix.ofRows(new float[] {1, 10}, new float[] {3, 10}, new float[] {8, 10});

    @Test
    void aColumnComesOutWithMeanZeroAndDeviationOne() {
        Matrix y = new Standardizer(X).apply(X);
        // Mean 4, variance (9 + 1 + 16) / 3.
        double deviation = Math.sqrt(26.0 / 3);
        assertThat(y.get(0, 0)).isEqualTo((double) (float) (-3 / deviation));
        assertThat(y.get(1, 0)).isEqualTo((double) (float) (-1 / deviation));
        assertThat(y.get(2, 0)).isEqualTo((double) (float) (4 / deviation));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 1e-200, 1, 1e200, 0x1p1022})
    void aColumnOfAnySizeComesOutWithDeviationOne(double unit) {
        Matrix y = new Standardizer(Matrix.of(new double[] {0, 2 * unit}, 2, 1))
                .apply(Matrix.of(new double[] {0, 2 * unit}, 2, 1));
        assertThat(y.get(0, 0)).isEqualTo(-1);
        assertThat(y.get(1, 0)).isEqualTo(1);
    }

    @Test
    void aColumnThatNeverVariesBecomesZero() {
        Matrix y = new Standardizer(X).apply(X);
        for (int i = 0; i < 3; i++) {
            assertThat(y.get(i, 1)).isZero();
        }
    }

    /** Ten times 0.1 is not 1: the mean of a constant column is that constant all the same. */
    @Test
    void aConstantColumnOfAnyNumberBecomesZero() {
        Matrix x = Matrix.zeros(10, 1, Precision.DOUBLE);
        for (int i = 0; i < 10; i++) {
            x.set(i, 0, 0.1);
        }
        Standardizer learned = new Standardizer(x);
        assertThat(learned.deviations()).containsExactly(0);
        Matrix other = Matrix.ofRows(new double[] {0.1000001}, new double[] {Double.NaN});
        assertThat(learned.apply(other).doubles()).containsExactly(0, Double.NaN);
    }

    @Test
    void whatWasLearnedIsAppliedToOtherSamples() {
        Matrix other = Matrix.ofRows(new float[] {4, 11});
        Dataset scaled = new Standardizer(X).apply(new Dataset(other, Matrix.ofRows(new float[] {1})));
        assertThat(scaled.x().get(0, 0)).isZero();
        assertThat(scaled.targets().get(0, 0)).isEqualTo(1);
        assertThat(other.get(0, 0)).as("the samples themselves stay").isEqualTo(4);
    }

    @Test
    void whatWasLearnedCanBeReadOutAndRebuilt() {
        Standardizer learned = new Standardizer(X);
        Standardizer rebuilt = Standardizer.of(learned.means(), learned.deviations());
        assertThat(rebuilt.apply(X).hasSameElements(learned.apply(X))).isTrue();
        learned.means()[0] = 99;
        assertThat(learned.means()[0]).isEqualTo(4);
        assertThatThrownBy(() -> Standardizer.of(new double[2], new double[1]))
                .hasMessage("deviations has 1 elements; expected 2 as means has");
        assertThatThrownBy(() -> Standardizer.of(new double[1], new double[] {-1}))
                .hasMessageContaining("column 0 has mean 0.0 and deviation -1.0");
    }

    @Test
    void aCellThatIsNotFiniteIsNamed() {
        Matrix x = X.copy();
        x.set(1, 0, Double.NaN);
        assertThatThrownBy(() -> new Standardizer(x))
                .hasMessage("x is NaN in row 1, column 0; expected a finite number");
        Matrix huge = Matrix.ofRows(new double[] {1.7e308}, new double[] {1.6e308});
        assertThatThrownBy(() -> new Standardizer(huge)).hasMessageContaining("column 0 has mean Infinity");
    }

    @Test
    void samplesWithOtherColumnsAndNoSamplesAreRefused() {
        assertThatThrownBy(() -> new Standardizer(X).apply(Matrix.zeros(2, 3))).hasMessageContaining("x is 2x3");
        assertThatThrownBy(() -> new Standardizer(Matrix.zeros(0, 2))).hasMessageContaining("rows of x is 0");
        assertThatThrownBy(() -> new Standardizer(null)).hasMessageContaining("x is null");
    }
}
