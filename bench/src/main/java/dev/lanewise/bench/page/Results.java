// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** All measurements of a campaign, by the run they come from. */
final class Results {
    private final Path folder;
    private final int lanes;

    /** The results in a folder, from a machine with so many lanes, in bits. */
    Results(Path folder, int lanes) {
        this.folder = folder;
        this.lanes = lanes;
    }

    List<Measurement> of(String campaign) {
        try {
            return Measurement.read(folder.resolve(campaign + ".json"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the results of " + campaign, e);
        }
    }

    Optional<Measurement> one(String campaign, Predicate<Measurement> wanted) {
        return of(campaign).stream().filter(wanted).findFirst();
    }

    /** The values of a parameter, in the order of their measurement. */
    static Set<String> values(List<Measurement> measurements, String param) {
        Set<String> values = new LinkedHashSet<>();
        measurements.forEach(m -> values.add(m.param(param)));
        return values;
    }

    /** The measured register-only peak, in GFLOP/s. */
    double peak(String campaign) {
        return one(campaign, m -> m.benchmark().equals("PeakBenchmark.fma"))
                .map(m -> dev.lanewise.bench.PeakBenchmark.flops(campaign.equals("avx2") ? 256 : lanes) / m.nanos())
                .orElse(Double.NaN);
    }
}
