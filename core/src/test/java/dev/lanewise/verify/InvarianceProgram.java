// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.vector.VectorBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Looks for rows whose answer depends on their batch, while eight other threads use the backend. */
final class InvarianceProgram {
    private InvarianceProgram() {}

    public static void main(String[] args) throws InterruptedException {
        for (int threads : new int[] {1, 2, 7}) {
            try (Backend backend = new VectorBackend(threads)) {
                System.out.println(backend.name() + ", " + threads + " threads: " + differences(backend));
            }
        }
    }

    static List<String> differences(Backend backend) throws InterruptedException {
        List<Thread> others = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            others.add(Thread.ofPlatform().daemon().start(() -> disturb(backend)));
        }
        List<String> differences = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            differences.addAll(BatchInvariance.differences(backend, precision));
        }
        for (Thread other : others) {
            other.interrupt();
            other.join();
        }
        return differences;
    }

    /** Products that are large enough to be shared, so that all want the same threads. */
    private static void disturb(Backend backend) {
        Matrix x = Matrix.zeros(150, 130);
        Matrix y = Matrix.zeros(150, 150);
        while (!Thread.currentThread().isInterrupted()) {
            backend.gemm(1, x, x.t(), 0, y);
            LockSupport.parkNanos(200_000);
        }
    }
}
