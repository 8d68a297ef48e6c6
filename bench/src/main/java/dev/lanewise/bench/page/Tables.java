// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** The tables of the page, by the names that stand for them in its template. */
final class Tables {
    private static final String OURS = "lanewise";
    private static final List<String> LAYERS = List.of("layers-forward", "layers-dx", "layers-dw");
    private static final List<String> AGAINST = List.of(
            "peers",
            "sizes",
            "forms",
            "layers-forward",
            "layers-dx",
            "layers-dw",
            "deepbench-nn",
            "deepbench-tn",
            "deepbench-nt");
    private static final int WORST = 25;
    private static final Map<String, String> NAMES = Map.of(
            "GemmBenchmark.multiply", "matrix multiply",
            "SigmoidBenchmark.sigmoid", "σ",
            "SigmoidDerivativeBenchmark.fromInput", "σ′ from the input",
            "SigmoidDerivativeBenchmark.fromOutput", "a·(1 − a)",
            "SigmoidDerivativeBenchmark.backward", "dA ⊙ A ⊙ (1 − A)",
            "TrainStepBenchmark.step", "training step",
            "InferenceBenchmark.predict", "answer of a frozen network");

    private final Results results;
    private final PyTorch pytorch;
    private final SelfChecks checks;

    Tables(Results results, PyTorch pytorch, SelfChecks checks) {
        this.results = results;
        this.checks = checks;
        this.pytorch = pytorch;
    }

    Map<String, Supplier<String>> all() {
        Map<String, Supplier<String>> tables = new LinkedHashMap<>();
        tables.put("peak", this::peak);
        tables.put("scalar", this::scalar);
        tables.put("peers", () -> peers("peers"));
        tables.put("peers-double", () -> peers("peers-double"));
        tables.put("sizes", () -> against("sizes"));
        tables.put("forms", () -> against("forms"));
        tables.put("forms-double", () -> against("forms-double"));
        tables.put("layers", this::layers);
        tables.put("deepbench", () -> against("deepbench-nn", "deepbench-tn", "deepbench-nt"));
        tables.put("threads", this::threads);
        tables.put("sigmoid", () -> sigmoid("sigmoid"));
        tables.put("sigmoid-double", () -> sigmoid("sigmoid-double"));
        tables.put("vectors", () -> Rivals.vectors(results));
        tables.put("inference", () -> Rivals.inference(results));
        tables.put("steps", () -> steps("steps"));
        tables.put("steps-double", () -> steps("steps-double"));
        tables.put("avx2", this::avx2);
        tables.put("cold", () -> ColdStarts.calls(results));
        tables.put("jobs", () -> ColdStarts.jobs(results, "jobs"));
        tables.put("jobs-27", () -> ColdStarts.jobs(results, "jobs-27"));
        tables.put("first-second", () -> ColdStarts.firstSecond(results));
        tables.put("jdks", checks::table);
        tables.put("company", () -> Rivals.company(results));
        tables.put("allocation", this::allocation);
        tables.put("losses", this::losses);
        return tables;
    }

    private String peak() {
        Table table = new Table("roof", "measured");
        if (results.of("peak").isEmpty()) {
            return "";
        }
        table.row("fma, registers only, GFLOP/s", results.peak("peak"));
        for (Measurement m : results.of("peak")) {
            if (m.benchmark().equals("PeakBenchmark.copy")) {
                double size = Double.parseDouble(m.param("size"));
                String name = "copy of " + m.param("size") + " floats, G floats/s";
                table.row(name, size / m.nanos());
            }
        }
        return table.toString();
    }

    private String scalar() {
        Table table = new Table("kernel", "shape", "scalar", "vector", "vector rate", "speed-up");
        for (Measurement slow : results.of("scalar")) {
            results.one(
                            "threads",
                            m -> m.param("shape").equals(slow.param("shape"))
                                    && m.param("threads").equals("1"))
                    .ifPresent(fast -> table.row(
                            "matrix multiply",
                            slow.param("shape"),
                            Table.time(slow.nanos()),
                            Table.time(fast.nanos()),
                            Table.number(fast.gflops()) + " GFLOP/s",
                            slow.nanos() / fast.nanos()));
        }
        for (Measurement slow : results.of("sigmoid")) {
            if (slow.param("backend").equals("scalar") && slow.param("size").equals("65536")) {
                Measurement fast = twin("sigmoid", slow);
                table.row(
                        NAMES.get(slow.benchmark()),
                        slow.param("size"),
                        Table.time(slow.nanos()),
                        Table.time(fast.nanos()),
                        Table.number(size(fast) / fast.nanos()) + " G elements/s",
                        slow.nanos() / fast.nanos());
            }
        }
        return table.toString();
    }

    private static String precision(String campaign) {
        return campaign.endsWith("-double") ? "DOUBLE" : "SINGLE";
    }

    private Measurement twin(String campaign, Measurement m) {
        return results.one(
                        campaign,
                        o -> o.benchmark().equals(m.benchmark())
                                && o.param("size").equals(m.param("size"))
                                && o.param("backend").equals("vector"))
                .orElseThrow();
    }

    private static double size(Measurement m) {
        return Double.parseDouble(m.param("size"));
    }

    private String peers(String campaign) {
        List<Measurement> all = results.of(campaign);
        Set<String> peers = Results.values(all, "peer");
        List<String> header = new ArrayList<>(List.of("n"));
        header.addAll(peers);
        header.add("share of the roof");
        Table table = new Table(header.toArray(String[]::new));
        for (String shape : Results.values(all, "shape")) {
            List<Object> row = new ArrayList<>(List.of(shape.substring(0, shape.indexOf('x'))));
            peers.forEach(peer -> row.add(rate(all, peer, shape, "NN")));
            row.add(rate(all, OURS, shape, "NN")
                    / results.peak("peak")
                    * (precision(campaign).equals("DOUBLE") ? 2 : 1));
            table.row(row.toArray());
        }
        return table.toString();
    }

    private static double rate(List<Measurement> all, String peer, String shape, String form) {
        return all.stream()
                .filter(m -> m.param("peer").equals(peer)
                        && m.param("shape").equals(shape)
                        && m.param("form").equals(form))
                .mapToDouble(Measurement::gflops)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Lanewise beside the native libraries, with the geometric mean of the ratios. */
    private String against(String... campaigns) {
        List<Measurement> all = new ArrayList<>();
        for (String campaign : campaigns) {
            all.addAll(results.of(campaign));
        }
        if (all.isEmpty()) {
            return "";
        }
        Table table = new Table("m x n x k", "form", "Lanewise", "OpenBLAS", "MKL", "against OpenBLAS", "against MKL");
        all.stream().filter(m -> m.param("peer").equals(OURS)).forEach(m -> {
            double ours = m.gflops();
            double openblas = rate(all, "openblas", m.param("shape"), m.param("form"));
            double mkl = rate(all, "mkl", m.param("shape"), m.param("form"));
            table.row(m.param("shape"), m.param("form"), ours, openblas, mkl, ours / openblas, ours / mkl);
        });
        table.row("geometric mean", "", "", "", "", mean(all, "openblas"), mean(all, "mkl"));
        return table.toString();
    }

    /** The geometric mean of our rates by those of a peer. */
    private static double mean(List<Measurement> all, String peer) {
        return Math.exp(ratios(all, peer).map(Math::log).average().orElse(Double.NaN));
    }

    private static DoubleStream ratios(List<Measurement> all, String peer) {
        return all.stream()
                .filter(m -> m.param("peer").equals(OURS))
                .mapToDouble(m -> m.gflops() / rate(all, peer, m.param("shape"), m.param("form")))
                .filter(ratio -> !Double.isNaN(ratio));
    }

    /** Geometric means over the layers, by batch. */
    private String layers() {
        Table table = new Table(
                "batch",
                "forward / OpenBLAS",
                "dX / OpenBLAS",
                "dW / OpenBLAS",
                "forward / MKL",
                "dX / MKL",
                "dW / MKL",
                "least");
        List<List<Measurement>> all = LAYERS.stream().map(results::of).toList();
        if (all.stream().allMatch(List::isEmpty)) {
            return "";
        }
        Set<Integer> batches = new TreeSet<>();
        all.get(0).forEach(m -> batches.add(batch(m, 0)));
        for (int batch : batches) {
            layersRow(table, String.valueOf(batch), all, batch);
        }
        layersRow(table, "all", all, 0);
        return table.toString();
    }

    private static void layersRow(Table table, String name, List<List<Measurement>> all, int batch) {
        List<Object> row = new ArrayList<>(List.of(name));
        double least = Double.POSITIVE_INFINITY;
        for (String peer : List.of("openblas", "mkl")) {
            for (int form = 0; form < LAYERS.size(); form++) {
                int wanted = form;
                List<Measurement> some = all.get(form).stream()
                        .filter(m -> batch == 0 || batch(m, wanted) == batch)
                        .toList();
                row.add(mean(some, peer));
                least = Math.min(least, ratios(some, peer).min().orElse(least));
            }
        }
        row.add(least);
        table.row(row.toArray());
    }

    /** The batch is m of a layer forward and of dX, and k of dW. */
    private static int batch(Measurement m, int form) {
        return Integer.parseInt(m.param("shape").split("x")[form == 2 ? 2 : 0]);
    }

    private String threads() {
        Table table = new Table("m x n x k", "1 thread", "2 threads", "GFLOP/s of 2", "ratio");
        pairs("threads", "shape", table);
        return table.toString();
    }

    private String steps(String campaign) {
        Table table = new Table(
                "network, batch",
                "1 thread",
                "2 threads",
                "ratio",
                "PyTorch, 1",
                "PyTorch, 2",
                "faster, 1",
                "faster, 2");
        pairs(campaign, "network", table);
        return table.toString();
    }

    private void pairs(String campaign, String param, Table table) {
        List<Measurement> all = results.of(campaign);
        for (String value : Results.values(all, param)) {
            double[] nanos = new double[3];
            for (Measurement m : all) {
                if (m.param(param).equals(value)) {
                    nanos[Integer.parseInt(m.param("threads"))] = m.nanos();
                }
            }
            String one = Table.time(nanos[1]);
            String two = Table.time(nanos[2]);
            if (param.equals("shape")) {
                double flops = all.stream()
                        .filter(m -> m.param(param).equals(value))
                        .findFirst()
                        .orElseThrow()
                        .flops();
                table.row(value, one, two, flops / nanos[2], nanos[1] / nanos[2]);
            } else {
                double rival1 = pytorch.nanos(precision(campaign), "network", value, 1);
                double rival2 = pytorch.nanos(precision(campaign), "network", value, 2);
                table.row(
                        value.replace("@", ", "),
                        one,
                        two,
                        nanos[1] / nanos[2],
                        Table.time(rival1),
                        Table.time(rival2),
                        rival1 / nanos[1],
                        rival2 / nanos[2]);
            }
        }
    }

    private String sigmoid(String campaign) {
        Table table = new Table("kernel", "elements", "scalar G/s", "vector G/s", "speed-up", "PyTorch G/s");
        for (Measurement m : results.of(campaign)) {
            if (m.param("backend").equals("scalar")) {
                Measurement fast = twin(campaign, m);
                table.row(
                        NAMES.get(m.benchmark()),
                        m.param("size"),
                        size(m) / m.nanos(),
                        size(m) / fast.nanos(),
                        m.nanos() / fast.nanos(),
                        m.benchmark().equals("SigmoidBenchmark.sigmoid")
                                ? (Object) (size(m) / pytorch.nanos(precision(campaign), "size", m.param("size"), 1))
                                : "");
            } else if (m.benchmark().startsWith("MathExp")) {
                table.row("σ in a loop over Math.exp", m.param("size"), size(m) / m.nanos(), "", "", "");
            }
        }
        return table.toString();
    }

    private String avx2() {
        Table table = new Table("m x n x k", "512-bit lanes", "-XX:UseAVX=2", "share of that roof");
        if (results.of("avx2").isEmpty()) {
            return "";
        }
        double peak = results.peak("avx2");
        for (Measurement m : results.of("avx2")) {
            if (!m.param("shape").isEmpty()) {
                double wide = results.one(
                                "threads",
                                o -> o.param("shape").equals(m.param("shape"))
                                        && o.param("threads").equals("1"))
                        .map(Measurement::gflops)
                        .orElse(Double.NaN);
                table.row(m.param("shape"), wide, m.gflops(), m.gflops() / peak);
            }
        }
        table.row("fma, registers only", results.peak("peak"), peak, 1.0);
        return table.toString();
    }

    private String allocation() {
        Map<String, Double> most = new TreeMap<>();
        for (String campaign : List.of("sigmoid", "steps", "threads", "inference")) {
            for (Measurement m : results.of(campaign)) {
                boolean ours =
                        m.param("backend").equals("vector") || m.param("peer").equals(OURS);
                if (ours && m.nanos() < 1e5) {
                    most.merge(m.benchmark(), m.bytes(), Math::max);
                }
            }
        }
        Table table = new Table("benchmark", "bytes per call");
        most.forEach((name, bytes) -> table.row(NAMES.get(name), bytes));
        return table.toString();
    }

    /** The products of the page at which a native library is faster by five percent or more, worst first. */
    private String losses() {
        List<Object[]> rows = new ArrayList<>();
        int comparisons = 0;
        for (String campaign : AGAINST) {
            List<Measurement> all = results.of(campaign);
            for (Measurement m : all) {
                for (String peer : m.param("peer").equals(OURS) ? List.of("openblas", "mkl") : List.<String>of()) {
                    double ratio = m.gflops() / rate(all, peer, m.param("shape"), m.param("form"));
                    comparisons += Double.isNaN(ratio) ? 0 : 1;
                    if (ratio < 0.95) {
                        rows.add(new Object[] {m.param("shape"), m.param("form"), peer, ratio});
                    }
                }
            }
        }
        if (comparisons == 0) {
            return "";
        }
        rows.sort(Comparator.comparingDouble(row -> (double) row[3]));
        Table table = new Table("m x n x k", "form", "rival", "Lanewise against it");
        rows.stream().limit(WORST).forEach(table::row);
        String shown = rows.size() > WORST ? "the worst " + WORST : "worst first";
        return rows.size() + " of " + comparisons + " comparisons; " + shown + ":\n\n" + table;
    }
}
