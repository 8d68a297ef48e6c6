// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

/**
 * A small random generator whose numbers are the same for a seed on every machine and JDK (Steele, Lea and Flood,
 * <i>Fast Splittable Pseudorandom Number Generators</i>, OOPSLA 2014: SplitMix64).
 */
final class SplitMix {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    long nextLong() {
        state += GOLDEN;
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Uniform in [0, 1). */
    double nextUnit() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in 0 … bound − 1 (Lemire's multiplication; its bias of 2⁻³² · bound does not matter here). */
    int nextInt(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /** Puts the numbers into a random order (Fisher and Yates). */
    void shuffle(int[] numbers) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int kept = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = kept;
        }
    }
}
