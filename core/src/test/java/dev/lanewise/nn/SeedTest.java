// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is drawn from a seed is the same everywhere and for good. */
class SeedTest {
    @Test
    void aSeedGivesTheSameOrderEverywhere() {
        int[] order = new int[10];
        Arrays.setAll(order, i -> i);
        new SplitMix(5).shuffle(order);
        assertThat(order).containsExactly(2, 8, 4, 9, 5, 7, 0, 1, 6, 3);
    }

    @Test
    void everyNumberComesAboutEquallyOftenToEveryPlace() {
        int[][] counts = new int[4][4];
        SplitMix random = new SplitMix(1);
        for (int round = 0; round < 40_000; round++) {
            int[] order = {0, 1, 2, 3};
            random.shuffle(order);
            for (int place = 0; place < 4; place++) {
                counts[place][order[place]]++;
            }
        }
        for (int[] place : counts) {
            for (int count : place) {
                assertThat((double) count).isCloseTo(10_000, within(500.0));
            }
        }
    }

    @Test
    void weightsBeginWithinTheirLimits() {
        assertThat(Initialization.UNIFORM.limit(4, 9)).isEqualTo(0.5);
        assertThat(Initialization.HE.limit(6, 9)).isEqualTo(1);
        assertThat(Initialization.XAVIER.limit(2, 4)).isEqualTo(1);
    }
}
