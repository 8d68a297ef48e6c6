// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Passes are used again and again, by one thread at a time, and keep nothing of their callers'. */
class PassesTest {
    private static Network network() {
        return Network.sequential(3)
                .dense(4, Activation.TANH)
                .dense(2, Activation.SIGMOID)
                .build(1);
    }

    private static Passes passes(boolean learns) {
        Network network = network();
        Graph graph = network.topology();
        return new Passes(graph, network.weightsAndBiases(), Backends.vector(), learns, Logits.none(graph));
    }

    @Test
    void aPassThatWasGivenBackServesAgain() {
        Passes passes = passes(false);
        Pass three = passes.take(3);
        passes.giveBack(three);
        Pass five = passes.take(5);
        assertThat(five).isNotSameAs(three);
        passes.giveBack(five);
        assertThat(passes.take(3)).isSameAs(three);
        assertThat(passes.take(3)).isNotSameAs(three);
    }

    @Test
    void passesThatAreTakenAtOnceShareNoBuffer() {
        Passes passes = passes(false);
        Set<Object> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 4; i++) {
            Pass pass = passes.take(2);
            assertThat(buffers.add(pass.output().array())).isTrue();
            assertThat(buffers.add(pass.given().array())).isTrue();
        }
    }

    /** Buffers grow by doubling, so that ever larger batches do not make new ones each time. */
    @Test
    void smallerPassesFitIntoTheBuffersOfLargerOnes() {
        Passes passes = passes(true);
        passes.giveBack(passes.take(10));
        Pass eleven = passes.take(11);
        passes.giveBack(eleven);
        for (int rows : new int[] {20, 12, 1}) {
            Pass pass = passes.take(rows);
            assertThat(pass.output().array()).isSameAs(eleven.output().array());
            passes.giveBack(pass);
        }
        assertThat(passes.take(21).output().array()).isNotSameAs(eleven.output().array());
    }

    @Test
    void nothingOfTheCallersRowsIsKept() throws InterruptedException {
        Predictor predictor = network().predictor(Backends.vector());
        WeakReference<float[]> rows = answered(predictor);
        for (int i = 0; i < 100 && rows.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(rows.get()).isNull();
    }

    private static WeakReference<float[]> answered(Predictor predictor) {
        float[] x = new float[6];
        predictor.predict(Matrix.of(x, 2, 3), Matrix.zeros(2, 2));
        return new WeakReference<>(x);
    }
}
