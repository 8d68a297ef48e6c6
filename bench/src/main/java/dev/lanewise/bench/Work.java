// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import org.openjdk.jmh.infra.BenchmarkParams;

/** How much one call of a benchmark does: floating-point operations of a product, elements of anything else. */
final class Work {
    private Work() {}

    static double of(BenchmarkParams params) {
        if (params.getParam("shape") != null) {
            return Shape.parse(params.getParam("shape")).flops();
        }
        if (params.getBenchmark().endsWith("PeakBenchmark.fma")) {
            return PeakBenchmark.flops();
        }
        String size = params.getParam("size");
        return size == null ? Double.NaN : Double.parseDouble(size);
    }
}
