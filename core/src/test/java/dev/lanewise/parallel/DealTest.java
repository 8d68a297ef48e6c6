// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DealTest {
    @Test
    void eachThreadBeginsWithAStretchOfItsOwn() {
        Deal deal = new Deal(3);
        deal.deal(9);
        assertThat(deal.take(0)).isZero();
        assertThat(deal.take(1)).isEqualTo(3);
        assertThat(deal.take(2)).isEqualTo(6);
        assertThat(deal.take(1)).isEqualTo(4);
    }

    @Test
    void whoHasFinishedTakesFromTheOthers() {
        Deal deal = new Deal(4);
        for (int count = 0; count < 20; count++) {
            for (int thread = 0; thread < 4; thread++) {
                deal.deal(count);
                List<Integer> taken = new ArrayList<>();
                for (int block = deal.take(thread); block >= 0; block = deal.take(thread)) {
                    taken.add(block);
                }
                assertThat(taken)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, count).boxed().toList());
            }
        }
    }

    @Test
    void afterTheEndNobodyTakesABlock() {
        Deal deal = new Deal(2);
        deal.deal(10);
        assertThat(deal.take(1)).isEqualTo(5);
        deal.end();
        assertThat(deal.take(0)).isEqualTo(-1);
        assertThat(deal.take(1)).isEqualTo(-1);
    }
}
