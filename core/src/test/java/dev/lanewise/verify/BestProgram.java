// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backends;
import dev.lanewise.Matrix;

/** Asks for the best backend, uses it, and says why it was chosen. */
final class BestProgram {
    private BestProgram() {}

    public static void main(String[] args) {
        Matrix x = Matrix.ofRows(new float[] {0});
        Backends.best().sigmoid(x, x);
        System.out.println("got " + Backends.best().name() + " " + x.get(0, 0) + " because: "
                + Backends.choice().reason());
    }
}
