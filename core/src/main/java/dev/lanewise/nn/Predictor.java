// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import org.jspecify.annotations.Nullable;

/**
 * A network's answers without garbage: made once, and used by any number of threads. After the first call with a number of
 * rows, further ones of up to {@link RowBlocks#ROWS} rows allocate nothing; larger ones are shared among the backend's threads.
 * One from {@link Network#predictor} reads the network's weights where they are, and answers by whatever they are at the call;
 * nobody may change them meanwhile. One from {@link Network#freeze} has its own. The same bits as {@link Network#predict(Matrix)}, alone and in any batch.
 */
public final class Predictor {
    private final Network network;
    private final Backend backend;
    private final Passes passes;

    /** By the network's weights as they are at each call, or by the frozen ones if there are any. */
    Predictor(Network network, Backend backend, @Nullable Frozen frozen) {
        this.network = network;
        this.backend = backend;
        passes = new Passes(network, backend, false, Logits.none(network.topology()), frozen);
    }

    /**
     * Writes the network's answers, one row for each row of x.
     *
     * @param x rows x inputs
     * @param answers rows x outputs, sharing no element with x
     */
    public void predict(Matrix x, Matrix answers) {
        Arguments.samePrecision("x", x, "the network", network.parameters());
        Arguments.samePrecision("answers", answers, "the network", network.parameters());
        Arguments.hasShape("x", x, x.rows(), network.inputSize());
        Arguments.hasShape("answers", answers, x.rows(), network.outputSize());
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
        answer(Precision.SINGLE, x, x.length, answers, answers.length);
    }

    /** As {@link #predict(float[], float[])}, for a network in double precision. */
    public void predict(double[] x, double[] answers) {
        answer(Precision.DOUBLE, x, x.length, answers, answers.length);
    }

    private void answer(Precision precision, Object x, int given, Object answers, int wanted) {
        Pass pass = take(precision, given, wanted);
        System.arraycopy(x, 0, pass.given().array(), 0, given);
        pass.forward(pass.given());
        System.arraycopy(pass.output().array(), 0, answers, 0, wanted);
        passes.giveBack(pass);
    }

    private Pass take(Precision precision, int given, int answers) {
        if (network.precision() != precision) {
            throw new IllegalArgumentException(
                    "x is in precision " + precision + "; expected " + network.precision() + ", that of the network");
        }
        int rows = given / network.inputSize();
        if (given != rows * network.inputSize() || rows > RowBlocks.ROWS) {
            throw new IllegalArgumentException("x has " + given + " elements; expected " + network.inputSize()
                    + " for each of at most " + RowBlocks.ROWS + " samples");
        }
        if (answers != rows * network.outputSize()) {
            throw new IllegalArgumentException("answers has " + answers + " elements; expected " + network.outputSize()
                    + " for each of " + rows + " samples");
        }
        return passes.take(rows);
    }
}
