// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names of nodes, made of those of a model's values: of the characters that a network allows, and each once. */
final class Names {
    private static final int LONGEST = 80;

    private final Set<String> taken = new HashSet<>();
    /** The last number that was put behind a name; to count from the start again would take a hostile model's time. */
    private final Map<String, Integer> copies = new HashMap<>();

    String unique(String name) {
        String start = name.replaceAll("[^A-Za-z0-9_.-]", "_");
        String plain = start.isEmpty() ? "node" : start.substring(0, Math.min(LONGEST, start.length()));
        String unique = plain;
        while (!taken.add(unique)) {
            unique = plain + "_" + copies.merge(plain, 2, (before, two) -> before + 1);
        }
        return unique;
    }
}
