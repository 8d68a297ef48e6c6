// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code pytorch.py} measured, if it was run. */
record PyTorch(JsonNode json) {
    static PyTorch read(Path folder) throws IOException {
        Path file = folder.resolve("pytorch.json");
        return new PyTorch(Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance());
    }

    String version() {
        return json.path("version").asText("not measured");
    }

    /** The time of a call, NaN if it was not measured. */
    double nanos(String precision, String param, String value, int threads) {
        for (JsonNode result : json.path("results")) {
            if (result.path("precision").asText("SINGLE").equals(precision)
                    && result.path(param).asText().equals(value)
                    && result.path("threads").asInt() == threads) {
                return result.path("nanos").asDouble();
            }
        }
        return Double.NaN;
    }
}
