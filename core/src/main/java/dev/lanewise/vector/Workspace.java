// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The scratch memory of one thread at work, made once: 0.4 to 1.1 MB, most of it for a packed block of B and a panel of A. */
final class Workspace {
    private static final int CACHE_LINE = 64;
    /** Elements of a strided operand that are gathered at a time. */
    static final int CHUNK = 1024;

    /** A block of B as micropanels. A heap array would start 16 bytes into its object and split cache lines. */
    final MemorySegment packedB =
            Arena.ofAuto().allocate((long) Blocking.KC * (Blocking.NC + Blocking.NR) * Float.BYTES, CACHE_LINE);

    /** A panel of A. */
    final float[] packedA = new float[Blocking.PANEL_ROWS * Packing.A_STRIDE];
    /** One microtile of C, or a block that is being transposed. */
    final float[] tile = new float[Blocking.DIRECT_MR * Blocking.NR];

    /** A panel of a B that is narrow or strided, row by row; or the vector that a matrix is multiplied with. */
    final float[] panelOfB = new float[Blocking.KC * Blocking.NR];

    final Microtiles microtiles = new Microtiles(tile, packedB);

    final Slices slices = new Slices();
    /** The same operands after {@link #slices}' whole sixteens. */
    final Slices rest = new Slices();

    final float[][] chunks = new float[Slices.COUNT][CHUNK];
    final double[] doubles = new double[Lanes.LOGICAL];
    final Softmax softmax = new Softmax();
    final Elementwise elementwise = new Elementwise(this);
    final Gemm gemm = new Gemm(this);

    private float[] termArray = new float[0];
    private Matrix terms = Matrix.zeros(0, 0);

    /** Lets go of the callers' arrays, which a workspace outlives. */
    void forget() {
        slices.forget();
        rest.forget();
    }

    /** Room for the terms of a loss, kept from call to call. */
    Matrix terms(int rows, int cols) {
        if (terms.rows() != rows || terms.cols() != cols) {
            if (termArray.length < rows * cols) {
                termArray = new float[rows * cols];
            }
            terms = Matrix.of(termArray, 0, rows, cols, cols, 1);
        }
        return terms;
    }
}
