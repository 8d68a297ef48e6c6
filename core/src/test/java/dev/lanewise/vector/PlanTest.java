// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Matrix;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.leaf.Tiling;
import org.junit.jupiter.api.Test;

/** What is said of a product is what is decided. */
class PlanTest {
    private final Tiling tiling = new Leaves32().tiling();

    private Plan plan(int threads, Matrix a, Matrix b) {
        return Plan.of(tiling, threads, a, b, Matrix.zeros(a.rows(), b.cols()));
    }

    @Test
    void aNarrowProductWithATransposedAIsComputedAsTheTransposedOne() {
        Plan plan = plan(1, Matrix.zeros(40, 300).t(), Matrix.zeros(40, 3));
        assertThat(plan.transposed()).isTrue();
        assertThat(plan.rows()).isEqualTo(3);
        assertThat(plan.cols()).isEqualTo(300);
    }

    @Test
    void smallProductsAreNotShared() {
        assertThat(plan(2, Matrix.zeros(64, 64), Matrix.zeros(64, 64)).blocks()).isEqualTo(1);
        assertThat(plan(2, Matrix.zeros(512, 512), Matrix.zeros(512, 512)).blocks())
                .isGreaterThan(2);
    }

    @Test
    void thePlanIsSaidInOneLine() {
        Plan plan = plan(1, Matrix.zeros(300, 300), Matrix.zeros(300, 300));
        assertThat(plan.way()).isEqualTo(Way.PACKED);
        assertThat(plan)
                .hasToString("1 block of 300 x 300, PACKED, kc " + Way.PACKED.kc(tiling, 300) + ", nc "
                        + Way.PACKED.nc(tiling, 300));
        assertThat(new VectorProvider()
                        .explain(Matrix.zeros(300, 300), Matrix.zeros(300, 300), Matrix.zeros(300, 300), 1))
                .isEqualTo(plan.toString());
    }
}
