// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/** Where the elements of strided views lie: questions of whole numbers, answered without looking at every element. */
final class Places {
    private Places() {}

    /**
     * Whether i·r + j·c differs for all i &lt; rows and j &lt; cols: two pairs collide only if they differ by a multiple of
     * (c/g, −r/g) with g the greatest common divisor.
     */
    static boolean areDistinct(int rows, int cols, int r, int c) {
        if (rows == 1 || cols == 1) {
            return (rows == 1 || r > 0) && (cols == 1 || c > 0);
        }
        if (r == 0 || c == 0) {
            return false;
        }
        int g = (int) gcd(r, c);
        return c / g >= rows || r / g >= cols;
    }

    /**
     * Whether d = t·r + s·c for whole numbers −before ≤ t ≤ after and −left ≤ s ≤ right, with r ≥ c ≥ 0: whether two views
     * with the same strides, d apart, share a place.
     */
    static boolean meet(long d, long r, long before, long after, long c, long left, long right) {
        if (r == 0) {
            return d == 0;
        }
        if (c == 0) {
            return d % r == 0 && -before <= d / r && d / r <= after;
        }
        long g = gcd(r, c);
        if (d % g != 0) {
            return false;
        }
        // t must leave d − t·r within the columns, and be congruent to t0 modulo c/g.
        long least = Math.max(-before, Math.ceilDiv(d - right * c, r));
        long most = Math.min(after, Math.floorDiv(d + left * c, r));
        long modulus = c / g;
        long t0 = Math.floorMod(Math.floorMod(d / g, modulus) * inverse(r / g, modulus), modulus);
        return least + Math.floorMod(t0 - least, modulus) <= most;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** x with a·x = 1 modulo m, for a prime to m (Euclid's algorithm, extended). */
    private static long inverse(long a, long m) {
        long r = m;
        long next = Math.floorMod(a, m);
        long x = 0;
        long nextX = 1;
        while (next != 0) {
            long quotient = r / next;
            long rest = r - quotient * next;
            r = next;
            next = rest;
            long restX = x - quotient * nextX;
            x = nextX;
            nextX = restX;
        }
        return Math.floorMod(x, m);
    }
}
