// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.verify.BatchInvariance;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Whether a row's product with a matrix depends on the rows beside it, for each of the libraries that are there. */
public final class Invariance {
    private Invariance() {}

    /** Prints a line for each library; they come as arguments. */
    public static void main(String[] names) {
        for (String name : names) {
            for (Precision precision : Precision.values()) {
                List<String> differences = differences(Peer.valueOf(name), precision);
                int places = BatchInvariance.LAYERS.size() * BatchInvariance.BATCHES.size() * 3;
                System.out.printf(
                        "%-9s %-6s %3d of %d rows depend on their batch%s%n",
                        name,
                        precision,
                        differences.size(),
                        places,
                        differences.isEmpty() ? "" : ", first " + differences.getFirst());
            }
        }
    }

    private static List<String> differences(Peer peer, Precision precision) {
        List<String> differences = new ArrayList<>();
        for (BatchInvariance.Layer layer : BatchInvariance.LAYERS) {
            Matrix w = BatchInvariance.uniform(layer.inputs(), layer.outputs(), precision, new SplittableRandom(2));
            Peer.Product product = peer.open();
            differences.addAll(BatchInvariance.differences(
                    layer.inputs() + "x" + layer.outputs(),
                    layer.inputs(),
                    precision,
                    x -> multiply(product, x, w, precision)));
        }
        return differences;
    }

    private static Matrix multiply(Peer.Product product, Matrix x, Matrix w, Precision precision) {
        double[] a = x.to(Precision.DOUBLE).doubles();
        double[] b = w.to(Precision.DOUBLE).doubles();
        product.prepare(new Operands(x.rows(), w.cols(), x.cols(), false, false, a, b, precision, 1));
        product.multiply();
        return Matrix.of(product.result(), x.rows(), w.cols());
    }
}
