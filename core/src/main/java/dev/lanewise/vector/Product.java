// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;
import dev.lanewise.vector.leaf.Leaves;
import org.jspecify.annotations.Nullable;

/** The operands of one product C ← f(α·A·B + β·C + bias), with what is asked of them again and again. */
@SuppressWarnings({"NullAway.Init", "NullAway"}) // Set before each use, and let go of after it.
final class Product {
    /** By which it is computed. */
    Leaves leaves;

    double alpha;
    /** In which way each block is computed that it suits, or null as decided. For tests. */
    @Nullable
    Way forced;
    /** Whether each element is the sum of sixteen chains, as in a matrix times a vector, rather than one. */
    boolean interleaved;

    Matrix a;
    /** Null where B is packed. */
    Matrix b;
    /** B packed once for many products, or null. */
    @Nullable
    Micropanels packed;

    /** Whether C starts from zero. */
    boolean fromZero;

    Matrix c;
    /** Null, or with β = 0 a row to be added. */
    @Nullable
    Matrix bias;

    Activation activation;

    int m;
    int n;
    int k;
    /** Whether the rows of each operand are contiguous; so is a row of one element. */
    boolean aAlongRows;

    boolean bAlongRows;
    boolean cAlongRows;

    void set(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        set(alpha, a, beta, c);
        this.b = b;
        bAlongRows = isAlongRows(b);
    }

    /** C ← A·B with a packed B. */
    void set(Matrix a, Micropanels b, Matrix c) {
        set(1, a, 0, c);
        packed = b;
        bAlongRows = false;
    }

    private void set(double alpha, Matrix a, double beta, Matrix c) {
        this.alpha = alpha;
        this.a = a;
        this.c = c;
        packed = null;
        forced = null;
        interleaved = false;
        fromZero = beta == 0;
        bias = null;
        activation = Activation.IDENTITY;
        m = c.rows();
        n = c.cols();
        k = alpha == 0 ? 0 : a.cols();
        aAlongRows = isAlongRows(a);
        cAlongRows = isAlongRows(c);
    }

    private static boolean isAlongRows(Matrix x) {
        return x.colStride() == 1 || x.cols() == 1;
    }

    boolean hasEpilogue() {
        return bias != null || activation != Activation.IDENTITY;
    }

    /** Lets go of the callers' matrices. */
    void forget() {
        a = null;
        b = null;
        packed = null;
        c = null;
        bias = null;
    }
}
