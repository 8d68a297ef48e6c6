// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;

/** Adds until the best backend wants its vectors, and waits for whoever compiles them. */
final class BusyProgram {
    private static final int ROUNDS = 30;

    private BusyProgram() {}

    public static void main(String[] args) throws InterruptedException {
        // More than 2²⁴ elements: no call waits for the head start.
        Matrix x = Matrix.zeros(4100, 4100);
        Backend best = Backends.best();
        for (int round = 0; round < ROUNDS; round++) {
            best.add(x, x, x);
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("lanewise-warmer")) {
                thread.join();
            }
        }
        System.out.println("sum " + best.sum(x));
        best.loops().stream()
                .filter(loop -> loop.loop().equals("ADD") && loop.precision() == Precision.SINGLE)
                .forEach(loop -> System.out.println("ADD by " + loop.body()));
    }
}
