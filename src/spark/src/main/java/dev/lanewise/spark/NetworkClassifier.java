// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.Network;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A classifier: a network with a softmax over the classes, or any network that {@link #setNetwork} is given, trained with cross
 * entropy on the rows of a data set, wherever they are. Labels are 0, 1, 2 …, as a StringIndexer makes them. The trained weights
 * have the same bits for any number of partitions and executors, and those of {@link dev.lanewise.nn.Training} on one machine, if
 * the rows have the same order.
 */
@SuppressWarnings("this-escape")
public class NetworkClassifier extends ProbabilisticClassifier<Vector, NetworkClassifier, NetworkClassificationModel>
        implements NetworkSetters<NetworkClassifier>, DefaultParamsWritable {
    private static final long serialVersionUID = 1;

    /** What a label may be at most without metadata that say more. */
    private static final int MOST_CLASSES = 1000;

    private final String uid;
    private final Settings settings;

    public NetworkClassifier() {
        this(Identifiable.randomUID("network"));
    }

    /** With an identity of its own, as Spark makes copies. */
    public NetworkClassifier(String uid) {
        // Spark's constructor already asks for it.
        this.uid = uid;
        super();
        settings = new Settings(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public NetworkClassifier self() {
        return this;
    }

    @Override
    public NetworkClassificationModel train(Dataset<?> dataset) {
        Fit.Result result = new Fit(this, getFeaturesCol(), getLabelCol()).run(dataset, classes(dataset));
        byte[] network = NetworkBytes.of(result.network());
        return new NetworkClassificationModel(uid, new Answers(network)).withSummary(result.summary());
    }

    /** As many as a given network has, or as the label's metadata say, or one more than the greatest label that can be one. */
    private int classes(Dataset<?> dataset) {
        Network given = getNetwork();
        if (given != null) {
            return Math.max(2, given.outputSize());
        }
        Attribute label = Attribute.fromStructField(dataset.schema().apply(getLabelCol()));
        if (label instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()) {
            return Math.max(2, (Integer) nominal.getNumValues().get());
        }
        Row greatest = dataset.select(
                        functions.col(getLabelCol()).cast("double").as("label"))
                .filter("label >= 0 and label < " + MOST_CLASSES + " and label = floor(label)")
                .agg(functions.max("label"))
                .first();
        return greatest.isNullAt(0) ? 2 : Math.max(2, (int) greatest.getDouble(0) + 1);
    }

    /** A model has a network of its own, and no need of the one that the training began with. */
    @Override
    public NetworkClassificationModel fit(Dataset<?> dataset) {
        NetworkClassificationModel model = super.fit(dataset);
        model.clear(model.network());
        return model;
    }

    @Override
    public NetworkClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads saved settings; found by Spark, by its name. */
    public static MLReader<NetworkClassifier> read() {
        return new DefaultParamsReadable<NetworkClassifier>() {}.read();
    }

    /** Reads settings that were saved in this folder. */
    public static NetworkClassifier load(String path) {
        return read().load(path);
    }
}
