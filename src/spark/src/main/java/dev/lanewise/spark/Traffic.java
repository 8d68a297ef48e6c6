// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.Serializable;
import java.util.List;

/** What steps have taken: time, how much of it the slowest task computed, and the bytes that were sent. */
final class Traffic implements Serializable {
    private static final long serialVersionUID = 1;

    private int steps;
    private long nanos;
    private long computing;
    private long out;
    private long back;

    void add(long taken, long sent, List<Sent.Answer> answers) {
        long slowest = 0;
        for (Sent.Answer answer : answers) {
            slowest = Math.max(slowest, answer.nanos);
            back += answer.bytes();
        }
        steps++;
        nanos += taken;
        computing += slowest;
        out += sent;
    }

    int steps() {
        return steps;
    }

    double secondsPerStep() {
        return perStep(nanos) / 1e9;
    }

    double secondsComputing() {
        return perStep(computing) / 1e9;
    }

    double bytesToEachExecutor() {
        return perStep(out);
    }

    double bytesToTheDriver() {
        return perStep(back);
    }

    private double perStep(long sum) {
        return steps == 0 ? 0 : (double) sum / steps;
    }
}
