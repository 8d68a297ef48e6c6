// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void aConstantStays() {
        assertThat(Schedule.constant(0.3f).rate(1)).isEqualTo(0.3f);
        assertThat(Schedule.constant(0.3f).rate(1000)).isEqualTo(0.3f);
    }

    @Test
    void stepsComeAfterEveryFewEpochs() {
        Schedule steps = Schedule.step(1, 0.5f, 3);
        double[] expected = {1, 1, 1, 0.5, 0.5, 0.5, 0.25};
        for (int epoch = 1; epoch <= expected.length; epoch++) {
            assertThat(steps.rate(epoch)).as("epoch %d", epoch).isEqualTo(expected[epoch - 1]);
        }
    }

    @Test
    void halfACosineLeadsFromTheFirstRateToTheLeast() {
        Schedule cosine = Schedule.cosine(1, 0.2, 5);
        assertThat(cosine.rate(1)).isEqualTo(1);
        assertThat(cosine.rate(3)).as("half way").isCloseTo(0.6, within(1e-15));
        assertThat(cosine.rate(5)).isEqualTo(0.2);
        assertThat(cosine.rate(9)).as("after the last").isEqualTo(0.2);
        assertThat(Schedule.cosine(1, 0.2, 1).rate(1)).isEqualTo(1);
    }

    @Test
    void badNumbersAreRefusedByName() {
        assertThatThrownBy(() -> Schedule.constant(-1)).hasMessageContaining("rate is -1");
        assertThatThrownBy(() -> Schedule.step(1, Float.NaN, 1)).hasMessageContaining("factor is NaN");
        assertThatThrownBy(() -> Schedule.step(1, 1, 0)).hasMessageContaining("epochs is 0");
        assertThatThrownBy(() -> Schedule.cosine(1, -1, 1)).hasMessageContaining("least is -1");
        assertThatThrownBy(() -> Schedule.cosine(1, 0, 0)).hasMessageContaining("epochs is 0");
    }
}
