// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backends;

/** Asks for the vector backend and nothing else. */
final class StrictProgram {
    private StrictProgram() {}

    public static void main(String[] args) {
        System.out.println("got " + Backends.vector().name());
    }
}
