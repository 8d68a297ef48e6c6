// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void aViewThatFitsExactlyIsAccepted() {
        Matrix view = Matrix.of(new float[9], 1, 2, 3, 3, 1);
        view.set(1, 2, 5);
        assertThat(view.floats()[6]).isEqualTo(5);
        assertThat(Matrix.of(new float[7], 1, 2, 3, 3, 1).get(1, 2)).isZero();
    }

    @Test
    void aViewThatReachesOutsideIsRefusedWithItsIndex() {
        assertThatThrownBy(() -> Matrix.of(new float[6], 1, 2, 3, 3, 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("index 6")
                .hasMessageContaining("expected less than the array's length 6");
    }

    @Test
    void sizesThatOverflowAreRefused() {
        assertThatThrownBy(() -> Matrix.zeros(1 << 16, 1 << 16)).hasMessageContaining("4294967296");
        assertThatThrownBy(() -> Matrix.of(new float[10], 0, 1 << 30, 1 << 30, 1 << 30, 1 << 30))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Matrix.of(new float[30], 5, 5)).hasMessageContaining("30 elements");
        assertThatThrownBy(() -> Matrix.of(new double[30], 5, 5)).hasMessageContaining("30 elements");
        MemorySegment segment = MemorySegment.ofArray(new float[30]);
        assertThatThrownBy(() -> Matrix.of(segment, Precision.SINGLE, 5, 5)).hasMessageContaining("30 elements");
    }

    @Test
    void badNumbersAreRefusedByName() {
        assertThatThrownBy(() -> Matrix.of((float[]) null, 0, 1, 1, 1, 1)).hasMessageContaining("array is null");
        assertThatThrownBy(() -> Matrix.of(new float[4], -1, 1, 1, 1, 1)).hasMessageContaining("offset is -1");
        assertThatThrownBy(() -> Matrix.of(new float[4], 0, -2, 1, 1, 1)).hasMessageContaining("rows is -2");
        assertThatThrownBy(() -> Matrix.of(new float[4], 0, 1, 1, -1, 1)).hasMessageContaining("rowStride is -1");
        assertThatThrownBy(() -> Matrix.ofRows(new float[2], new float[3])).hasMessageContaining("row 1 has 3");
        assertThatThrownBy(() -> Matrix.zeros(2, 2).get(2, 0)).hasMessageContaining("(2, 0)");
        assertThatThrownBy(() -> Matrix.zeros(2, 2).get(0, 2)).hasMessageContaining("(0, 2)");
        assertThatThrownBy(() -> Matrix.zeros(2, 2).get(-1, 1)).hasMessageContaining("(-1, 1)");
        assertThatThrownBy(() -> Matrix.zeros(2, 2).set(1, -1, 0)).hasMessageContaining("(1, -1)");
        assertThatThrownBy(() -> Matrix.zeros(2, 2).window(1, 1, 2, 1)).hasMessageContaining("reaches outside");
        assertThatThrownBy(() -> Matrix.zeros(2, 2).repeated(3)).hasMessageContaining("expected 1 row");
    }

    @Test
    void transposingTwiceIsTheSameView() {
        Matrix x = Matrix.of(new float[50], 3, 4, 5, 7, 1);
        assertThat(x.t().t()).isSameAs(x);
        assertThat(x.t().rows()).isEqualTo(5);
        x.set(3, 4, 2);
        assertThat(x.t().get(4, 3)).isEqualTo(2);
    }

    @Test
    void strideThatNothingIsReachedByDoesNotMakeAnotherView() {
        float[] array = new float[20];
        Matrix row = Matrix.of(array, 2, 1, 4, 9, 1);
        Matrix column = Matrix.of(array, 2, 4, 1, 4, 5);
        Matrix block = Matrix.of(array, 2, 2, 2, 4, 1);
        assertThat(row.isSameView(Matrix.of(array, 2, 1, 4, 4, 1))).isTrue();
        assertThat(row.isSameView(Matrix.of(array, 2, 1, 4, 9, 2))).isFalse();
        assertThat(column.isSameView(Matrix.of(array, 2, 4, 1, 4, 1))).isTrue();
        assertThat(column.isSameView(Matrix.of(array, 2, 4, 1, 3, 5))).isFalse();
        assertThat(block.isSameView(Matrix.of(array, 2, 2, 2, 5, 1))).isFalse();
        assertThat(block.isSameView(Matrix.of(array, 2, 2, 2, 4, 2))).isFalse();
        assertThat(block.isSameView(Matrix.of(array, 2, 2, 2, 4, 1))).isTrue();
    }

    @Test
    void copiesGoWhereTheyFitAndShareNothing() {
        Matrix x = Matrix.ofRows(new float[] {1, 2, 3}, new float[] {4, 5, 6});
        assertThatThrownBy(() -> x.copyTo(Matrix.zeros(3, 2))).hasMessageContaining("to is 3x2; expected 2x3");
        assertThatThrownBy(() -> x.copyTo(Matrix.zeros(2, 3, Precision.DOUBLE)))
                .hasMessageContaining("to is in precision DOUBLE");
        assertThatThrownBy(() -> x.copyTo(Matrix.zeros(1, 3).repeated(2))).hasMessageContaining("share places");
        assertThatThrownBy(() -> x.cols(0, 2).copyTo(x.cols(1, 3))).hasMessageContaining("overlaps this matrix");
        assertThat(x.get(0, 1)).isEqualTo(2);
    }

    @Test
    void aLossHasAsManyTermsAsADoubleCounts() {
        Matrix p = Matrix.zeros(1, 2);
        Matrix gradient = Matrix.zeros(1, 2);
        Backends.scalar().lossSum(Loss.MEAN_SQUARED_ERROR, p, p.copy(), 1L << 52, gradient);
        assertThatThrownBy(
                        () -> Backends.scalar().lossSum(Loss.MEAN_SQUARED_ERROR, p, p.copy(), (1L << 52) + 1, gradient))
                .hasMessageContaining("rows is 4503599627370497 of 2 columns");
    }

    @Test
    void overlapIsExactForWindowsOfOneMatrix() {
        SplittableRandom random = new SplittableRandom(1);
        float[] array = new float[400];
        for (int round = 0; round < 20_000; round++) {
            int stride = 1 + random.nextInt(12);
            Matrix a = window(array, random, stride, round % 2 == 0);
            Matrix b = window(array, random, stride, round % 2 == 0);
            Set<Integer> shared = places(a);
            shared.retainAll(places(b));
            assertThat(a.overlaps(b)).as("%s and %s", a, b).isEqualTo(!shared.isEmpty());
        }
    }

    /** Two views with one pair of strides, as they are or transposed: even and odd columns, a factor beside its Gram matrix. */
    @Test
    void overlapIsExactForEqualStrides() {
        SplittableRandom random = new SplittableRandom(4);
        float[] array = new float[800];
        int apart = 0;
        for (int round = 0; round < 40_000; round++) {
            int rowStride = random.nextInt(20);
            int colStride = random.nextInt(20);
            Matrix a =
                    Matrix.of(array, random.nextInt(100), random.nextInt(7), random.nextInt(7), rowStride, colStride);
            Matrix b =
                    Matrix.of(array, random.nextInt(100), random.nextInt(7), random.nextInt(7), rowStride, colStride);
            Matrix c = round % 2 == 0 ? b : b.t();
            Set<Integer> shared = places(a);
            shared.retainAll(places(c));
            assertThat(a.overlaps(c)).as("%s and %s", a, c).isEqualTo(!shared.isEmpty());
            apart += shared.isEmpty() ? 1 : 0;
        }
        assertThat(apart).isGreaterThan(1000);
    }

    @Test
    void evenColumnsAreCopiedToOddOnes() {
        Matrix even = Matrix.of(new float[] {1, 0, 2, 0, 3, 0, 4, 0}, 0, 2, 2, 4, 2);
        Matrix odd = Matrix.of(even.floats(), 1, 2, 2, 4, 2);
        Backends.scalar().copy(even, odd);
        assertThat(even.floats()).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
    }

    @Test
    void overlapIsExactBetweenAnyTwoViews() {
        SplittableRandom random = new SplittableRandom(2);
        float[] array = new float[400];
        int apart = 0;
        for (int round = 0; round < 60_000; round++) {
            Matrix a = any(array, random);
            Matrix b = any(array, random);
            Set<Integer> shared = places(a);
            shared.retainAll(places(b));
            assertThat(a.overlaps(b)).as("%s and %s", a, b).isEqualTo(!shared.isEmpty());
            apart += shared.isEmpty() && a.offset() < b.offset() + 10 && b.offset() < a.offset() + 10 ? 1 : 0;
        }
        assertThat(apart).isGreaterThan(1000);
    }

    @Test
    void everyThirdPlaceAndPlacesBesideThemAreApart() {
        float[] array = new float[600];
        Matrix thirds = Matrix.of(array, 0, 100, 1, 6, 3);
        assertThat(thirds.overlaps(Matrix.of(array, 3, 100, 1, 5, 2))).isTrue();
        assertThat(thirds.overlaps(Matrix.of(array, 1, 90, 2, 6, 2))).isFalse();
        assertThat(thirds.overlaps(Matrix.of(array, 1, 290, 1, 2, 7))).isFalse();
    }

    @Test
    void aViewIsWritableExactlyIfNoTwoElementsShareAPlace() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 20_000; round++) {
            Matrix a = any(new float[400], random);
            boolean distinct = places(a).size() == a.rows() * a.cols();
            assertThat(a.isWritable()).as("%s", a).isEqualTo(distinct);
        }
    }

    @Test
    void elementsAreComparedByTheirBitsWhereverTheyLie() {
        Matrix x = Matrix.of(new float[] {1, 2, 3, Float.NaN}, 2, 2);
        assertThat(x.t().copy().t().hasSameElements(x)).isTrue();
        assertThat(x.hasSameElements(x.t())).isFalse();
        assertThat(x.hasSameElements(x.to(Precision.DOUBLE))).isFalse();
        assertThat(x.hasSameElements(x.rows(0, 1))).isFalse();
        assertThat(Matrix.zeros(1, 1).hasSameElements(Matrix.of(new float[] {-0f}, 1, 1)))
                .isFalse();
    }

    @Test
    void elementsArePrintedRowByRow() {
        assertThat(Matrix.of(new float[] {0.1f, 2, 3, 4}, 2, 2).t().elements()).isEqualTo("0.1 3.0\n2.0 4.0\n");
        assertThat(Matrix.of(new double[] {0.1}, 1, 1).elements()).isEqualTo("0.1\n");
        assertThat(Matrix.zeros(0, 3).elements()).isEmpty();
        Matrix large = Matrix.zeros(30, 12);
        large.set(0, 11, 5);
        large.set(29, 0, 7);
        String[] lines = large.elements().split("\n");
        assertThat(lines).hasSize(21);
        assertThat(lines[0]).isEqualTo("0.0 0.0 0.0 0.0 0.0 ... 0.0 0.0 0.0 0.0 5.0");
        assertThat(lines[10]).isEqualTo("...");
        assertThat(lines[20]).startsWith("7.0");
    }

    private static Matrix window(float[] array, SplittableRandom random, int stride, boolean rowMajor) {
        int cols = random.nextInt(stride + 1);
        Matrix window = Matrix.of(array, random.nextInt(150), random.nextInt(8), cols, stride, 1);
        return rowMajor ? window : window.t();
    }

    private static Matrix any(float[] array, SplittableRandom random) {
        return Matrix.of(
                array,
                random.nextInt(100),
                random.nextInt(6),
                random.nextInt(6),
                random.nextInt(15),
                random.nextInt(15));
    }

    private static Set<Integer> places(Matrix x) {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                places.add(x.offset() + i * x.rowStride() + j * x.colStride());
            }
        }
        return places;
    }
}
