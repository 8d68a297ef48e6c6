// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.nn.Network;
import dev.lanewise.onnx.Onnx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A network of any graph that `src/main/python/onnx_export.py` exported. */
public final class FromOnnx {
    private FromOnnx() {}

    public static void main(String[] args) throws IOException {
        System.out.println(answers(Resources.file("residual.onnx")));
    }

    static String answers(Path file) throws IOException {
        Network network = Onnx.read(file);
        return Arrays.toString(network.predict(1f, 2f, 3f, 4f));
    }
}
