// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Tiling;

/**
 * How C ← A·B is computed, for people: the decisions that {@link Gemm} follows, taken without computing anything.
 *
 * @param transposed whether as Cᵀ ← Bᵀ·Aᵀ
 * @param blocks that threads share
 * @param rows of a block, at most
 * @param cols of a block, at most
 * @param way in which the first block is computed
 * @param kc steps of k at a time, at most
 * @param nc columns at a time, at most
 */
record Plan(boolean transposed, int blocks, int rows, int cols, Way way, int kc, int nc) {
    /** That of a product without empty operands on so many threads that have had nothing to do for a while. */
    static Plan of(Tiling tiling, int threads, Matrix a, Matrix b, Matrix c) {
        boolean transposed = Way.isBetterTransposed(tiling, a, b, c);
        Product product = new Product();
        if (transposed) {
            product.set(1, b.t(), a.t(), 0, c.t());
        } else {
            product.set(1, a, b, 0, c);
        }
        Blocks blocks = new Blocks(tiling);
        blocks.cut(product.m, product.n, Way.duration(product) >= Way.SHARED_FROM ? threads : 1);
        int rows = Math.min(blocks.rows(), product.m);
        int cols = Math.min(blocks.cols(), product.n);
        Way way = Way.of(tiling, product, rows, cols);
        return new Plan(transposed, blocks.count(), rows, cols, way, way.kc(tiling, product.k), way.nc(tiling, cols));
    }

    @Override
    public String toString() {
        return (transposed ? "transposed, " : "") + blocks + (blocks == 1 ? " block of " : " blocks of ") + rows + " x "
                + cols + ", " + way + ", kc " + kc + ", nc " + nc;
    }
}
