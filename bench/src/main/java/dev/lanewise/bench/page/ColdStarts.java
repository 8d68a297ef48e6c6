// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The tables of what begins in a fresh JVM. */
final class ColdStarts {
    private ColdStarts() {}

    /** Each call of a fresh JVM; means over the JVMs. */
    static String calls(Results results) {
        Table table = new Table("m x n x k", "first call", "calls until within 10 %", "time until then", "at last");
        for (Measurement m : results.of("cold")) {
            table.row(
                    m.param("shape"),
                    Table.time(mean(m, calls -> calls[0])),
                    mean(m, ColdStarts::firstSettled),
                    Table.time(mean(
                            m,
                            calls -> Arrays.stream(calls)
                                    .limit(firstSettled(calls))
                                    .sum())),
                    Table.time(mean(m, ColdStarts::settled)));
        }
        return table.toString();
    }

    private static double mean(Measurement m, ToDoubleFunction<double[]> of) {
        return Arrays.stream(m.forks()).mapToDouble(of).average().orElse(Double.NaN);
    }

    /** The median of the last tenth. */
    private static double settled(double[] calls) {
        double[] last = Arrays.copyOfRange(calls, calls.length * 9 / 10, calls.length);
        Arrays.sort(last);
        return last[last.length / 2];
    }

    /** The first call from which most of the next ten are settled. */
    private static int firstSettled(double[] calls) {
        double limit = 1.1 * settled(calls);
        for (int i = 0; i + 10 <= calls.length; i++) {
            int good = 0;
            for (int j = i; j < i + 10; j++) {
                good += calls[j] <= limit ? 1 : 0;
            }
            if (good >= 8 && calls[i] <= limit) {
                return i;
            }
        }
        return calls.length;
    }

    /** Whole jobs, medians over the JVMs. */
    static String jobs(Results results, String campaign) {
        Table table = new Table("job", "scalar", "vector", "best", "best / the better one");
        List<Measurement> all = results.of(campaign);
        for (String job : Results.values(all, "job")) {
            double scalar = job(all, job, "scalar");
            double vector = job(all, job, "vector");
            double best = job(all, job, "best");
            table.row(job, Table.time(scalar), Table.time(vector), Table.time(best), best / Math.min(scalar, vector));
        }
        return table.toString();
    }

    /** The answers of the first second, medians over the JVMs. */
    static String firstSecond(Results results) {
        Table table = new Table("backend", "first answer", "median", "99th percentile", "answers in the second");
        for (Measurement m : results.of("first-second")) {
            table.row(
                    m.param("backend"),
                    Table.time(m.others().getOrDefault("first", Double.NaN)),
                    Table.time(m.others().getOrDefault("median", Double.NaN)),
                    Table.time(m.others().getOrDefault("slowestOfHundred", Double.NaN)),
                    m.others().getOrDefault("answers", Double.NaN));
        }
        return table.toString();
    }

    private static double job(List<Measurement> all, String job, String backend) {
        return all.stream()
                .filter(m -> m.param("job").equals(job) && m.param("backend").equals(backend))
                .mapToDouble(Measurement::nanos)
                .findFirst()
                .orElse(Double.NaN);
    }
}
