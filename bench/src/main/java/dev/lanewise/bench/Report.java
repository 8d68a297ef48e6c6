// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The table at the end of a run: one row per kernel and shape, scalar beside vector. */
final class Report {
    private static final String ROW = "%-38s %-22s %22s %22s %14s %14s %9s %8s%s%n";

    private Report() {}

    static void print(Collection<RunResult> results, PrintStream out) {
        out.println();
        out.printf(
                ROW,
                "kernel",
                "shape",
                "scalar ns/call",
                "vector ns/call",
                "scalar G/s",
                "vector G/s",
                "speed-up",
                "B/call",
                "");
        pairs(results).forEach((key, row) -> print(key, row[0], row[1], out));
        out.println(
                "Times are medians, with half the distance between the quartiles. G/s counts floating-point operations for"
                        + " gemm, training steps and fma, elements for the others.");
    }

    /** For each kernel and shape, by its name, the results of scalar and of vector or of anything else; null without one. */
    static Map<String, RunResult[]> pairs(Collection<RunResult> results) {
        Map<String, RunResult[]> pairs = new LinkedHashMap<>();
        for (RunResult result : results) {
            boolean scalar = "scalar".equals(result.getParams().getParam("backend"));
            pairs.computeIfAbsent(key(result.getParams()), key -> new RunResult[2])[scalar ? 0 : 1] = result;
        }
        return pairs;
    }

    private static String key(BenchmarkParams params) {
        String name = params.getBenchmark();
        String kernel = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        StringBuilder shape = new StringBuilder();
        for (String param : params.getParamsKeys()) {
            if (param.equals("backend") && !params.getParam(param).equals("best")
                    || param.equals("threads") && params.getParam(param).equals("1")
                    || param.equals("precision") && params.getParam(param).equals("SINGLE")) {
                continue;
            }
            String label = param.equals("threads") ? " threads " : " ";
            shape.append(label).append(params.getParam(param));
        }
        return kernel + "|" + shape.toString().strip();
    }

    private static void print(String key, RunResult scalar, RunResult vector, PrintStream out) {
        String[] name = key.split("\\|", -1);
        RunResult one = vector != null ? vector : scalar;
        double work = Work.of(one.getParams());
        boolean both = scalar != null && vector != null;
        double speedUp = both ? score(scalar) / score(vector) : Double.NaN;
        out.printf(
                ROW,
                name[0],
                name[1],
                time(scalar),
                time(vector),
                rate(scalar, work),
                rate(vector, work),
                both ? String.format(Locale.ROOT, "%.1fx", speedUp) : "",
                allocated(one),
                both && !(speedUp > 1) ? "  WARNING: vector is not faster" : "");
    }

    /** The median of all iterations. */
    static double score(RunResult result) {
        return median(result.getPrimaryResult());
    }

    private static double median(Result<?> times) {
        return times.getStatistics().getPercentile(50);
    }

    /** What a benchmark took, in one line. */
    static String line(BenchmarkResult result) {
        String[] name = key(result.getParams()).split("\\|", -1);
        String backend = result.getParams().getParam("backend");
        return String.format(
                Locale.ROOT,
                "%s %s%s: %,.0f ns a call",
                name[0],
                backend == null ? "" : backend + " ",
                name[1],
                median(result.getPrimaryResult()));
    }

    private static String time(RunResult result) {
        if (result == null) {
            return "";
        }
        Statistics times = result.getPrimaryResult().getStatistics();
        double spread = (times.getPercentile(75) - times.getPercentile(25)) / 2;
        return String.format(Locale.ROOT, "%,.0f ± %,.0f", score(result), spread);
    }

    private static String rate(RunResult result, double work) {
        return result == null ? "" : String.format(Locale.ROOT, "%.3f", work / score(result));
    }

    private static String allocated(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return bytes == null ? "" : String.format(Locale.ROOT, "%.0f", bytes.getScore());
    }
}
