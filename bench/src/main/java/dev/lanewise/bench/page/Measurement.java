// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * One result of JMH.
 *
 * @param forks the measured times in nanoseconds, fork by fork
 * @param bytes allocated per call once warm
 * @param others what else was measured, medians over the forks
 */
record Measurement(
        String benchmark,
        Map<String, String> params,
        double[][] forks,
        double bytes,
        Map<String, Double> others,
        String jdk,
        String jvm) {
    /** Reads a file of results; without the file there are none. */
    static List<Measurement> read(Path file) throws IOException {
        List<Measurement> found = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
                found.add(of(result));
            }
        }
        return found;
    }

    private static Measurement of(JsonNode result) {
        Map<String, String> params = new HashMap<>();
        for (Map.Entry<String, JsonNode> param : result.path("params").properties()) {
            params.put(param.getKey(), param.getValue().asText());
        }
        JsonNode primary = result.get("primaryMetric");
        double toNanos = primary.get("scoreUnit").asText().startsWith("ns") ? 1 : Double.NaN;
        JsonNode raw = primary.get("rawData");
        double[][] forks = new double[raw.size()][];
        for (int fork = 0; fork < forks.length; fork++) {
            forks[fork] = new double[raw.get(fork).size()];
            for (int i = 0; i < forks[fork].length; i++) {
                forks[fork][i] = raw.get(fork).get(i).asDouble() * toNanos;
            }
        }
        double bytes =
                least(result.path("secondaryMetrics").path("gc.alloc.rate.norm").path("rawData"));
        String name = result.get("benchmark").asText();
        String jvm =
                result.get("vmName").asText() + " " + result.get("vmVersion").asText();
        return new Measurement(
                name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                params,
                forks,
                bytes,
                others(result.path("secondaryMetrics")),
                result.get("jdkVersion").asText(),
                jvm);
    }

    private static Map<String, Double> others(JsonNode metrics) {
        Map<String, Double> others = new HashMap<>();
        for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
            List<Double> raw = new ArrayList<>();
            metric.getValue().path("rawData").forEach(fork -> fork.forEach(value -> raw.add(value.asDouble())));
            others.put(metric.getKey(), median(raw.stream().mapToDouble(Double::doubleValue)));
        }
        return others;
    }

    /** The least of all iterations: what is left when everything is compiled. */
    private static double least(JsonNode raw) {
        double least = Double.NaN;
        for (JsonNode fork : raw) {
            for (JsonNode iteration : fork) {
                least = Double.isNaN(least) ? iteration.asDouble() : Math.min(least, iteration.asDouble());
            }
        }
        return least;
    }

    String param(String name) {
        return params.getOrDefault(name, "");
    }

    /** The median over all forks. */
    double nanos() {
        return median(Arrays.stream(forks).flatMapToDouble(Arrays::stream));
    }

    /** The median of the slowest fork. */
    double slowestFork() {
        return Arrays.stream(forks)
                .mapToDouble(fork -> median(Arrays.stream(fork)))
                .max()
                .orElse(Double.NaN);
    }

    private static double median(DoubleStream times) {
        double[] all = times.sorted().toArray();
        if (all.length == 0) {
            return Double.NaN;
        }
        return all.length % 2 == 1 ? all[all.length / 2] : (all[all.length / 2 - 1] + all[all.length / 2]) / 2;
    }

    /** m·n·k·2 of the shape. */
    double flops() {
        double flops = 2;
        for (String size : param("shape").split("x")) {
            flops *= Double.parseDouble(size);
        }
        return flops;
    }

    double gflops() {
        return flops() / nanos();
    }
}
