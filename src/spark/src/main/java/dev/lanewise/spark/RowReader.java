// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Turns rows of features and a label into numbers. */
final class RowReader {
    private RowReader() {}

    /** Why a row cannot be learned from, with its number, counted from 0 in their order; or null. */
    static String fault(Row row, long number, ClusterRows.Shape shape) {
        String why = row.isNullAt(0)
                ? "the features are null; expected a vector"
                : row.isNullAt(1)
                        ? "the label is null; expected a number"
                        : fault(((Vector) row.get(0)).toArray(), row.getDouble(1), shape);
        return why == null ? null : "row " + number + ": " + why;
    }

    private static String fault(double[] features, double label, ClusterRows.Shape shape) {
        if (features.length != shape.inputs) {
            return "there are " + features.length + " features; expected " + shape.inputs + " as in row 0";
        }
        for (int j = 0; j < features.length; j++) {
            if (!Double.isFinite(shape.precision.round(features[j]))) {
                return "feature " + j + " is " + features[j] + "; expected a finite number in " + shape.precision;
            }
        }
        if (shape.classes == 0) {
            boolean finite = Double.isFinite(shape.precision.round(label));
            return finite ? null : "the label is " + label + "; expected a finite number in " + shape.precision;
        }
        boolean known = label == Math.rint(label) && label >= 0 && label < shape.classes;
        return known ? null : "the label is " + label + "; expected a class of 0 to " + (shape.classes - 1);
    }

    /** Writes a sound row to row i of both matrices. */
    static void read(Row row, ClusterRows.Shape shape, Matrix x, Matrix targets, int i) {
        double[] features = ((Vector) row.get(0)).toArray();
        for (int j = 0; j < features.length; j++) {
            x.set(i, j, features[j]);
        }
        double label = row.getDouble(1);
        if (shape.classes == 0 || targets.cols() == 1) {
            targets.set(i, 0, label);
        } else {
            targets.set(i, (int) label, 1);
        }
    }
}
