// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The tables of the page, by the names that stand for them in its template. */
final class Tables {
    private static final String OURS = "lanewise";
    private static final List<String> AGAINST =
            List.of("peers", "sizes", "forms", "layers-forward", "layers-dx", "layers-dw", "deepbench");

    private final Results results;

    Tables(Results results) {
        this.results = results;
    }

    Map<String, Supplier<String>> all() {
        Map<String, Supplier<String>> tables = new LinkedHashMap<>();
        tables.put("peak", this::peak);
        tables.put("scalar", this::scalar);
        tables.put("peers", this::peers);
        tables.put("sizes", () -> against("sizes"));
        tables.put("forms", () -> against("forms"));
        tables.put("layers", () -> against("layers-forward", "layers-dx", "layers-dw"));
        tables.put("deepbench", () -> against("deepbench"));
        tables.put("threads", this::threads);
        tables.put("sigmoid", this::sigmoid);
        tables.put("steps", this::steps);
        tables.put("avx2", this::avx2);
        tables.put("cold", this::cold);
        tables.put("allocation", this::allocation);
        tables.put("losses", this::losses);
        return tables;
    }

    private String peak() {
        Table table = new Table("roof", "measured");
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
                Measurement fast = twin(slow, "vector");
                table.row(
                        slow.benchmark(),
                        slow.param("size"),
                        Table.time(slow.nanos()),
                        Table.time(fast.nanos()),
                        Table.number(size(fast) / fast.nanos()) + " G elements/s",
                        slow.nanos() / fast.nanos());
            }
        }
        return table.toString();
    }

    private Measurement twin(Measurement m, String backend) {
        return results.one(
                        "sigmoid",
                        o -> o.benchmark().equals(m.benchmark())
                                && o.param("size").equals(m.param("size"))
                                && o.param("backend").equals(backend))
                .orElseThrow();
    }

    private static double size(Measurement m) {
        return Double.parseDouble(m.param("size"));
    }

    private String peers() {
        List<Measurement> all = results.of("peers");
        Set<String> peers = Results.values(all, "peer");
        List<String> header = new ArrayList<>(List.of("n"));
        header.addAll(peers);
        header.add("share of the roof");
        Table table = new Table(header.toArray(String[]::new));
        for (String shape : Results.values(all, "shape")) {
            List<Object> row = new ArrayList<>(List.of(shape.substring(0, shape.indexOf('x'))));
            peers.forEach(peer -> row.add(rate(all, peer, shape, "NN")));
            row.add(rate(all, OURS, shape, "NN") / results.peak("peak"));
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
        Table table = new Table("m x n x k", "form", "Lanewise", "OpenBLAS", "MKL", "against OpenBLAS", "against MKL");
        double[] logs = new double[2];
        int[] counts = new int[2];
        all.stream().filter(m -> m.param("peer").equals(OURS)).forEach(m -> {
            double ours = m.gflops();
            double openblas = rate(all, "openblas", m.param("shape"), m.param("form"));
            double mkl = rate(all, "mkl", m.param("shape"), m.param("form"));
            table.row(m.param("shape"), m.param("form"), ours, openblas, mkl, ours / openblas, ours / mkl);
            add(logs, counts, 0, ours / openblas);
            add(logs, counts, 1, ours / mkl);
        });
        table.row("geometric mean", "", "", "", "", mean(logs, counts, 0), mean(logs, counts, 1));
        return table.toString();
    }

    private static void add(double[] logs, int[] counts, int i, double ratio) {
        if (!Double.isNaN(ratio)) {
            logs[i] += Math.log(ratio);
            counts[i]++;
        }
    }

    private static double mean(double[] logs, int[] counts, int i) {
        return counts[i] == 0 ? Double.NaN : Math.exp(logs[i] / counts[i]);
    }

    private String threads() {
        Table table = new Table("m x n x k", "1 thread", "2 threads", "GFLOP/s of 2", "ratio");
        pairs("threads", "shape", table);
        return table.toString();
    }

    private String steps() {
        Table table = new Table("network, batch", "1 thread", "2 threads", "ratio");
        pairs("steps", "network", table);
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
                table.row(value.replace("@", ", "), one, two, nanos[1] / nanos[2]);
            }
        }
    }

    private String sigmoid() {
        Table table = new Table("kernel", "elements", "scalar G/s", "vector G/s", "speed-up");
        for (Measurement m : results.of("sigmoid")) {
            if (m.param("backend").equals("scalar")) {
                Measurement fast = twin(m, "vector");
                table.row(
                        m.benchmark(),
                        m.param("size"),
                        size(m) / m.nanos(),
                        size(m) / fast.nanos(),
                        m.nanos() / fast.nanos());
            } else if (m.benchmark().startsWith("MathExp")) {
                table.row("sigmoid in a loop over Math.exp", m.param("size"), size(m) / m.nanos(), "", "");
            }
        }
        return table.toString();
    }

    private String avx2() {
        Table table = new Table("m x n x k", "512-bit lanes", "-XX:UseAVX=2", "share of that roof");
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

    private String cold() {
        Table table = new Table("m x n x k", "first call", "calls until within 10 %", "time until then", "at last");
        for (Measurement m : results.of("cold")) {
            double[] calls = m.forks()[0];
            double settled = settled(calls);
            int until = calls.length;
            while (until > 0 && calls[until - 1] <= 1.1 * settled) {
                until--;
            }
            until = firstSettled(calls, settled);
            double elapsed = 0;
            for (int i = 0; i < until; i++) {
                elapsed += calls[i];
            }
            table.row(m.param("shape"), Table.time(calls[0]), until, Table.time(elapsed), Table.time(settled));
        }
        return table.toString();
    }

    /** The median of the last tenth. */
    private static double settled(double[] calls) {
        double[] last = java.util.Arrays.copyOfRange(calls, calls.length * 9 / 10, calls.length);
        java.util.Arrays.sort(last);
        return last[last.length / 2];
    }

    /** The first call from which most of the next ten are settled. */
    private static int firstSettled(double[] calls, double settled) {
        for (int i = 0; i + 10 <= calls.length; i++) {
            int good = 0;
            for (int j = i; j < i + 10; j++) {
                good += calls[j] <= 1.1 * settled ? 1 : 0;
            }
            if (good >= 8) {
                return i;
            }
        }
        return calls.length;
    }

    private String allocation() {
        Map<String, Double> most = new TreeMap<>();
        for (String campaign : List.of("sigmoid", "steps", "threads")) {
            for (Measurement m : results.of(campaign)) {
                if (!m.param("backend").equals("scalar") && m.nanos() < 1e5) {
                    most.merge(m.benchmark(), m.bytes(), Math::max);
                }
            }
        }
        Table table = new Table("benchmark", "bytes per call, at most");
        most.forEach(table::row);
        return table.toString();
    }

    /** Every product of the page at which a native library is faster by five percent or more, worst first. */
    private String losses() {
        List<Object[]> rows = new ArrayList<>();
        for (String campaign : AGAINST) {
            List<Measurement> all = results.of(campaign);
            for (Measurement m : all) {
                if (m.param("peer").equals(OURS)) {
                    for (String peer : List.of("openblas", "mkl")) {
                        double ratio = m.gflops() / rate(all, peer, m.param("shape"), m.param("form"));
                        if (ratio < 0.95) {
                            rows.add(new Object[] {m.param("shape"), m.param("form"), peer, ratio});
                        }
                    }
                }
            }
        }
        rows.sort(Comparator.comparingDouble(row -> (double) row[3]));
        Table table = new Table("m x n x k", "form", "rival", "Lanewise against it");
        rows.forEach(table::row);
        return table.toString();
    }
}
