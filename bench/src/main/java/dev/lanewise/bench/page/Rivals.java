// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables in which each row is one measurement of ours beside those of the rivals. */
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
