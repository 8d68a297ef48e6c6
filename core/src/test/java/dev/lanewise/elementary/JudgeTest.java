// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who judges the judge: decimal numbers of sixty digits, and the series of the area tangent. */
class JudgeTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final double HUNDRED_BITS = 0x1p-100;
    private static final int SAMPLES = 300;

    private final SplittableRandom random = new SplittableRandom(7);

    /** 2 artanh(s) for s = (x − 1)/(x + 1), of a root so near 1 that its series is short. */
    private static BigDecimal ln(BigDecimal x) {
        BigDecimal root = x;
        int twice = 1;
        for (; Math.abs(root.doubleValue() - 1) > 1e-3; twice *= 2) {
            root = root.sqrt(DIGITS);
        }
        BigDecimal s = root.subtract(BigDecimal.ONE).divide(root.add(BigDecimal.ONE), DIGITS);
        BigDecimal power = s;
        BigDecimal sum = s;
        for (int n = 3; n < 30; n += 2) {
            power = power.multiply(s.multiply(s), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS));
        }
        return sum.multiply(BigDecimal.valueOf(2 * twice), DIGITS);
    }

    private static BigDecimal exact(Judge judged) {
        return new BigDecimal(judged.high()).add(new BigDecimal(judged.low()));
    }

    private double anyPositive() {
        return Double.longBitsToDouble(random.nextLong(1, Double.doubleToLongBits(Double.MAX_VALUE)));
    }

    private double near(double greatest) {
        return greatest * Math.pow(10, -random.nextDouble(0, 14));
    }

    @Test
    void itsLogarithmsHaveAHundredBits() {
        for (int sample = 0; sample < SAMPLES; sample++) {
            double p = sample % 2 == 0 ? Math.scalb(random.nextDouble(1, 2), -random.nextInt(1, 901)) : 1 - near(1);
            double x = sample % 3 == 0 ? 1 + near(0.5) : anyPositive();
            BigDecimal complement = ln(BigDecimal.ONE.subtract(new BigDecimal(p)));
            assertHasAHundredBits(exact(Judge.logOfComplement(p)), complement, p);
            assertHasAHundredBits(exact(Judge.log(x)), ln(new BigDecimal(x)), x);
        }
    }

    private static void assertHasAHundredBits(BigDecimal judged, BigDecimal expected, double of) {
        BigDecimal error = judged.subtract(expected).abs();
        assertThat(error)
                .as("the error of the logarithm of %s", of)
                .isLessThanOrEqualTo(expected.abs().multiply(new BigDecimal(HUNDRED_BITS)));
    }

    /** The relative error of eˣ is the error of its logarithm. */
    @Test
    void itsPowersHaveAHundredBits() {
        BigDecimal ln2 = ln(BigDecimal.TWO);
        for (int sample = 0; sample < SAMPLES; sample++) {
            double x = random.nextDouble(-745, 710);
            Judge.Power power = Judge.exp(Judge.of(x));
            BigDecimal found = ln(exact(power.near())).add(ln2.multiply(BigDecimal.valueOf(power.exponent())));
            BigDecimal error = found.subtract(new BigDecimal(x));
            assertThat(error.abs()).as("the error of e^%s", x).isLessThanOrEqualTo(new BigDecimal(HUNDRED_BITS));
        }
    }

    /** tanh from e²ˣ − 1, which is small where x is. */
    @Test
    void itsTangentsHaveAHundredBits() {
        for (int sample = 0; sample < SAMPLES; sample++) {
            double x = near(15);
            BigDecimal tanh = exact(Judge.tanh(x));
            BigDecimal twice = ln(BigDecimal.ONE.add(tanh).divide(BigDecimal.ONE.subtract(tanh), DIGITS));
            BigDecimal error = twice.subtract(new BigDecimal(2 * x)).multiply(BigDecimal.ONE.subtract(tanh.pow(2)));
            assertThat(error.abs())
                    .as("the error of tanh %s", x)
                    .isLessThanOrEqualTo(tanh.multiply(new BigDecimal(2 * HUNDRED_BITS)));
        }
    }
}
