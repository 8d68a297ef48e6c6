// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Activation;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static final Activation F = Activation.SIGMOID;

    @Test
    void nodesAreOrderedAfterTheirInputs() {
        Network network = Network.builder()
                .add("sum", "a", "b")
                .dense("b", "a", 3, F)
                .dense("a", "x", 3, F)
                .input("x", 2)
                .dense("out", "sum", 1, F)
                .build(1);
        assertThat(network.nodes().stream().map(Node::name)).containsExactly("x", "a", "b", "sum", "out");
    }

    @Test
    void aCycleIsRefusedWithItsNodes() {
        refused(
                "a → b → c → a form a cycle",
                Network.builder()
                        .input("x", 2)
                        .add("a", "x", "c")
                        .dense("b", "a", 2, F)
                        .dense("c", "b", 2, F)
                        .dense("out", "c", 1, F));
        refused("a → a form a cycle", Network.builder().input("x", 2).add("a", "x", "a"));
    }

    @Test
    void anUnusedNodeIsRefusedByName() {
        refused(
                "node lonely does not lead to the output out",
                Network.builder().input("x", 2).dense("lonely", "x", 2, F).dense("out", "x", 1, F));
        refused(
                "node z does not lead",
                Network.builder().input("x", 2).input("z", 1).dense("out", "x", 1, F));
    }

    @Test
    void unknownAndDoubleNamesAreRefused() {
        refused(
                "node out takes its input from \"y\", which does not exist",
                Network.builder().input("x", 2).dense("out", "y", 1, F));
        refused("two nodes are named x", Network.builder().input("x", 2).input("x", 1));
        refused("no input", Network.builder().dense("a", "a", 2, F));
        assertThatThrownBy(() -> Network.builder().input("a b", 1)).hasMessageContaining("name is \"a b\"");
        assertThatThrownBy(() -> Network.builder().build(1)).hasMessageContaining("no nodes");
        assertThatThrownBy(() -> Network.builder().dense(3, F)).hasMessageContaining("expected an input first");
    }

    @Test
    void sizesThatDoNotFitAreRefusedWithTheirNodes() {
        refused(
                "node sum adds a of size 3 and x of size 2",
                Network.builder().input("x", 2).dense("a", "x", 3, F).add("sum", "a", "x"));
        assertThatThrownBy(() -> Network.sequential(0)).hasMessageContaining("size of input is 0");
        assertThatThrownBy(() -> Network.sequential(1).dense(-4, F)).hasMessageContaining("size of dense1 is -4");
    }

    private static void refused(String message, NetworkBuilder builder) {
        assertThatThrownBy(() -> builder.build(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
