// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tck.Sweep;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
                function("tanh", Functions::tanh, Math::tanh, 1.0),
                function("tanhDerivative", Functions::tanhDerivative, z -> 4 * sigmoidDerivative(2 * z), 1.0));
    }

    private static Arguments function(String name, Sweep.FloatFunction f, DoubleUnaryOperator exact, double bound) {
        return Arguments.of(name, f, exact, bound);
    }

    private static double sigmoidDerivative(double z) {
        double e = Math.exp(-Math.abs(z));
        return e / ((1 + e) * (1 + e));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void errorStaysWithinTheStatedBound(String name, Sweep.FloatFunction f, DoubleUnaryOperator exact, double bound) {
        Sweep.Worst worst = Sweep.worst(f, exact, STRIDE);
        System.out.printf("%-18s every %d. float: at most %s%n", name, STRIDE, worst);
        assertThat(worst.ulp())
                .as("greatest error of %s, at %s", name, worst.at())
                .isLessThanOrEqualTo(bound);
    }

    @Test
    void log1pAndLogOfComplementStayWithinTwoUlpOnTheUnitInterval() {
        Sweep.Worst up = new Sweep.Worst(0, 0, 0);
        Sweep.Worst down = up;
        for (int bits = 0; bits <= Float.floatToIntBits(1); bits += 7 * STRIDE) {
            float x = Float.intBitsToFloat(bits);
            double errorUp = dev.lanewise.tck.Ulp.error(Functions.log1p(x), Math.log1p(x));
            double errorDown = dev.lanewise.tck.Ulp.error(Functions.logOfComplement(x), Math.log1p(-x));
            up = errorUp > up.ulp() ? new Sweep.Worst(errorUp, x, Functions.log1p(x)) : up;
            down = errorDown > down.ulp() ? new Sweep.Worst(errorDown, x, Functions.logOfComplement(x)) : down;
        }
        System.out.printf("log1p on [0, 1]: %s%nln(1 - p) on [0, 1]: %s%n", up, down);
        assertThat(up.ulp()).isLessThanOrEqualTo(2);
        assertThat(down.ulp()).isLessThanOrEqualTo(2);
    }
}
