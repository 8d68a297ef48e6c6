// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
    private static Matrix column(float... values) {
        return Matrix.of(values, values.length, 1);
    }

    @Test
    void oneColumnIsTwoClassesThatPartAtAHalf() {
        assertThat(Confusion.classOf(column(0.5f), 0)).isEqualTo(1);
        assertThat(Confusion.classOf(column(Math.nextDown(0.5f)), 0)).isZero();
        assertThat(Confusion.classOf(column(Float.NaN), 0)).isZero();
    }

    @Test
    void ofSeveralColumnsTheFirstOfTheGreatestCounts() {
        Matrix rows = Matrix.ofRows(new float[] {1, 3, 3}, new float[] {2, 2, 2}, new float[] {-3, -2, -1});
        assertThat(Confusion.classOf(rows, 0)).isEqualTo(1);
        assertThat(Confusion.classOf(rows, 1)).isZero();
        assertThat(Confusion.classOf(rows, 2)).isEqualTo(2);
    }

    @Test
    void everyRowIsCountedUnderItsTargetAndItsAnswer() {
        Confusion confusion = Confusion.of(column(0.9f, 0.1f, 0.8f, 0.7f), column(1, 0, 0, 1), List.of("no", "yes"));
        assertThat(confusion.count(0, 0)).isEqualTo(1);
        assertThat(confusion.count(0, 1)).isEqualTo(1);
        assertThat(confusion.count(1, 0)).isZero();
        assertThat(confusion.count(1, 1)).isEqualTo(2);
        assertThat(confusion.accuracy()).isEqualTo(0.75);
        assertThat(confusion).hasToString("""
                            answered
                true class        no     yes
                no                 1       1
                yes                0       2
                """);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> Confusion.of(null, column(1), List.of("a", "b")))
                .hasMessageContaining("answers is null");
        assertThatThrownBy(() -> Confusion.of(column(1), null, List.of("a", "b")))
                .hasMessageContaining("targets is null");
        assertThatThrownBy(() -> Confusion.of(column(1), column(1, 2), List.of("a", "b")))
                .hasMessageContaining("targets is 2x1; expected 1x1");
        assertThatThrownBy(() -> Confusion.of(column(1), column(1), List.of("a")))
                .hasMessage("names is [a]; expected 2, one for each class");
        assertThatThrownBy(() -> Confusion.of(column(1), column(1), null)).hasMessageContaining("names is null");
    }
}
