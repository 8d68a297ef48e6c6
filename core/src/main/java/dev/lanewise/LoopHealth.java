// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * What a JVM makes of one loop of a backend, once it has had the time to compile it.
 *
 * @param state the loop, and which body serves it
 * @param rate multiply-adds of a microkernel, or elements, in a nanosecond
 * @param bytes that a call allocates; more than 0 means that the compiler makes objects of the vectors
 */
public record LoopHealth(LoopState state, double rate, double bytes) {
    /** Whether the loop is compiled as it is meant to be. */
    public boolean isSound() {
        return bytes == 0;
    }
}
