// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import static dev.lanewise.elementary.ElementaryFunction.EXP;
import static dev.lanewise.elementary.ElementaryFunction.LN;
import static dev.lanewise.elementary.ElementaryFunction.LN_OF_COMPLEMENT;
import static dev.lanewise.elementary.ElementaryFunction.SIGMOID;
import static dev.lanewise.elementary.ElementaryFunction.SIGMOID_DERIVATIVE;
import static dev.lanewise.elementary.ElementaryFunction.TANH;
import static dev.lanewise.elementary.ElementaryFunction.TANH_DERIVATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Precision;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The elementary functions in binary64 against a judge of a hundred bits: 300,000 arguments of each by default, as many as
 * {@code -Dlanewise.sweep.samples} says in the long run. Half of them are uniform in the bit patterns, the others where the
 * function is neither 0 nor 1 and its error may be greatest.
 */
class Binary64Test {
    private static final long SAMPLES = Long.getLong("lanewise.sweep.samples", 300_000);
    private static final int PARTS = 64;

    /** An exact result and the power of two with which it is to be multiplied. */
    private static Judge.Power plain(Judge exact) {
        return new Judge.Power(exact, 0);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function(EXP, Binary64::exp, z -> Judge.exp(Judge.of(z)), -746, 710),
                function(LN, Binary64::log, x -> plain(Judge.log(x)), 0.5, 2),
                function(LN, Binary64::log, x -> plain(Judge.log(x)), Double.MIN_VALUE, Double.MAX_VALUE),
                function(
                        LN_OF_COMPLEMENT,
                        Binary64::logOfComplement,
                        p -> plain(Judge.logOfComplement(p)),
                        0x1p-900,
                        Math.nextDown(1.0)),
                function(SIGMOID, Binary64::sigmoid, Judge::sigmoid, -745, 40),
                function(SIGMOID_DERIVATIVE, Binary64::sigmoidDerivative, Judge::sigmoidDerivative, -745, 745),
                function(TANH, Binary64::tanh, z -> plain(Judge.tanh(z)), -20, 20),
                function(TANH_DERIVATIVE, Binary64::tanhDerivative, Binary64Test::tanhDerivative, -372, 372));
    }

    private static Judge.Power tanhDerivative(double z) {
        Judge.Power slope = Judge.sigmoidDerivative(2 * z);
        return new Judge.Power(slope.near(), slope.exponent() + 2);
    }

    private static Arguments function(
            ElementaryFunction name,
            DoubleUnaryOperator f,
            DoubleFunction<Judge.Power> exact,
            double low,
            double high) {
        return Arguments.of(name, f, exact, low, high);
    }

    private record Worst(double ulp, double at) {}

    @ParameterizedTest(name = "{0} from {3} to {4}")
    @MethodSource("functions")
    void errorStaysWithinTheStatedBound(
            ElementaryFunction name,
            DoubleUnaryOperator f,
            DoubleFunction<Judge.Power> exact,
            double low,
            double high) {
        Worst worst = IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(part -> worst(f, exact, low, high, part))
                .max(Comparator.comparingDouble(Worst::ulp))
                .orElseThrow();
        System.out.printf(
                "%-18s %,d doubles from %s to %s: at most %.4f ULP at %s%n",
                name, SAMPLES, low, high, worst.ulp, worst.at);
        assertThat(worst.ulp).as("greatest error, at %s", worst.at).isLessThanOrEqualTo(name.maxUlp(Precision.DOUBLE));
    }

    /** ln u for u = 1 − p rounded, without what the rounding lost or with a wrong share of it, is off by more here. */
    @Test
    void whatOneMinusPLosesIsPutBack() {
        for (double p : new double[] {0.49778092577178995, 0x1.999999999999ap-4, 0x1.3333333333333p-3}) {
            assertThat(error(Binary64.logOfComplement(p), plain(Judge.logOfComplement(p))))
                    .as("ULP at %s", p)
                    .isLessThan(1);
        }
    }

    private static Worst worst(
            DoubleUnaryOperator f, DoubleFunction<Judge.Power> exact, double low, double high, int part) {
        SplittableRandom random = new SplittableRandom(part);
        Worst worst = new Worst(0, 0);
        for (long sample = 0; sample < SAMPLES / PARTS; sample++) {
            double x = sample % 2 == 0 ? random.nextDouble(low, high) : anyInside(random, low, high);
            double error = error(f.applyAsDouble(x), exact.apply(x));
            if (error > worst.ulp) {
                worst = new Worst(error, x);
            }
        }
        return worst;
    }

    /** Any double between the bounds, each as likely as every other. */
    private static double anyInside(SplittableRandom random, double low, double high) {
        return inOrder(random.nextLong(place(low), place(high) + 1));
    }

    /** The place of a double among all of them in their order, zero at 0; and the double at a place. */
    private static long place(double x) {
        long bits = Double.doubleToRawLongBits(x);
        return bits < 0 ? Long.MIN_VALUE - bits : bits;
    }

    private static double inOrder(long place) {
        return Double.longBitsToDouble(place < 0 ? Long.MIN_VALUE - place : place);
    }

    /** |y − exact| in units in the last place of the exact result, computed near 1 so that nothing underflows. */
    private static double error(double y, Judge.Power exact) {
        Judge near = exact.near();
        int exponent = Math.getExponent(near.high()) + exact.exponent();
        if (exponent > Double.MAX_EXPONENT) {
            return Double.isInfinite(y) ? 0 : Double.POSITIVE_INFINITY;
        }
        int unit = Math.max(exponent, Double.MIN_EXPONENT) - 52;
        // Both in units of the last place: y is a whole number there, which a double holds.
        double whole = Math.scalb(y, -unit / 2);
        whole = Math.scalb(whole, -unit - -unit / 2);
        return Math.abs(
                Judge.of(whole).minus(near.scaled(exact.exponent() - unit)).high());
    }

    static Stream<Arguments> laws() {
        return Stream.of(
                law("tanh is odd", z -> same(Binary64.tanh(-z), -Binary64.tanh(z))),
                law("σ′ is even", z -> same(Binary64.sigmoidDerivative(-z), Binary64.sigmoidDerivative(z))),
                law("tanh′ is even", z -> same(Binary64.tanhDerivative(-z), Binary64.tanhDerivative(z))),
                law("σ(−z) is 1 − σ(z) to the last bit of 1", Binary64Test::complements),
                law("0 ≤ σ ≤ 1", z -> z != z || Binary64.sigmoid(z) >= 0 && Binary64.sigmoid(z) <= 1),
                law("|tanh| ≤ 1", z -> z != z || Math.abs(Binary64.tanh(z)) <= 1),
                law(
                        "0 ≤ σ′ ≤ ¼",
                        z -> z != z || Binary64.sigmoidDerivative(z) >= 0 && Binary64.sigmoidDerivative(z) <= 0.25),
                law("exp rises", z -> rises(Binary64::exp, z)),
                law("ln rises", z -> z < 0 || rises(Binary64::log, z)),
                law("σ rises", z -> rises(Binary64::sigmoid, z)),
                law("tanh rises", z -> rises(Binary64::tanh, z)),
                law("NaN gives NaN", z -> z == z || allAreNan(z)));
    }

    private static Arguments law(String name, DoublePredicate law) {
        return Arguments.of(name, law);
    }

    private static boolean same(double x, double y) {
        return Double.doubleToLongBits(x) == Double.doubleToLongBits(y);
    }

    private static boolean complements(double z) {
        return z != z || Math.abs(Binary64.sigmoid(-z) + Binary64.sigmoid(z) - 1) <= Math.ulp(0.5);
    }

    private static boolean rises(DoubleUnaryOperator f, double z) {
        return z != z || f.applyAsDouble(z) <= f.applyAsDouble(Math.nextUp(z));
    }

    private static boolean allAreNan(double nan) {
        return Double.isNaN(Binary64.exp(nan))
                && Double.isNaN(Binary64.log(nan))
                && Double.isNaN(Binary64.sigmoid(nan))
                && Double.isNaN(Binary64.sigmoidDerivative(nan))
                && Double.isNaN(Binary64.tanh(nan))
                && Double.isNaN(Binary64.tanhDerivative(nan));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void lawsHoldForEverySample(String name, DoublePredicate law) {
        long counterexamples = IntStream.range(0, PARTS)
                .parallel()
                .mapToLong(part -> counterexamples(law, new SplittableRandom(part + PARTS)))
                .sum();
        assertThat(counterexamples).isZero();
    }

    private static long counterexamples(DoublePredicate law, SplittableRandom random) {
        long found = 0;
        for (long sample = 0; sample < SAMPLES / PARTS; sample++) {
            double any = Double.longBitsToDouble(random.nextLong());
            found += law.test(any) ? 0 : 1;
            found += law.test(random.nextDouble(-50, 50)) ? 0 : 1;
        }
        return found + (law.test(Double.NaN) ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "-Infinity, 0,        NaN,       0,   0,    -1, 0",
        "-0.0,      1,        -Infinity, 0.5, 0.25, -0.0, 1",
        "0.0,       1,        -Infinity, 0.5, 0.25, 0.0, 1",
        "Infinity,  Infinity, Infinity,  1,   0,    1, 0",
        "NaN,       NaN,      NaN,       NaN, NaN,  NaN, NaN"
    })
    void valuesAtTheEndsAndAtZeroAreExact(
            double z, double exp, double log, double sigmoid, double slope, double tanh, double tanhSlope) {
        assertThat(Binary64.exp(z)).as("exp").isEqualTo(Double.valueOf(exp));
        assertThat(Binary64.log(z)).as("log").isEqualTo(Double.valueOf(log));
        assertThat(Binary64.sigmoid(z)).as("sigmoid").isEqualTo(Double.valueOf(sigmoid));
        assertThat(Binary64.sigmoidDerivative(z)).as("sigmoid′").isEqualTo(Double.valueOf(slope));
        assertThat(Binary64.tanh(z)).as("tanh").isEqualTo(Double.valueOf(tanh));
        assertThat(Binary64.tanhDerivative(z)).as("tanh′").isEqualTo(Double.valueOf(tanhSlope));
    }

    @Test
    void valuesAtOneAreExactWhereTheyCanBe() {
        assertThat(Binary64.log(1)).isEqualTo(0);
        assertThat(Binary64.log(-1)).isNaN();
        assertThat(Binary64.log(-Double.MIN_VALUE)).isNaN();
        assertThat(Binary64.log1p(0)).isEqualTo(0);
        assertThat(Binary64.logOfComplement(0)).isEqualTo(0);
        assertThat(Binary64.logOfComplement(1)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
