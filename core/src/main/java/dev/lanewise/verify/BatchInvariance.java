// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Activation;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Predictor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whether what is computed for a row depends on the rows beside it: one anchor row alone, and at three places in batches of
 * many sizes. It asks a {@link RowFunction} and knows nothing of who computes it.
 */
public final class BatchInvariance {
    /** One row of answers for each row of x. */
    public interface RowFunction {
        Matrix apply(Matrix x);
    }

    /** Rows of the batches, the anchor among them. */
    public static final List<Integer> BATCHES = List.of(1, 2, 17, 33, 128, 257, 1024);

    /** Inputs and outputs of the products tried. */
    public static final List<Layer> LAYERS = List.of(
            new Layer(784, 128),
            new Layer(128, 10),
            new Layer(30, 16),
            new Layer(64, 1),
            new Layer(3, 2),
            new Layer(256, 512),
            new Layer(300, 33));

    /** The sizes of a product. */
    public record Layer(int inputs, int outputs) {}

    private BatchInvariance() {}

    /** Where the anchor's answer in a batch has other bits than alone. */
    public static List<String> differences(String name, int columns, Precision precision, RowFunction function) {
        SplittableRandom random = new SplittableRandom(columns);
        Matrix anchor = uniform(1, columns, precision, random);
        Matrix alone = function.apply(anchor).copy();
        List<String> differences = new ArrayList<>();
        for (int rows : BATCHES) {
            for (int place : new int[] {0, rows / 2, rows - 1}) {
                Matrix x = uniform(rows, columns, precision, random);
                for (int j = 0; j < columns; j++) {
                    x.set(place, j, anchor.get(0, j));
                }
                if (!function.apply(x).row(place).hasSameElements(alone)) {
                    differences.add(name + ", row " + place + " of " + rows);
                }
            }
        }
        return differences;
    }

    /** Uniform in [−1, 1). */
    public static Matrix uniform(int rows, int cols, Precision precision, SplittableRandom random) {
        Matrix x = Matrix.zeros(rows, cols, precision);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                x.set(i, j, random.nextDouble(-1, 1));
            }
        }
        return x;
    }

    /** Everything that answers row by row: products in all layouts of W, layers, softmax and whole networks. */
    public static List<String> differences(Backend backend, Precision precision) {
        List<String> differences = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        for (Layer layer : LAYERS) {
            Matrix w = uniform(layer.inputs(), layer.outputs(), precision, random);
            Matrix bias = uniform(1, layer.outputs(), precision, random);
            String size = precision + " " + layer.inputs() + "x" + layer.outputs() + ": ";
            Map<String, RowFunction> functions = new LinkedHashMap<>();
            functions.put("product", x -> product(backend, x, w));
            Matrix turned = w.t().copy().t();
            functions.put("product with W stored by columns", x -> product(backend, x, turned));
            functions.put(
                    "product with X stored by columns",
                    x -> product(backend, x.t().copy().t(), w));
            for (Activation f : Activation.values()) {
                functions.put("layer " + f, x -> dense(backend, x, w, bias, f));
            }
            functions.put("softmax of the product", x -> {
                Matrix z = product(backend, x, w);
                backend.softmax(z, z);
                return z;
            });
            Network network = Network.sequential(layer.inputs())
                    .dense(layer.outputs(), Activation.TANH)
                    .dense(9, Activation.RELU)
                    .dense(1, Activation.SIGMOID)
                    .build(1, precision);
            functions.put("network", x -> network.predict(backend, x));
            Predictor frozen = network.freeze(backend);
            functions.put("frozen network", x -> {
                Matrix y = Matrix.zeros(x.rows(), 1, precision);
                frozen.predict(x, y);
                return y;
            });
            functions.forEach((name, function) ->
                    differences.addAll(differences(size + name, layer.inputs(), precision, function)));
        }
        return differences;
    }

    private static Matrix product(Backend backend, Matrix x, Matrix w) {
        Matrix y = Matrix.zeros(x.rows(), w.cols(), x.precision());
        backend.gemm(1, x, w, 0, y);
        return y;
    }

    private static Matrix dense(Backend backend, Matrix x, Matrix w, Matrix bias, Activation f) {
        Matrix y = Matrix.zeros(x.rows(), w.cols(), x.precision());
        backend.denseForward(x, w, bias, f, y);
        return y;
    }
}
