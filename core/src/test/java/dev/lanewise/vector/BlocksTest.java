// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.parallel.Deal;
import dev.lanewise.vector.f32.Leaves32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocksTest {
    @Test
    void everyElementBelongsToExactlyOneBlock() {
        Blocks blocks = new Blocks(new Leaves32().tiling());
        for (int threads : new int[] {1, 2, 3, 7, 64}) {
            for (int[] size : new int[][] {{1, 1}, {1, 500}, {500, 1}, {13, 33}, {130, 70}, {257, 1000}}) {
                blocks.cut(size[0], size[1], threads);
                boolean[] seen = new boolean[size[0] * size[1]];
                for (int block = 0; block < blocks.count(); block++) {
                    visit(blocks, block, size, seen);
                }
                assertThat(seen).doesNotContain(false);
            }
        }
    }

    private static void visit(Blocks blocks, int block, int[] size, boolean[] seen) {
        int rowEnd = Math.min(size[0], blocks.row(block) + blocks.rows());
        int colEnd = Math.min(size[1], blocks.col(block) + blocks.cols());
        for (int i = blocks.row(block); i < rowEnd; i++) {
            for (int j = blocks.col(block); j < colEnd; j++) {
                assertThat(seen[i * size[1] + j]).isFalse();
                seen[i * size[1] + j] = true;
            }
        }
    }

    /** Whoever is free first takes the next block; nobody should be left without while others still have several. */
    @ParameterizedTest
    @CsvSource({
        "128, 128, 2",
        "784, 512, 2",
        "512, 512, 2",
        "2048, 2048, 3",
        "1024, 1024, 5",
        "1024, 1024, 6",
        "1024, 1024, 7",
        "2048, 2048, 12",
        "1024, 1024, 16",
        "2048, 2048, 64",
        "4096, 4096, 64",
        "256, 16384, 64"
    })
    void noThreadIdlesLongerThanATenthOfTheTime(int m, int n, int threads) {
        Blocks blocks = new Blocks(new Leaves32().tiling());
        blocks.cut(m, n, threads);
        assertThat(blocks.count()).isGreaterThanOrEqualTo(2 * threads);
        Deal deal = new Deal(threads);
        deal.deal(blocks.count());
        long[] work = new long[threads];
        for (int taken = 0; taken < blocks.count(); taken++) {
            int next = 0;
            for (int t = 1; t < threads; t++) {
                next = work[t] < work[next] ? t : next;
            }
            int block = deal.take(next);
            long rows = Math.min(blocks.rows(), m - blocks.row(block));
            long cols = Math.min(blocks.cols(), n - blocks.col(block));
            work[next] += rows * cols;
        }
        long most = 0;
        for (long each : work) {
            most = Math.max(most, each);
        }
        assertThat((double) m * n / (threads * most))
                .as("share of the threads' time that is work")
                .isGreaterThan(0.9);
    }

    @Test
    void oneThreadHasOneBlock() {
        Blocks blocks = new Blocks(new Leaves32().tiling());
        blocks.cut(1000, 1000, 1);
        assertThat(blocks.count()).isEqualTo(1);
    }
}
