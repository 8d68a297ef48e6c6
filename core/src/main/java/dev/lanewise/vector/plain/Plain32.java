// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.plain;

import static dev.lanewise.vector.leaf.Width.LOGICAL;
import static java.lang.Math.fma;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.elementary.Binary32;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.leaf.Microtile;
import dev.lanewise.vector.leaf.Operation;
import dev.lanewise.vector.leaf.RowSums;
import dev.lanewise.vector.leaf.Stretch;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Turning;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The loops for binary32, plainly: for a JVM without the Vector API, and until its vectors are compiled. */
public final class Plain32 implements Leaves {
    /** Of k, computed at a time. */
    private static final int STEPS = 4;

    private final Tiling tiling = Tiling.of(Precision.SINGLE);

    @Override
    public Precision precision() {
        return Precision.SINGLE;
    }

    @Override
    public Tiling tiling() {
        return tiling;
    }

    @Override
    public void roof(Object chains, int steps) {
        float[] c = (float[]) chains;
        int lanes = tiling.lanes();
        int x = Tiling.ROOF_CHAINS * lanes;
        for (int p = 0; p < steps; p++) {
            for (int j = 0; j < x; j++) {
                c[j] = fma(c[x + j % lanes], c[x + lanes + j % lanes], c[j]);
            }
        }
    }

    @Override
    public void multiply(Kernel kernel, Microtile t) {
        switch (kernel) {
            case DOT_8X1, TURNED_1X1, TURNED_4X1 -> chains(t);
            case PACKED_12X2, PACKED_6X2, PACKED_4X2 -> packed(t);
            case PANELS_4X4, PANELS_1X8 -> panels(t);
            case DIRECT_12X2, DIRECT_6X2, DIRECT_4X2, DIRECT_8X1, DIRECT_1X4, DIRECT_1X8 -> direct(kernel, t);
        }
    }

    private static void chains(Microtile t) {
        float[] a = (float[]) t.a;
        float[] x = (float[]) t.b;
        float[] c = (float[]) t.c;
        for (int e = 0; e < t.rows * t.cols; e++) {
            int row = t.ao + e % t.rows * t.ars;
            int column = t.bo + e / t.rows * t.brs;
            int to = t.co + e / t.rows * t.crs + e % t.rows;
            float s = t.zero ? 0 : c[to];
            for (int p = 0; p < t.k; p++) {
                s = fma(a[row + p], x[column + p], s);
            }
            c[to] = s;
        }
    }

    /** One micropanel after the other. */
    private void panels(Microtile t) {
        long first = t.panel;
        int co = t.co;
        int cols = t.cols;
        t.cols = tiling.nr();
        for (int j = 0; j < cols; j += t.cols) {
            t.panel = first + j / t.cols * t.panelStride;
            t.co = co + j;
            packed(t);
        }
        t.panel = first;
        t.co = co;
        t.cols = cols;
    }

    /** Some steps of the micropanel at a time, as an array, for all rows of A. */
    private void packed(Microtile t) {
        if (t.zero) {
            for (int i = 0; i < t.rows; i++) {
                int to = t.co + i * t.crs;
                Arrays.fill((float[]) t.c, to, to + t.cols, 0);
            }
        }
        float[] steps = new float[STEPS * tiling.nr()];
        for (int p = 0; p < t.k; p += STEPS) {
            int count = Math.min(STEPS, t.k - p);
            long from = t.panel + (long) p * tiling.nr() * Float.BYTES;
            MemorySegment.copy(t.packedB, ValueLayout.JAVA_FLOAT, from, steps, 0, count * tiling.nr());
            for (int i = 0; i < t.rows; i++) {
                addSteps(t, i, p, steps, count);
            }
        }
    }

    /** The second vector of a micropanel ends with its last column, wherever the first ends. */
    private void addSteps(Microtile t, int i, int p, float[] steps, int count) {
        float[] a = (float[]) t.a;
        float[] c = (float[]) t.c;
        int row = t.ao + i * tiling.aStride() + p;
        int to = t.co + i * t.crs;
        int lanes = tiling.lanes();
        int second = tiling.nr() + lanes - t.cols;
        int left = t.cols - lanes;
        if (count == STEPS) {
            addRows(a, row, steps, 0, tiling.nr(), c, to, Math.min(lanes, t.cols));
            addRows(a, row, steps, second, tiling.nr(), c, to + lanes, left);
            return;
        }
        for (int q = 0; q < count; q++) {
            addRow(a[row + q], steps, q * tiling.nr(), c, to, Math.min(lanes, t.cols));
            addRow(a[row + q], steps, q * tiling.nr() + second, c, to + lanes, left);
        }
    }

    private void direct(Kernel kernel, Microtile t) {
        int rows = kernel.rows == 1 ? 1 : t.rows;
        int cols = kernel.vectors == 1 ? tiling.lanes() : t.cols;
        float[] a = (float[]) t.a;
        float[] b = (float[]) t.b;
        float[] c = (float[]) t.c;
        for (int i = 0; i < rows; i++) {
            int to = t.co + i * t.crs;
            int row = t.ao + i * t.ars;
            if (t.zero) {
                Arrays.fill(c, to, to + cols, 0);
            }
            int p = 0;
            for (; p + STEPS <= t.k; p += STEPS) {
                addRows(a, row + p, b, t.bo + p * t.brs, t.brs, c, to, cols);
            }
            for (; p < t.k; p++) {
                addRow(a[row + p], b, t.bo + p * t.brs, c, to, cols);
            }
        }
    }

    /** Four steps of k: an element of C is read and written once for all of them. */
    private static void addRows(float[] a, int ao, float[] b, int bo, int brs, float[] c, int co, int n) {
        float a0 = a[ao];
        float a1 = a[ao + 1];
        float a2 = a[ao + 2];
        float a3 = a[ao + 3];
        int b1 = bo + brs;
        int b2 = b1 + brs;
        int b3 = b2 + brs;
        for (int j = 0; j < n; j++) {
            float s = fma(a1, b[b1 + j], fma(a0, b[bo + j], c[co + j]));
            c[co + j] = fma(a3, b[b3 + j], fma(a2, b[b2 + j], s));
        }
    }

    private static void addRow(float factor, float[] b, int bo, float[] c, int co, int n) {
        for (int j = 0; j < n; j++) {
            c[co + j] = fma(factor, b[bo + j], c[co + j]);
        }
    }

    @Override
    public void rowChains(Microtile t) {
        float[] a = (float[]) t.a;
        float[] x = (float[]) t.b;
        float[] lanes = (float[]) t.c;
        for (int i = 0; i < t.rows; i++) {
            int row = t.ao + i * t.ars;
            int to = t.co + i * LOGICAL;
            if (t.zero) {
                Arrays.fill(lanes, to, to + LOGICAL, 0);
            }
            for (int p = 0; p < t.k; p += LOGICAL) {
                int count = Math.min(LOGICAL, t.k - p);
                for (int l = 0; l < count; l++) {
                    lanes[to + l] = fma(a[row + p + l], x[t.bo + p + l], lanes[to + l]);
                }
            }
        }
    }

    @Override
    public void rowTrees(Object lanes, int rows, double alpha, boolean zero, Object y, int yo, int ys) {
        PlainRows32.trees((float[]) lanes, rows, (float) alpha, zero, (float[]) y, yo, ys);
    }

    @Override
    public void outerRow(double a, Object b, int bo, boolean zero, Object c, int co, int n) {
        if (zero) {
            Arrays.fill((float[]) c, co, co + n, 0);
        }
        addRow((float) a, (float[]) b, bo, (float[]) c, co, n);
    }

    @Override
    public void run(Operation operation, Stretch s, int n) {
        Elements32.run(operation, s, n);
    }

    @Override
    public void scale(double beta, Matrix c) {
        float factor = (float) beta;
        float[] array = c.floats();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.cols(); j++) {
                int at = c.offset() + i * c.rowStride() + j * c.colStride();
                array[at] = factor == 0 ? 0 : factor * array[at];
            }
        }
    }

    @Override
    public void scale(double alpha, Object x, int xo, int n) {
        float factor = (float) alpha;
        float[] array = (float[]) x;
        for (int e = xo; e < xo + n; e++) {
            array[e] = factor * array[e];
        }
    }

    @Override
    public void addToRows(Object x, int xo, Object y, int yo, int yrs, int rows, int cols) {
        float[] row = (float[]) x;
        float[] to = (float[]) y;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                to[yo + i * yrs + j] += row[xo + j];
            }
        }
    }

    @Override
    public void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n) {
        float[] from = (float[]) x;
        float[] to = (float[]) y;
        if (xs == 1 && ys == 1) {
            System.arraycopy(from, xo, to, yo, n);
            return;
        }
        for (int e = 0; e < n; e++) {
            to[yo + e * ys] = from[xo + e * xs];
        }
    }

    @Override
    public void fill(Object x, int from, int to, double value) {
        Arrays.fill((float[]) x, from, to, (float) value);
    }

    @Override
    public void transpose(Turning t) {
        float[] x = (float[]) t.x;
        float[] y = (float[]) t.y;
        for (int block = 0; block < t.blocks; block++) {
            for (int i = 0; i < tiling.turned(); i++) {
                int row = t.xo + block * t.xStep + Math.min(i, t.rows - 1) * t.xrs;
                for (int j = 0; j < tiling.turned(); j++) {
                    y[t.yo + block * t.yStep + j * t.yrs + i] = x[row + j];
                }
            }
        }
    }

    @Override
    public void packRows(Object b, int first, int second, int brs, int k, MemorySegment packed, long to) {
        MemorySegment from = MemorySegment.ofArray((float[]) b);
        for (int p = 0; p < k; p++) {
            long at = to + (long) p * tiling.nr() * Float.BYTES;
            long bytes = (long) tiling.lanes() * Float.BYTES;
            MemorySegment.copy(from, (long) (first + p * brs) * Float.BYTES, packed, at, bytes);
            MemorySegment.copy(from, (long) (second + p * brs) * Float.BYTES, packed, at + bytes, bytes);
        }
    }

    @Override
    public void packVectors(Object vectors, int k, MemorySegment packed, long to) {
        long bytes = (long) tiling.lanes() * Float.BYTES;
        MemorySegment from = MemorySegment.ofArray((float[]) vectors);
        for (int p = 0; p < k; p++) {
            MemorySegment.copy(from, p * bytes, packed, to + 2 * p * bytes, bytes);
        }
    }

    @Override
    public void load(Matrix x, int i, int j, int rows, int cols, Object tile, int first, int trs) {
        for (int r = 0; r < rows; r++) {
            int at = x.offset() + (i + r) * x.rowStride() + j * x.colStride();
            copy(x.array(), at, x.colStride(), tile, first + r * trs, 1, cols);
        }
    }

    @Override
    public void store(Object tile, int trs, Matrix x, int i, int j, int rows, int cols) {
        for (int r = 0; r < rows; r++) {
            int at = x.offset() + (i + r) * x.rowStride() + j * x.colStride();
            copy(tile, r * trs, 1, x.array(), at, x.colStride(), cols);
        }
    }

    @Override
    public void columnSums(Matrix x, Matrix s) {
        float[] from = x.floats();
        for (int j = 0; j < x.cols(); j++) {
            float sum = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += from[x.offset() + i * x.rowStride() + j * x.colStride()];
            }
            s.floats()[s.offset() + j * s.colStride()] = sum;
        }
    }

    @Override
    public double sum(Matrix x, double[] lanes) {
        return Elements32.sum(x, lanes);
    }

    @Override
    public void pad(Object x, double filler, int rows, int cols, int n) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill((float[]) x, row * n + cols, (row + 1) * n, (float) filler);
        }
    }

    @Override
    public void subtractGreatest(Object x, int rows, int n, int @Nullable [] place) {
        PlainRows32.subtractGreatest((float[]) x, rows, n, place);
    }

    @Override
    public void exp(Object x, Object e, int n) {
        float[] from = (float[]) x;
        float[] to = (float[]) e;
        for (int j = 0; j < n; j++) {
            to[j] = Binary32.exp(from[j]);
        }
    }

    @Override
    public void rowSums(Object x, int rows, int n, Object sums) {
        PlainRows32.sums((float[]) x, rows, n, (float[]) sums);
    }

    @Override
    public void rowDots(Object x, Object y, int rows, int n, Object sums) {
        PlainRows32.dots((float[]) x, (float[]) y, rows, n, (float[]) sums);
    }

    @Override
    public void divide(Object e, Object sums, Object p, int rows, int n) {
        for (int i = 0; i < rows * n; i++) {
            ((float[]) p)[i] = ((float[]) e)[i] / ((float[]) sums)[i / n];
        }
    }

    @Override
    public void softmaxBackward(Object dp, Object p, Object sums, int rows, int n) {
        float[] gradient = (float[]) dp;
        for (int i = 0; i < rows * n; i++) {
            gradient[i] = ((float[]) p)[i] * (gradient[i] - ((float[]) sums)[i / n]);
        }
    }

    @Override
    public void clearPlaces(Object e, RowSums sums, int rows, int n) {
        PlainRows32.clearPlaces((float[]) e, sums, rows, n);
    }

    @Override
    public void complete(RowSums sums, int rows) {
        PlainRows32.complete(sums, rows);
    }

    @Override
    public void softmaxCrossEntropy(Object e, Object t, Object g, Object v, RowSums sums, int rows, int n) {
        PlainRows32.crossEntropy((float[]) e, (float[]) t, (float[]) g, (float[]) v, sums, rows, n);
    }

    @Override
    public void placeGradients(Object t, Object g, RowSums sums, int rows, int n) {
        PlainRows32.placeGradients((float[]) t, (float[]) g, sums, rows, n);
    }
}
