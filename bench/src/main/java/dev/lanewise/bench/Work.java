// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import jdk.incubator.vector.FloatVector;
import org.openjdk.jmh.infra.BenchmarkParams;

/** How much one call of a benchmark does: floating-point operations of products, elements of anything else. */
final class Work {
    private Work() {}

    static double of(BenchmarkParams params) {
        if (params.getParam("shape") != null) {
            return Shape.parse(params.getParam("shape")).flops();
        }
        if (params.getParam("network") != null) {
            return ofStep(params.getParam("network"));
        }
        if (params.getBenchmark().endsWith("PeakBenchmark.fma")) {
            return PeakBenchmark.flops(FloatVector.SPECIES_PREFERRED.vectorBitSize());
        }
        String size = params.getParam("size");
        return size == null ? Double.NaN : Double.parseDouble(size);
    }

    /** The products of a training step: forward, dW, and, but for the first layer, dX. */
    static double ofStep(String network) {
        int[] sizes = TrainStepBenchmark.sizes(network);
        double flops = 0;
        for (int layer = 1; layer < sizes.length; layer++) {
            flops += (layer == 1 ? 4.0 : 6.0) * TrainStepBenchmark.batch(network) * sizes[layer - 1] * sizes[layer];
        }
        return flops;
    }
}
