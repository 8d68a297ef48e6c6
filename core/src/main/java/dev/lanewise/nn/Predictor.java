// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A network's answers without garbage: made once, and used by any number of threads. After the first call with a number of
 * rows, further ones of up to {@link RowBlocks#ROWS} rows allocate nothing; larger ones are shared among the backend's threads.
 * One from {@link Network#predictor} reads the network's weights where they are, and answers by whatever they are at the call;
 * nobody may change them meanwhile. One from {@link Network#freeze} has its own. The same bits as {@link Network#predict(Matrix)}, alone and in any batch.
 */
public final class Predictor {
    private final Graph graph;
    private final Precision precision;
    private final Backend backend;
    private final Passes passes;

    Predictor(Graph graph, Weights weights, Backend backend) {
        this.graph = graph;
        this.backend = backend;
        precision = weights.precision();
        passes = new Passes(graph, weights, backend, false, Logits.none(graph));
    }

    /**
     * Answers by the network of a file that {@link Network#save} wrote. Its weights are packed from where they lie in the mapped file, and nothing
     * else keeps them: for a service that only answers, and for networks that hardly fit.
     *
     * @throws IOException if the file cannot be read, is damaged or foreign, or holds a scale; the message says where and why
     */
    public static Predictor load(Path file, Backend backend) throws IOException {
        return NetworkFile.freeze(file, Arguments.present("backend", backend));
    }

    /**
     * Writes the network's answers, one row for each row of x.
     *
     * @param x rows x inputs
     * @param answers rows x outputs, sharing no element with x
     */
    public void predict(Matrix x, Matrix answers) {
        Arguments.hasPrecision("x", x, precision, "the network");
        Arguments.hasPrecision("answers", answers, precision, "the network");
        Arguments.hasShape("x", x, x.rows(), graph.inputSize());
        Arguments.hasShape("answers", answers, x.rows(), graph.outputSize());
        Arguments.writable("answers", answers);
        Arguments.apart("answers", answers, "x", x);
        int blocks = RowBlocks.count(x.rows());
        if (blocks == 1) {
            answer(x, answers);
        } else {
            // A memory segment may belong to this thread alone.
            Matrix given = x.hasArray() ? x : x.copy();
            backend.share(blocks, block -> {
                int from = RowBlocks.from(block);
                int to = RowBlocks.to(block, x.rows());
                answer(given.rows(from, to), answers.rows(from, to));
            });
        }
    }

    private void answer(Matrix x, Matrix answers) {
        Pass pass = passes.take(x.rows());
        pass.forward(x);
        backend.copy(pass.output(), answers);
        passes.giveBack(pass);
    }

    /**
     * Writes the answers for some samples, row by row in one array each.
     *
     * @param x at most {@link RowBlocks#ROWS} samples
     * @param answers room for as many answers
     */
    public void predict(float[] x, float[] answers) {
        Arguments.present("x", x);
        Arguments.present("answers", answers);
        answer(Precision.SINGLE, x, x.length, answers, answers.length);
    }

    /** As {@link #predict(float[], float[])}, for a network in double precision. */
    public void predict(double[] x, double[] answers) {
        Arguments.present("x", x);
        Arguments.present("answers", answers);
        answer(Precision.DOUBLE, x, x.length, answers, answers.length);
    }

    private void answer(Precision format, Object x, int given, Object answers, int wanted) {
        Pass pass = take(format, given, wanted);
        System.arraycopy(x, 0, pass.given().array(), 0, given);
        pass.forward(pass.given());
        System.arraycopy(pass.output().array(), 0, answers, 0, wanted);
        passes.giveBack(pass);
    }

    private Pass take(Precision format, int given, int answers) {
        if (format != precision) {
            throw new IllegalArgumentException(
                    "x is in precision " + format + "; expected " + precision + ", that of the network");
        }
        int rows = given / graph.inputSize();
        if (given != rows * graph.inputSize() || rows > RowBlocks.ROWS) {
            throw new IllegalArgumentException("x has " + given + " elements; expected " + graph.inputSize()
                    + " for each of at most " + RowBlocks.ROWS + " samples");
        }
        if (answers != rows * graph.outputSize()) {
            throw new IllegalArgumentException("answers has " + answers + " elements; expected " + graph.outputSize()
                    + " for each of " + rows + " samples");
        }
        return passes.take(rows);
    }
}
