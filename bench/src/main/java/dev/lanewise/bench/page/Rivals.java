// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables in which each row is one measurement beside others of the same: those of the rivals, or of other circumstances. */
final class Rivals {
    private static final String OURS = "lanewise";

    private Rivals() {}

    /** A matrix times a vector, in both precisions. */
    static String vectors(Results results) {
        Table table = new Table("m x k", "precision", OURS, "openblas", "mkl", "against the better");
        for (Measurement m : ours(results, "vectors")) {
            double openblas = m.flops() / nanos(results, "vectors", m, "openblas");
            double mkl = m.flops() / nanos(results, "vectors", m, "mkl");
            String shape = m.param("shape").replace("x1x", " x ");
            table.row(shape, m.param("precision"), m.gflops(), openblas, mkl, m.gflops() / Math.max(openblas, mkl));
        }
        return table.toString();
    }

    /** Answers of whole networks. */
    static String inference(Results results) {
        Table table = new Table("network", "rows", "threads", OURS, "ONNX Runtime", "faster");
        for (Measurement m : ours(results, "inference")) {
            double rival = nanos(results, "inference", m, "onnxruntime");
            table.row(
                    m.param("network"),
                    m.param("batch"),
                    m.param("threads"),
                    Table.time(m.nanos()),
                    Table.time(rival),
                    rival / m.nanos());
        }
        return table.toString();
    }

    /** What operations cost in the company of others, against what they cost alone; in brackets the slowest fork. */
    static String company(Results results) {
        Table table =
                new Table("operation", "precision", "alone", "among off-heap operands", "among the other precision");
        for (Measurement alone : results.of("company")) {
            if (alone.param("company").equals("NOTHING")) {
                table.row(
                        alone.param("operation"),
                        alone.param("precision"),
                        Table.time(alone.nanos()) + slowest(alone, alone),
                        ratio(results, alone, "SEGMENTS"),
                        ratio(results, alone, "OTHER_PRECISION"));
            }
        }
        return table.toString();
    }

    private static String ratio(Results results, Measurement alone, String company) {
        Map<String, String> wanted = new HashMap<>(alone.params());
        wanted.put("company", company);
        Measurement among =
                results.one("company", m -> m.params().equals(wanted)).orElseThrow();
        return String.format(Locale.ROOT, "%.3f", among.nanos() / alone.nanos()) + slowest(among, alone);
    }

    private static String slowest(Measurement some, Measurement alone) {
        return String.format(Locale.ROOT, " (%.2f)", some.slowestFork() / alone.nanos());
    }

    private static List<Measurement> ours(Results results, String campaign) {
        return results.of(campaign).stream()
                .filter(m -> m.param("peer").equals(OURS))
                .toList();
    }

    /** What another peer takes for the same. */
    private static double nanos(Results results, String campaign, Measurement ours, String peer) {
        Map<String, String> wanted = new HashMap<>(ours.params());
        wanted.put("peer", peer);
        return results.one(campaign, m -> m.params().equals(wanted))
                .map(Measurement::nanos)
                .orElse(Double.NaN);
    }
}
