// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import static dev.lanewise.elementary.ElementaryFunction.EXP;
import static dev.lanewise.elementary.ElementaryFunction.LN;
import static dev.lanewise.elementary.ElementaryFunction.LN_1_PLUS;
import static dev.lanewise.elementary.ElementaryFunction.LN_OF_COMPLEMENT;
import static dev.lanewise.elementary.ElementaryFunction.SIGMOID;
import static dev.lanewise.elementary.ElementaryFunction.SIGMOID_DERIVATIVE;
import static dev.lanewise.elementary.ElementaryFunction.SIGMOID_DERIVATIVE_FROM_OUTPUT;
import static dev.lanewise.elementary.ElementaryFunction.TANH;
import static dev.lanewise.elementary.ElementaryFunction.TANH_DERIVATIVE;
import static dev.lanewise.elementary.ElementaryFunction.TANH_DERIVATIVE_FROM_OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Precision;
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
class Binary32Test {
    private static final int STRIDE = Integer.getInteger("lanewise.sweep.stride", 97);

    static Stream<Arguments> functions() {
        return Stream.of(
                function(EXP, Binary32::exp, Math::exp),
                function(LN, Binary32::log, Math::log),
                function(SIGMOID, Binary32::sigmoid, z -> 1 / (1 + Math.exp(-z))),
                function(SIGMOID_DERIVATIVE, Binary32::sigmoidDerivative, Binary32Test::sigmoidDerivative),
                function(
                        SIGMOID_DERIVATIVE_FROM_OUTPUT,
                        onUnitInterval(a -> a * (1 - a)),
                        a -> inUnit(a) * (1 - inUnit(a))),
                function(TANH, Binary32::tanh, Math::tanh),
                function(TANH_DERIVATIVE, Binary32::tanhDerivative, z -> 4 * sigmoidDerivative(2 * z)),
                function(
                        TANH_DERIVATIVE_FROM_OUTPUT,
                        onUnitInterval(a -> (1 - a) * (1 + a)),
                        a -> 1 - inUnit(a) * inUnit(a)),
                function(LN_1_PLUS, onUnitInterval(Binary32::log1p), e -> Math.log1p(inUnit(e))),
                function(LN_OF_COMPLEMENT, onUnitInterval(Binary32::logOfComplement), p -> Math.log1p(-inUnit(p))));
    }

    private static Arguments function(ElementaryFunction name, Sweep.FloatFunction f, DoubleUnaryOperator exact) {
        return Arguments.of(name, f, exact);
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
    void errorStaysWithinTheStatedBound(ElementaryFunction name, Sweep.FloatFunction f, DoubleUnaryOperator exact) {
        Sweep.Worst worst = new Sweep(name.name(), STRIDE).worst(f, exact);
        System.out.printf("%-18s every %d. float: at most %s%n", name, STRIDE, worst);
        assertThat(worst.ulp())
                .as("greatest error of %s, at %s", name, worst.at())
                .isLessThanOrEqualTo(name.maxUlp(Precision.SINGLE));
    }

    static Stream<Arguments> risingFunctions() {
        return Stream.of(
                rising("exp", Binary32::exp),
                rising("log", Binary32::log),
                rising("sigmoid", Binary32::sigmoid),
                rising("tanh", Binary32::tanh),
                rising("sigmoidDerivative up to 0", z -> Binary32.sigmoidDerivative(Math.min(z, 0))),
                rising("tanhDerivative up to 0", z -> Binary32.tanhDerivative(Math.min(z, 0))));
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
                law("tanh is odd", z -> same(Binary32.tanh(-z), -Binary32.tanh(z))),
                law("σ′ is even", z -> same(Binary32.sigmoidDerivative(-z), Binary32.sigmoidDerivative(z))),
                law("tanh′ is even", z -> same(Binary32.tanhDerivative(-z), Binary32.tanhDerivative(z))),
                law("σ(−z) is 1 − σ(z) to the last bit of 1", Binary32Test::complements),
                law("0 ≤ σ ≤ 1", z -> z != z || Binary32.sigmoid(z) >= 0 && Binary32.sigmoid(z) <= 1),
                law("|tanh| ≤ 1", z -> z != z || Math.abs(Binary32.tanh(z)) <= 1),
                law("0 ≤ σ′ ≤ ¼", z -> z != z || isBetween(0, Binary32.sigmoidDerivative(z), 0.25f)),
                law("NaN gives NaN", z -> z == z || allAreNan(z)));
    }

    private static Arguments law(String name, Sweep.Law law) {
        return Arguments.of(name, law);
    }

    private static boolean same(float x, float y) {
        return Float.floatToIntBits(x) == Float.floatToIntBits(y);
    }

    private static boolean complements(float z) {
        double sum = (double) Binary32.sigmoid(-z) + Binary32.sigmoid(z);
        return z != z || Math.abs(sum - 1) <= Math.ulp(0.5f);
    }

    private static boolean isBetween(float low, float x, float high) {
        return low <= x && x <= high;
    }

    private static boolean allAreNan(float nan) {
        return Float.isNaN(Binary32.exp(nan))
                && Float.isNaN(Binary32.log(nan))
                && Float.isNaN(Binary32.sigmoid(nan))
                && Float.isNaN(Binary32.sigmoidDerivative(nan))
                && Float.isNaN(Binary32.tanh(nan))
                && Float.isNaN(Binary32.tanhDerivative(nan));
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
        assertThat(Binary32.exp(z)).as("exp").isEqualTo(Float.valueOf(exp));
        assertThat(Binary32.log(z)).as("log").isEqualTo(Float.valueOf(log));
        assertThat(Binary32.sigmoid(z)).as("sigmoid").isEqualTo(Float.valueOf(sigmoid));
        assertThat(Binary32.sigmoidDerivative(z)).as("sigmoid′").isEqualTo(Float.valueOf(slope));
        assertThat(Binary32.tanh(z)).as("tanh").isEqualTo(Float.valueOf(tanh));
        assertThat(Binary32.tanhDerivative(z)).as("tanh′").isEqualTo(Float.valueOf(tanhSlope));
    }

    @Test
    void valuesAtOneAreExactWhereTheyCanBe() {
        assertThat(Binary32.log(1)).isEqualTo(0f);
        assertThat(Binary32.log(-1)).isNaN();
        assertThat(Binary32.log(-Float.MIN_VALUE)).isNaN();
        assertThat(Binary32.log1p(0)).isEqualTo(0f);
        assertThat(Binary32.logOfComplement(0)).isEqualTo(0f);
        assertThat(Binary32.logOfComplement(1)).isEqualTo(Float.NEGATIVE_INFINITY);
    }
}
