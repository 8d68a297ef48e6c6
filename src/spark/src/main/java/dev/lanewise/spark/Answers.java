// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Backends;
import dev.lanewise.Precision;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Predictor;
import dev.lanewise.nn.RowBlocks;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.ml.linalg.Vector;

/**
 * A trained network that answers on executors: it travels as bytes, with each task, and becomes a network once in each JVM, for all of
 * its tasks.
 */
final class Answers implements Serializable {
    private static final long serialVersionUID = 1;

    /** Those that arrived in this JVM and are still in use. */
    private static final Map<String, WeakReference<Answers>> ARRIVED = new HashMap<>();

    /** The one that arrived last, kept from one task to the next. */
    private static volatile Answers latest;

    private final String identity = UUID.randomUUID().toString();
    private final byte[] bytes;
    private transient volatile Ready ready;

    /** What is made once in a JVM. */
    private record Ready(Network network, Predictor predictor) {}

    Answers(byte[] bytes) {
        this.bytes = bytes;
        // In a local session the tasks find the driver's own.
        synchronized (ARRIVED) {
            arrive();
        }
    }

    private void arrive() {
        ARRIVED.values().removeIf(gone -> gone.get() == null);
        ARRIVED.put(identity, new WeakReference<>(this));
    }

    byte[] bytes() {
        return bytes;
    }

    /** The same object for the same network. */
    private Object readResolve() {
        synchronized (ARRIVED) {
            WeakReference<Answers> known = ARRIVED.get(identity);
            Answers first = known == null ? null : known.get();
            if (first == null) {
                first = this;
                arrive();
            }
            latest = first;
            return first;
        }
    }

    Network network() {
        return NetworkBytes.read(bytes);
    }

    private Ready ready() {
        Ready made = ready;
        if (made == null) {
            synchronized (this) {
                made = ready;
                if (made == null) {
                    Network network = network();
                    made = new Ready(network, network.predictor(Backends.best()));
                    ready = made;
                }
            }
        }
        return made;
    }

    int inputs() {
        return ready().network().inputSize();
    }

    int outputs() {
        return ready().network().outputSize();
    }

    /** The answer for one row. */
    double[] of(Vector features) {
        return of(List.of(features))[0];
    }

    /** The answers for up to {@link RowBlocks#ROWS} rows. */
    double[][] of(List<Vector> features) {
        Ready made = ready();
        int inputs = made.network().inputSize();
        double[] x = new double[features.size() * inputs];
        for (int i = 0; i < features.size(); i++) {
            double[] row = features.get(i).toArray();
            if (row.length != inputs) {
                throw new IllegalArgumentException("there are " + row.length + " features; expected " + inputs);
            }
            System.arraycopy(row, 0, x, i * inputs, inputs);
        }
        int outputs = made.network().outputSize();
        double[] answered = new double[features.size() * outputs];
        if (made.network().precision() == Precision.DOUBLE) {
            made.predictor().predict(x, answered);
        } else {
            predictSingle(made.predictor(), x, answered);
        }
        double[][] answers = new double[features.size()][];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = Arrays.copyOfRange(answered, i * outputs, (i + 1) * outputs);
        }
        return answers;
    }

    private static void predictSingle(Predictor predictor, double[] x, double[] answered) {
        float[] given = new float[x.length];
        for (int j = 0; j < x.length; j++) {
            given[j] = (float) x[j];
        }
        float[] found = new float[answered.length];
        predictor.predict(given, found);
        for (int j = 0; j < found.length; j++) {
            answered[j] = found[j];
        }
    }
}
