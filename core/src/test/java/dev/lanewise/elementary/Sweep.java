// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tries floats by their bit patterns, every one or with a stride, on all processors. */
final class Sweep {
    /** A function of floats. */
    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }

    /** The greatest error found, in ULP, and where. */
    record Worst(double ulp, float at, float value) {
        @Override
        public String toString() {
            return String.format("%.4f ULP at %s (%a), where it is %s", ulp, at, at, value);
        }
    }

    /** Two floats in ascending order whose function values descend. */
    record Descent(float x, float y, float fx, float fy) {}

    private static final long ALL = 1L << 32;
    private static final int PARTS = 1024;

    private final String name;
    private final int stride;

    /** Every {@code stride}-th of all floats; {@code name} says in the progress bar what is swept. */
    Sweep(String name, int stride) {
        this.name = name;
        this.stride = stride;
    }

    /** The greatest error of f. */
    Worst worst(FloatFunction f, DoubleUnaryOperator exact) {
        return parts("error", first -> worst(f, exact, first))
                .max(Comparator.comparingDouble(Worst::ulp))
                .orElseThrow();
    }

    private Worst worst(FloatFunction f, DoubleUnaryOperator exact, long first) {
        double worst = 0;
        float at = 0;
        for (long bits = first; bits < first + ALL / PARTS; bits += stride) {
            float x = Float.intBitsToFloat((int) bits);
            double error = Ulp.error(f.apply(x), exact.applyAsDouble(x));
            if (error > worst) {
                worst = error;
                at = x;
            }
        }
        return new Worst(worst, at, f.apply(at));
    }

    /** Neighbours between which f descends though its argument rises. A NaN neither rises nor descends. */
    Stream<Descent> descents(FloatFunction f) {
        return parts("order", first -> firstDescent(f, first)).flatMap(Stream::ofNullable);
    }

    private Descent firstDescent(FloatFunction f, long first) {
        float last = Float.intBitsToFloat((int) first);
        float lastValue = f.apply(last);
        // The last step leads into the next part, but not from the positive floats to the negative ones.
        long end = first + ALL / PARTS == ALL / 2 ? first + ALL / PARTS : first + ALL / PARTS + stride;
        for (long bits = first; bits < Math.min(end, ALL); bits += stride) {
            float x = Float.intBitsToFloat((int) bits);
            float value = f.apply(x);
            boolean descends = x > last ? value < lastValue : x < last && value > lastValue;
            if (descends) {
                return x > last ? new Descent(last, x, lastValue, value) : new Descent(x, last, value, lastValue);
            }
            last = x;
            lastValue = value;
        }
        return null;
    }

    /** The floats for which a law fails, at most one of each part. */
    Stream<Float> counterexamples(Law law) {
        return parts("law", first -> counterexample(law, first)).flatMap(Stream::ofNullable);
    }

    /** What should be true of every float. */
    @FunctionalInterface
    interface Law {
        boolean holds(float x);
    }

    private Float counterexample(Law law, long first) {
        for (long bits = first; bits < first + ALL / PARTS; bits += stride) {
            float x = Float.intBitsToFloat((int) bits);
            if (!law.holds(x)) {
                return x;
            }
        }
        return null;
    }

    private <T> Stream<T> parts(String what, Function<Long, T> part) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(name + ", " + what)
                .setInitialMax(PARTS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(5_000)
                .setConsumer(new DelegatingProgressBarConsumer(System.out::println))
                .build();
        try (bar) {
            return IntStream.range(0, PARTS)
                    .parallel()
                    .mapToObj(number -> {
                        T found = part.apply(number * (ALL / PARTS));
                        bar.step();
                        return found;
                    })
                    .toList()
                    .stream();
        }
    }
}
