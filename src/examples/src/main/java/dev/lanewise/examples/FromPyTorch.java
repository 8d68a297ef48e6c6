// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Activation;
import dev.lanewise.nn.Network;
import java.io.IOException;
import java.nio.file.Path;

/** Weights that `src/main/python/pytorch.py` trained and saved: an nn.Sequential, loaded as it is. */
public final class FromPyTorch {
    private FromPyTorch() {}

    public static void main(String[] args) throws IOException {
        System.out.println(answers(Resources.file("moons.safetensors")));
    }

    static String answers(Path file) throws IOException {
        Network network = Network.sequential(2)
                .dense(16, Activation.TANH)
                .dense(1, Activation.SIGMOID)
                .build(1);
        network.loadParameters(file);
        return network.predict(0, 1f)[0] + " " + network.predict(1, -0.5f)[0];
    }
}
