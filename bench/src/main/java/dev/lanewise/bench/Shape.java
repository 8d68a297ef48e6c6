// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

/** The sizes of a matrix multiply, written {@code 64x784x128} for m x n x k. */
record Shape(int m, int n, int k) {
    static Shape parse(String text) {
        String[] sizes = text.split("x");
        if (sizes.length != 3) {
            throw new IllegalArgumentException("shape is \"" + text + "\"; expected m x n x k, such as 64x784x128");
        }
        return new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    }

    double flops() {
        return 2.0 * m * n * k;
    }

    /** Elements of the three matrices. */
    double elements() {
        return (double) m * k + (double) k * n + (double) m * n;
    }
}
