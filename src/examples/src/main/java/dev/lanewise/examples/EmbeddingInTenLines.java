// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** A product and a sigmoid on your own arrays. */
public final class EmbeddingInTenLines {
    private EmbeddingInTenLines() {}

    public static void main(String[] args) {
        Backend backend = Backends.best();
        Matrix a = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Matrix b = Matrix.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);
        Matrix c = Matrix.zeros(2, 2);
        backend.gemm(1, a, b, 0, c);
        System.out.println(c.get(0, 0) + " " + c.get(0, 1) + " " + c.get(1, 0) + " " + c.get(1, 1));
        backend.sigmoid(c, c);
        System.out.println(Backends.choice().reason() + ": " + c.get(0, 0));
    }
}
