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
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Data outside of the heap. */
class MemorySegmentsTest {
    private static final int ROWS = 300;

    private final Matrix x = Matrix.zeros(ROWS, 7);
    private final Matrix targets = Matrix.zeros(ROWS, 1);

    MemorySegmentsTest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < 7; j++) {
                x.set(i, j, random.nextDouble(-1, 1));
            }
            targets.set(i, 0, x.get(i, 0) > x.get(i, 1) ? 1 : 0);
        }
    }

    private static Network network() {
        return Network.sequential(7)
                .dense(5, Activation.TANH)
                .dense(1, Activation.SIGMOID)
                .build(1);
    }

    private static Matrix outside(Matrix x, Arena arena) {
        MemorySegment memory = arena.allocate(x.floats().length * (long) Float.BYTES);
        memory.copyFrom(MemorySegment.ofArray(x.floats()));
        return Matrix.of(memory, Precision.SINGLE, x.offset(), x.rows(), x.cols(), x.rowStride(), x.colStride());
    }

    private Network trained(Dataset data, UnaryOperator<Training> how) {
        Network network = network();
        how.apply(new Training(network, Loss.BINARY_CROSS_ENTROPY).epochs(3).backend(Backends.vector()))
                .run(data);
        return network;
    }

    @Test
    void dataOutsideOfTheHeapTrainTheSameNetwork() {
        try (Arena arena = Arena.ofShared()) {
            Dataset inside = new Dataset(x, targets);
            Dataset outside = new Dataset(outside(x, arena), outside(targets, arena));
            Dataset turned = new Dataset(outside(x.t().copy(), arena).t(), targets);
            for (UnaryOperator<Training> how : List.<UnaryOperator<Training>>of(
                    training -> training,
                    training -> training.batch(64, 1),
                    training -> training.batchOfBlocks(1, 1))) {
                Matrix expected = trained(inside, how).predict(x);
                assertThat(trained(outside, how).predict(x).hasSameElements(expected))
                        .isTrue();
                assertThat(trained(turned, how).predict(x).hasSameElements(expected))
                        .isTrue();
            }
        }
    }

    @Test
    void samplesOutsideOfTheHeapAreAnsweredAlike() {
        try (Arena arena = Arena.ofConfined()) {
            Network network = network();
            assertThat(network.predict(outside(x, arena)).hasSameElements(network.predict(x)))
                    .isTrue();
        }
    }

    /** Closed at any moment of a call: the right result, or an error that says so, and nothing else. */
    @Test
    void aSegmentThatIsClosedMeanwhileIsRefusedOrReadWhole() throws Exception {
        Matrix a = Matrix.zeros(200, 300);
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 300; j++) {
                a.set(i, j, (i * 7 + j * 3) % 11 - 5);
            }
        }
        Matrix expected = Matrix.zeros(200, 200);
        Backends.scalar().gemm(1, a, a.t(), 0, expected);
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            Arena arena = Arena.ofShared();
            Matrix outside = outside(a, arena);
            int pause = round;
            Thread closing = Thread.ofPlatform().start(() -> {
                LockSupport.parkNanos(1000L * pause);
                for (boolean open = true; open; ) {
                    try {
                        arena.close();
                        open = false;
                    } catch (IllegalStateException busy) {
                        // It is being copied.
                        Thread.onSpinWait();
                    }
                }
            });
            Matrix found = Matrix.zeros(200, 200);
            if (round == 0) {
                // Once before the call: on some machines no other round is refused.
                closing.join();
            }
            try {
                Backends.vector().gemm(1, outside, outside.t(), 0, found);
                assertThat(found.hasSameElements(expected)).isTrue();
            } catch (IllegalStateException e) {
                refused++;
                // The JDK wakes a thread that is in the middle of a segment as if it were interrupted.
                Thread.interrupted();
                assertThat(e).hasMessageContaining("segment");
                assertThat(found.hasSameElements(Matrix.zeros(200, 200))).isTrue();
            }
            closing.join();
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aHeapSegmentIsItsArray() {
        MemorySegment segment = MemorySegment.ofArray(x.floats()).asSlice(4L * Float.BYTES);
        Matrix view = Matrix.of(segment, Precision.SINGLE, 3, 2, 7, 7, 1);
        assertThat(view.floats()).isSameAs(x.floats());
        assertThat(view.isSameView(x.rows(1, 3))).isTrue();
        assertThat(Matrix.of(segment.asReadOnly(), Precision.SINGLE, 3, 2, 7, 7, 1)
                        .hasArray())
                .isFalse();
    }

    @Test
    void dataOfOneThreadAreRefusedBeforeAnythingIsTrained() {
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = new Dataset(outside(x, arena), targets);
            Network network = network();
            assertThatThrownBy(() -> new Training(network, Loss.BINARY_CROSS_ENTROPY).run(data))
                    .hasMessageContaining("x of data is a 300x7 matrix")
                    .hasMessageContaining("expected one that any thread may read");
        }
    }

    @Test
    void viewsOfOneSegmentInTwoPrecisionsOverlapByTheirBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(16, 8);
            Matrix single = Matrix.of(bytes, Precision.SINGLE, 2, 1, 1, 1, 1);
            assertThat(single.overlaps(Matrix.of(bytes, Precision.DOUBLE, 1, 1, 1, 1, 1)))
                    .isTrue();
            assertThat(single.overlaps(Matrix.of(bytes, Precision.DOUBLE, 0, 1, 1, 1, 1)))
                    .isFalse();
        }
    }

    @Test
    void aReadOnlySegmentOverAnArrayOverlapsIt() {
        MemorySegment all = MemorySegment.ofArray(x.floats()).asReadOnly();
        Matrix view = Matrix.of(all, Precision.SINGLE, 0, 3, 7, 7, 1);
        assertThat(view.overlaps(x.rows(2, 5))).isTrue();
        assertThat(x.rows(0, 1).overlaps(view)).isTrue();
        assertThat(view.overlaps(x.rows(3, 5))).isFalse();
        assertThat(view.overlaps(targets)).isFalse();
        try (Arena arena = Arena.ofConfined()) {
            assertThat(outside(x, arena).overlaps(x)).isFalse();
            assertThat(outside(x, arena).overlaps(view)).isFalse();
        }
    }
}
