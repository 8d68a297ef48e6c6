// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What the frame asks of the leaves for one precision. Every Object is an array of its type. Numbers are given as double,
 * already rounded to the precision. Nothing is checked here.
 */
public interface Leaves {
    Precision precision();

    Tiling tiling();

    /** Told that a product of so many multiply-adds begins: the leaves for all of it. */
    default Leaves forProduct(long work) {
        return this;
    }

    /** Chains of fma in registers, {@link Tiling#ROOF_CHAINS} vectors of them in an array, for so many steps; two vectors follow. */
    void roof(Object chains, int steps);

    /** C ← C + A·B for one microtile. */
    void multiply(Kernel kernel, Microtile tile);

    /** Sixteen chains along each row of A, times the vector B, over k steps: C has the lanes of one row after the other. */
    void rowChains(Microtile tile);

    /** y ← α·s, or y ← y + α·s unless {@code zero}: s is the tree over the lanes of each row, which are lost. */
    void rowTrees(Object lanes, int rows, double alpha, boolean zero, Object y, int yo, int ys);

    /** c ← a·b, or c ← c + a·b unless {@code zero}: one row of an outer product, at least a vector long. */
    void outerRow(double a, Object b, int bo, boolean zero, Object c, int co, int n);

    /** Computes n elements of each operand, n a multiple of sixteen. */
    void run(Operation operation, Stretch operands, int n);

    /** C ← β·C, or zeros where β is 0. */
    void scale(double beta, Matrix c);

    /** Y ← α·X over n elements from the same offset on, n a whole number of vectors. */
    void scale(double alpha, Object x, int xo, int n);

    /** Adds one row to each of several, {@code yrs} apart. */
    void addToRows(Object x, int xo, Object y, int yo, int yrs, int rows, int cols);

    /** Copies n elements {@code xs} apart to places {@code ys} apart. */
    void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n);

    void fill(Object x, int from, int to, double value);

    /** Transposes blocks in registers. */
    void transpose(Turning turning);

    /** Writes rows of B, a vector from each of two places, one after the other to byte {@code to} of a packed block. */
    void packRows(Object b, int first, int second, int brs, int k, MemorySegment packed, long to);

    /** Writes k vectors that lie together to every second place of a packed block, from byte {@code to} on. */
    void packVectors(Object vectors, int k, MemorySegment packed, long to);

    /**
     * Copies the window of {@code rows} x {@code cols} elements from (i, j) on to rows {@code trs} apart. Rows no longer than
     * a vector are filled up with whatever follows them.
     */
    void load(Matrix x, int i, int j, int rows, int cols, Object tile, int first, int trs);

    /** The reverse, from the start of the tile, without touching anything else. */
    void store(Object tile, int trs, Matrix x, int i, int j, int rows, int cols);

    /** S ← column sums of X. */
    void columnSums(Matrix x, Matrix s);

    /** The sum of all elements in binary64; {@code lanes} has room for sixteen. */
    double sum(Matrix x, double[] lanes);

    /** Fills rows of n elements up with the filler, from {@code cols} on. Here and below n is a multiple of sixteen. */
    void pad(Object x, double filler, int rows, int cols, int n);

    /**
     * X ← X − the greatest of its row; NaN is passed over. Where places are wanted, {@code place} gets that of each row's first
     * greatest, {@link RowSums#NONE} if nothing is greater than −∞, and X there (else at place 0) is exactly 0.
     */
    void subtractGreatest(Object x, int rows, int n, int @Nullable [] place);

    /** E ← e^X over n elements. */
    void exp(Object x, Object e, int n);

    /** The sum of each row in sixteen lanes and a tree. */
    void rowSums(Object x, int rows, int n, Object sums);

    /** The same of the products, each lane a chain of fma. */
    void rowDots(Object x, Object y, int rows, int n, Object sums);

    /** P ← E / the sum of its row. */
    void divide(Object e, Object sums, Object p, int rows, int n);

    /** dP ← P ⊙ (dP − the sum of its row). */
    void softmaxBackward(Object dp, Object p, Object sums, int rows, int n);

    /** Sets e to 0 where the greatest are. */
    void clearPlaces(Object e, RowSums sums, int rows, int n);

    /** Sets the sums that follow from {@code rest}, which becomes NaN where there is no greatest. */
    void complete(RowSums sums, int rows);

    /** From e = exp(z − m) in E and z − m in V: the gradients G but for those at the greatest, and the terms in V. */
    void softmaxCrossEntropy(Object e, Object t, Object g, Object v, RowSums sums, int rows, int n);

    /** The gradients at the greatest. */
    void placeGradients(Object t, Object g, RowSums sums, int rows, int n);
}
