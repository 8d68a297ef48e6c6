// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The elementary functions against binary64, over the bit patterns of all floats: every 97th by default, every one with
 * {@code -Dlanewise.sweep.stride=1}.
 */
class FunctionsTest {
    private static final int STRIDE = Integer.getInteger("lanewise.sweep.stride", 97);

    static Stream<Arguments> functions() {
        return Stream.of(
                function("exp", Functions::exp, Math::exp, 1.01),
                function("log", Functions::log, Math::log, 1.0),
                function("sigmoid", Functions::sigmoid, z -> 1 / (1 + Math.exp(-z)), 1.0),
                function("sigmoidDerivative", Functions::sigmoidDerivative, FunctionsTest::sigmoidDerivative, 1.0),
                function("a(1 - a)", onUnitInterval(a -> a * (1 - a)), a -> inUnit(a) * (1 - inUnit(a)), 1.5),
                function("tanh", Functions::tanh, Math::tanh, 1.0),
                function("tanhDerivative", Functions::tanhDerivative, z -> 4 * sigmoidDerivative(2 * z), 1.0),
                function("1 - a²", onUnitInterval(a -> (1 - a) * (1 + a)), a -> 1 - inUnit(a) * inUnit(a), 2.0),
                function("log1p", onUnitInterval(Functions::log1p), e -> Math.log1p(inUnit(e)), 2.0),
                function("log(1 - p)", onUnitInterval(Functions::logOfComplement), p -> Math.log1p(-inUnit(p)), 2.0));
    }

    private static Arguments function(String name, Sweep.FloatFunction f, DoubleUnaryOperator exact, double bound) {
        return Arguments.of(name, f, exact, bound);
    }

    /** f where it is used, from 0 to 1, and f(0) elsewhere. */
    private static Sweep.FloatFunction onUnitInterval(Sweep.FloatFunction f) {
        return x -> f.apply((float) inUnit(x));
    }

    private static double inUnit(double x) {
        return x >= 0 && x <= 1 ? x : 0;
    }

    private static double sigmoidDerivative(double z) {
        double e = Math.exp(-Math.abs(z));
        return e / ((1 + e) * (1 + e));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void errorStaysWithinTheStatedBound(String name, Sweep.FloatFunction f, DoubleUnaryOperator exact, double bound) {
        Sweep.Worst worst = new Sweep(name, STRIDE).worst(f, exact);
        System.out.printf("%-18s every %d. float: at most %s%n", name, STRIDE, worst);
        assertThat(worst.ulp())
                .as("greatest error of %s, at %s", name, worst.at())
                .isLessThanOrEqualTo(bound);
    }

    static Stream<Arguments> risingFunctions() {
        return Stream.of(
                rising("exp", Functions::exp),
                rising("log", Functions::log),
                rising("sigmoid", Functions::sigmoid),
                rising("tanh", Functions::tanh),
                rising("sigmoidDerivative up to 0", z -> Functions.sigmoidDerivative(Math.min(z, 0))),
                rising("tanhDerivative up to 0", z -> Functions.tanhDerivative(Math.min(z, 0))));
    }

    private static Arguments rising(String name, Sweep.FloatFunction f) {
        return Arguments.of(name, f);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("risingFunctions")
    void risingArgumentsNeverGiveFallingValues(String name, Sweep.FloatFunction f) {
        assertThat(new Sweep(name, STRIDE).descents(f)).isEmpty();
    }

    static Stream<Arguments> laws() {
        return Stream.of(
                law("tanh is odd", z -> same(Functions.tanh(-z), -Functions.tanh(z))),
                law("σ′ is even", z -> same(Functions.sigmoidDerivative(-z), Functions.sigmoidDerivative(z))),
                law("tanh′ is even", z -> same(Functions.tanhDerivative(-z), Functions.tanhDerivative(z))),
                law("σ(−z) is 1 − σ(z) to the last bit of 1", FunctionsTest::complements),
                law("0 ≤ σ ≤ 1", z -> z != z || Functions.sigmoid(z) >= 0 && Functions.sigmoid(z) <= 1),
                law("|tanh| ≤ 1", z -> z != z || Math.abs(Functions.tanh(z)) <= 1),
                law("0 ≤ σ′ ≤ ¼", z -> z != z || isBetween(0, Functions.sigmoidDerivative(z), 0.25f)),
                law("NaN gives NaN", z -> z == z || allAreNan(z)));
    }

    private static Arguments law(String name, Sweep.Law law) {
        return Arguments.of(name, law);
    }

    private static boolean same(float x, float y) {
        return Float.floatToIntBits(x) == Float.floatToIntBits(y);
    }

    private static boolean complements(float z) {
        double sum = (double) Functions.sigmoid(-z) + Functions.sigmoid(z);
        return z != z || Math.abs(sum - 1) <= Math.ulp(0.5f);
    }

    private static boolean isBetween(float low, float x, float high) {
        return low <= x && x <= high;
    }

    private static boolean allAreNan(float nan) {
        return Float.isNaN(Functions.exp(nan))
                && Float.isNaN(Functions.log(nan))
                && Float.isNaN(Functions.sigmoid(nan))
                && Float.isNaN(Functions.sigmoidDerivative(nan))
                && Float.isNaN(Functions.tanh(nan))
                && Float.isNaN(Functions.tanhDerivative(nan));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void lawsHoldForEveryFloat(String name, Sweep.Law law) {
        assertThat(new Sweep(name, STRIDE).counterexamples(law)).isEmpty();
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
            float z, float exp, float log, float sigmoid, float slope, float tanh, float tanhSlope) {
        assertThat(Functions.exp(z)).as("exp").isEqualTo(Float.valueOf(exp));
        assertThat(Functions.log(z)).as("log").isEqualTo(Float.valueOf(log));
        assertThat(Functions.sigmoid(z)).as("sigmoid").isEqualTo(Float.valueOf(sigmoid));
        assertThat(Functions.sigmoidDerivative(z)).as("sigmoid′").isEqualTo(Float.valueOf(slope));
        assertThat(Functions.tanh(z)).as("tanh").isEqualTo(Float.valueOf(tanh));
        assertThat(Functions.tanhDerivative(z)).as("tanh′").isEqualTo(Float.valueOf(tanhSlope));
    }

    @Test
    void valuesAtOneAreExactWhereTheyCanBe() {
        assertThat(Functions.log(1)).isEqualTo(0f);
        assertThat(Functions.log(-1)).isNaN();
        assertThat(Functions.log(-Float.MIN_VALUE)).isNaN();
        assertThat(Functions.log1p(0)).isEqualTo(0f);
        assertThat(Functions.logOfComplement(0)).isEqualTo(0f);
        assertThat(Functions.logOfComplement(1)).isEqualTo(Float.NEGATIVE_INFINITY);
    }
}
