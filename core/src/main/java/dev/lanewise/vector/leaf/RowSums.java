// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import dev.lanewise.Precision;

/** What couples the elements of each of some rows in softmax cross entropy. Every Object is an array of the precision. */
public final class RowSums {
    /** The place of a row without a greatest. */
    public static final int NONE = -1;

    /** Of each row's greatest. */
    public final int[] place;
    /** q, the sum of e over all others. */
    public final Object rest;
    /** 1 + q, or the sum of e over all. */
    public final Object sum;
    /** ln(1 + q). */
    public final Object logSum;
    /** T, the sum of the row's targets. */
    public final Object total;
    /** r = 1/rows. */
    public double share;

    /** Of up to so many rows. */
    public RowSums(Precision precision, int rows) {
        place = new int[rows];
        rest = precision.array(rows);
        sum = precision.array(rows);
        logSum = precision.array(rows);
        total = precision.array(rows);
    }

    /** Where a row's greatest is; anywhere, if there is none. */
    public int place(int row) {
        return Math.max(place[row], 0);
    }
}
