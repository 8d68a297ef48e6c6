// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.lanewise.Precision;

/**
 * What a library is given: A and B, m x k and k x n or their transposes, row by row, in the precision that it is to use.
 *
 * @param transposeA whether A is stored transposed
 * @param transposeB whether B is stored transposed
 */
record Operands(
        int m,
        int n,
        int k,
        boolean transposeA,
        boolean transposeB,
        double[] a,
        double[] b,
        Precision precision,
        int threads) {
    boolean isDouble() {
        return precision == Precision.DOUBLE;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
