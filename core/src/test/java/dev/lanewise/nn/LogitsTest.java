// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Activation;
import org.junit.jupiter.api.Test;

/** Where a loss may be computed on logits, because nothing but the output reads what comes of them. */
class LogitsTest {
    private static NetworkBuilder heads() {
        return Network.builder()
                .input("x", 2)
                .dense("p", "x", 3, Activation.SIGMOID)
                .dense("q", "x", 3, Activation.SIGMOID);
    }

    private static boolean[] beforeSigmoid(NetworkBuilder network) {
        return Logits.beforeSigmoid(network.build(1).topology());
    }

    @Test
    void headsThatAreConcatenatedHaveTheirLogits() {
        assertThat(beforeSigmoid(heads().concatenate("c", "p", "q"))).containsExactly(false, true, true, false);
        assertThat(beforeSigmoid(
                        heads().concatenate("c", "p", "q").node(new Node.Activate("i", "c", Activation.IDENTITY))))
                .containsExactly(false, true, true, false, false);
    }

    @Test
    void aHeadThatIsReadTwiceHasNone() {
        assertThat(beforeSigmoid(heads().concatenate("c", "p", "q", "q"))).containsOnly(false);
    }

    @Test
    void oneColumnFromElsewhereIsEnoughForNone() {
        assertThat(beforeSigmoid(heads().concatenate("c", "p", "q", "x"))).containsOnly(false);
        assertThat(beforeSigmoid(heads().add("sum", "p", "q"))).containsOnly(false);
    }

    @Test
    void aSoftmaxThatOnlyTheOutputReadsHasThem() {
        NetworkBuilder softmax =
                Network.sequential(2).dense(3, Activation.IDENTITY).softmax();
        assertThat(Logits.beforeSoftmax(softmax.build(1).topology())).containsExactly(false, false, true);
        NetworkBuilder twice = Network.builder()
                .input("x", 2)
                .dense("z", "x", 3, Activation.IDENTITY)
                .node(new Node.Softmax("p", "z"))
                .add("sum", "p", "p");
        assertThat(Logits.beforeSoftmax(twice.build(1).topology())).containsOnly(false);
    }
}
