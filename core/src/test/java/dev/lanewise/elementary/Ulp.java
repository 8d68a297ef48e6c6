// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

/** Errors in units in the last place of the exact result. */
final class Ulp {
    private Ulp() {}

    /**
     * |y − exact| in units in the last place of binary32 at {@code exact}; infinite if one is NaN and the other not, or
     * if they are different infinities. Results that overflow count as exact if they are infinite.
     */
    static double error(float y, double exact) {
        float rounded = (float) exact;
        if (Float.isNaN(y) || Double.isNaN(exact)) {
            return Float.isNaN(y) && Double.isNaN(exact) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Float.isInfinite(y) || Float.isInfinite(rounded)) {
            return y == rounded ? 0 : Double.POSITIVE_INFINITY;
        }
        int exponent = Math.max(Math.getExponent(exact), Float.MIN_EXPONENT);
        return Math.abs(y - exact) / Math.scalb(1.0, exponent - 23);
    }
}
