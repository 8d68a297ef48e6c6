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

    /** Whether two views that are not empty share a place: quick for equal pairs of strides, be one transposed. */
    static boolean overlap(Matrix x, Matrix y) {
        if (last(x) < y.offset() || last(y) < x.offset()) {
            return false;
        }
        Matrix a = x.rowStride() >= x.colStride() ? x : x.t();
        Matrix b = y.rowStride() >= y.colStride() ? y : y.t();
        if (a.rowStride() != b.rowStride() || a.colStride() != b.colStride()) {
            return meet(x, y);
        }
        long apart = (long) b.offset() - a.offset();
        return meet(apart, a.rowStride(), b.rows() - 1L, a.rows() - 1L, a.colStride(), b.cols() - 1L, a.cols() - 1L);
    }

    /** The place of the last element of a view that is not empty. */
    static int last(Matrix x) {
        return x.offset() + (x.rows() - 1) * x.rowStride() + (x.cols() - 1) * x.colStride();
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

    /**
     * Whether two views with any strides share a place. Each row of one is compared with those rows of the other that lie
     * beside it: for rows that do not interleave, some rows + rows comparisons.
     */
    static boolean meet(Matrix a, Matrix b) {
        Matrix x = lying(a);
        Matrix y = lying(b);
        long step = gcd(gcd(x.rowStride(), x.colStride()), gcd(y.rowStride(), y.colStride()));
        long apart = (long) y.offset() - x.offset();
        if (step == 0 ? apart != 0 : apart % step != 0) {
            return false;
        }
        for (int i = x.rowStride() == 0 ? x.rows() - 1 : 0; i < x.rows(); i++) {
            long from = x.offset() + (long) i * x.rowStride();
            if (meetsRow(y, from, x.colStride(), x.cols() - 1L)) {
                return true;
            }
        }
        return false;
    }

    /** The view or its transpose, such that there are few rows, and rows that are apart. */
    private static Matrix lying(Matrix x) {
        return x.cols() == 1 || x.rows() > 1 && x.rowStride() < x.colStride() ? x.t() : x;
    }

    /** Whether a view has one of the places from + j·c for 0 ≤ j ≤ most. */
    private static boolean meetsRow(Matrix y, long from, long c, long most) {
        long r = y.rowStride();
        long right = y.cols() - 1L;
        long before = from - y.offset() - right * y.colStride();
        long after = from + most * c - y.offset();
        if (after < 0 || r == 0 && before > 0) {
            return false;
        }
        long last = r == 0 ? 0 : Math.min(y.rows() - 1L, after / r);
        for (long k = before <= 0 ? 0 : Math.ceilDiv(before, r); k <= last; k++) {
            if (meet(y.offset() + k * r - from, c, most, y.colStride(), right)) {
                return true;
            }
        }
        return false;
    }

    /** Whether d = j·c − l·e for some 0 ≤ j ≤ most and 0 ≤ l ≤ left: whether two rows share a place. */
    private static boolean meet(long d, long c, long most, long e, long left) {
        return c >= e ? meet(d, c, 0, most, e, left, 0) : meet(-d, e, 0, left, c, most, 0);
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
