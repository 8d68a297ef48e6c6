// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How the tensors of a file are called that hold a network's parameters, and what may be done to them. By default a node's
 * weights are {@code <node>.weight} (outputs x inputs, as in PyTorch) and its biases {@code <node>.bias}.
 *
 * <p>Where no tensor of the file is called as the network's nodes are, two orders are known: that of PyTorch's
 * {@code nn.Sequential} ({@code 0.weight}, {@code 0.bias}, {@code 2.weight} …, with a prefix or without), and that of
 * scikit-learn's {@code coefs_} and {@code intercepts_} ({@code coefs_0}, {@code intercepts_0}, {@code coefs_1} …, inputs x
 * outputs); the dense nodes take them one after the other.
 */
public final class ParameterNames {
    private final String prefix;
    private final Map<String, String> names;
    private final Set<String> skipped;
    private final boolean rounded;

    private ParameterNames(String prefix, Map<String, String> names, Set<String> skipped, boolean rounded) {
        this.prefix = prefix;
        this.names = names;
        this.skipped = skipped;
        this.rounded = rounded;
    }

    /** The default: names as they are, every tensor wanted, no number changed. */
    public static ParameterNames usual() {
        return new ParameterNames("", Map.of(), Set.of(), false);
    }

    /** In the file every name begins with this, such as {@code "model."}. */
    public ParameterNames withPrefix(String prefix) {
        return new ParameterNames(Arguments.present("prefix", prefix), names, skipped, rounded);
    }

    /** In the file the node is called otherwise: its tensors are {@code <prefix><name>.weight} and {@code .bias}. */
    public ParameterNames with(String node, String name) {
        Map<String, String> more = new HashMap<>(names);
        more.put(Arguments.present("node", node), Arguments.present("name", name));
        return new ParameterNames(prefix, more, skipped, rounded);
    }

    /** Tensors that are not wanted, by their whole names; one that ends in {@code *} stands for all that begin so. */
    public ParameterNames without(String... tensors) {
        Set<String> more = new LinkedHashSet<>(skipped);
        more.addAll(Set.of(tensors));
        return new ParameterNames(prefix, names, more, rounded);
    }

    /** Numbers that the network's precision does not hold are rounded, and not refused. */
    public ParameterNames rounded() {
        return new ParameterNames(prefix, names, skipped, true);
    }

    boolean isRounded() {
        return rounded;
    }

    String prefix() {
        return prefix;
    }

    /** What the file calls a node. */
    String of(String node) {
        return prefix + names.getOrDefault(node, node);
    }

    /** The nodes that were given another name. */
    Set<String> renamed() {
        return names.keySet();
    }

    boolean isSkipped(String tensor) {
        for (String name : skipped) {
            if (name.equals(tensor) || name.endsWith("*") && tensor.startsWith(name.substring(0, name.length() - 1))) {
                return true;
            }
        }
        return false;
    }
}
