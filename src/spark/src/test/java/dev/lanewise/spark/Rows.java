// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.Dataset;
import dev.lanewise.nn.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Samples that tests learn from, as Spark has them and as this library has them. */
final class Rows {
    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType)
            .add("held", DataTypes.BooleanType);

    private Rows() {}

    /** Three classes of points around three places, or a number that depends on them. */
    static List<Row> list(int count, boolean classes) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(3);
            double x = kind + 0.4 * random.nextGaussian();
            double y = kind % 2 + 0.4 * random.nextGaussian();
            double label = classes ? kind : Math.sin(x) + y;
            rows.add(RowFactory.create((long) i, Vectors.dense(x, y, x * y, 1), label, i % 5 == 4));
        }
        return rows;
    }

    static org.apache.spark.sql.Dataset<Row> spread(SparkSession spark, List<Row> rows, int partitions) {
        return spark.createDataFrame(rows, SCHEMA).repartition(partitions);
    }

    static Dataset local(List<Row> rows, Precision precision, int classes) {
        Matrix x = Matrix.zeros(rows.size(), 4, precision);
        int[] labels = new int[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            double[] features = ((org.apache.spark.ml.linalg.Vector) rows.get(i).get(1)).toArray();
            for (int j = 0; j < 4; j++) {
                x.set(i, j, features[j]);
            }
            labels[i] = (int) rows.get(i).getDouble(2);
        }
        return Dataset.classes(x, labels, classes);
    }

    /** The SHA-256 of a network's weights, as numbers of 64 bits in little endian. */
    static String hash(Network network) {
        Matrix weights = network.parameters();
        ByteBuffer bytes = ByteBuffer.allocate(weights.cols() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int j = 0; j < weights.cols(); j++) {
            bytes.putDouble(weights.get(0, j));
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
