// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Tries floats by their bit patterns, every one or with a stride, and finds the greatest error of a function. */
public final class Sweep {
    /** A function of floats. */
    @FunctionalInterface
    public interface FloatFunction {
        float apply(float x);
    }

    /** The greatest error found, in ULP, and where. */
    public record Worst(double ulp, float at, float value) {
        Worst max(Worst other) {
            return other.ulp > ulp ? other : this;
        }

        @Override
        public String toString() {
            return String.format("%.4f ULP at %s (%a), where it is %s", ulp, at, at, value);
        }
    }

    private static final int PARTS = 1024;

    private Sweep() {}

    /** The worst of every {@code stride}-th of all 2³² floats, on all processors. */
    public static Worst worst(FloatFunction f, DoubleUnaryOperator exact, int stride) {
        return IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(part -> worst(f, exact, part, stride))
                .reduce(new Worst(0, 0, f.apply(0)), Worst::max);
    }

    private static Worst worst(FloatFunction f, DoubleUnaryOperator exact, int part, int stride) {
        long size = (1L << 32) / PARTS;
        double worst = 0;
        float at = 0;
        for (long bits = part * size; bits < (part + 1) * size; bits += stride) {
            float x = Float.intBitsToFloat((int) bits);
            double error = Ulp.error(f.apply(x), exact.applyAsDouble(x));
            if (error > worst) {
                worst = error;
                at = x;
            }
        }
        return new Worst(worst, at, f.apply(at));
    }
}
