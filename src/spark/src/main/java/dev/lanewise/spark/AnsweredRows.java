// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.nn.RowBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows of a partition, each with its answer at the end: a network answers for many at a time. */
final class AnsweredRows implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Answers answers;
    private final Shown shown;
    private Iterator<Row> ready = List.<Row>of().iterator();

    /** How an answer stands in its column. */
    interface Shown extends Function<double[], Object>, java.io.Serializable {}

    private AnsweredRows(Iterator<Row> rows, Answers answers, Shown shown) {
        this.rows = rows;
        this.answers = answers;
        this.shown = shown;
    }

    /**
     * The data with one column more. It begins as a copy of the features, however they are named or nested, and ends as the answers; every
     * column keeps its metadata, which rows do not carry.
     */
    static Dataset<Row> of(Dataset<?> data, String features, Answers answers, StructField added, Shown shown) {
        StructType schema = data.schema().add(added);
        Dataset<Row> given = data.toDF().withColumn(added.name(), functions.col(features));
        if (given.columns().length != schema.size()) {
            throw new IllegalArgumentException("the column \"" + added.name() + "\" is one of "
                    + Arrays.toString(data.columns()) + " in other letters; expected a name that is free");
        }
        MapPartitionsFunction<Row, Row> answered = rows -> new AnsweredRows(rows, answers, shown);
        Dataset<Row> found = given.mapPartitions(answered, Encoders.row(schema));
        Column[] columns = new Column[schema.size()];
        for (int j = 0; j < columns.length; j++) {
            StructField field = schema.apply(j);
            columns[j] =
                    functions.col("`" + field.name().replace("`", "``") + "`").as(field.name(), field.metadata());
        }
        return found.select(columns);
    }

    @Override
    public boolean hasNext() {
        return ready.hasNext() || rows.hasNext();
    }

    @Override
    public Row next() {
        if (!ready.hasNext()) {
            ready = answered().iterator();
        }
        return ready.next();
    }

    private List<Row> answered() {
        List<Row> batch = new ArrayList<>(RowBlocks.ROWS);
        List<Vector> features = new ArrayList<>(RowBlocks.ROWS);
        do {
            Row row = rows.next();
            int last = row.size() - 1;
            if (row.isNullAt(last)) {
                throw new IllegalArgumentException("the features of " + row + " are null; expected a vector");
            }
            batch.add(row);
            features.add(row.getAs(last));
        } while (batch.size() < RowBlocks.ROWS && rows.hasNext());
        double[][] found = answers.of(features);
        for (int i = 0; i < found.length; i++) {
            batch.set(i, with(batch.get(i), shown.apply(found[i])));
        }
        return batch;
    }

    private static Row with(Row row, Object last) {
        Object[] cells = new Object[row.size()];
        for (int j = 0; j < cells.length - 1; j++) {
            cells[j] = row.get(j);
        }
        cells[cells.length - 1] = last;
        return RowFactory.create(cells);
    }
}
