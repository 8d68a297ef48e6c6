// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** Exits with 1 where the vectors are missing, although nothing was said on the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Matrix c = Matrix.zeros(40, 40);
        Matrix a = Matrix.zeros(40, 40);
        Backends.best().gemm(1, a, a, 0, c);
        System.out.println(Backends.choice().reason());
        System.exit(Backends.best().name().startsWith("vector-") ? 0 : 1);
    }
}
