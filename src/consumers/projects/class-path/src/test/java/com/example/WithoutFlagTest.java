// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.nn.Network;
import org.junit.jupiter.api.Test;

class WithoutFlagTest {
    @Test
    void everythingWorksAndTheReasonNamesTheFlag() {
        assertEquals("plain", Backends.best().name());
        assertTrue(
                Backends.choice().reason().contains("--add-modules jdk.incubator.vector"),
                Backends.choice().reason());
        Network network = Network.sequential(2).dense(1, Activation.SIGMOID).build(1);
        assertEquals(network.predict(1, 2)[0], network.predict(1, 2)[0]);
        RuntimeException refusal = assertThrows(RuntimeException.class, Backends::vector);
        assertTrue(refusal.getMessage().contains("--add-modules jdk.incubator.vector"), refusal.getMessage());
    }
}
