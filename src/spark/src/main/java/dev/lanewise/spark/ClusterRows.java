// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Loss;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.nn.GradientSum;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.RemoteRows;
import dev.lanewise.nn.RowBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The rows of a data set in an order, as row blocks that stay where they are. A step sends the parameters to the executors;
 * each adds up the gradients of its blocks, whole subtrees at a time, and sends back the few sums that are left.
 */
final class ClusterRows implements RemoteRows, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ClusterRows.class.getName());

    /** How a row becomes features and targets. */
    static final class Shape implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        final int inputs;
        /** Classes, of which the label is one; 0 where the label itself is the target. */
        final int classes;

        final Precision precision;

        Shape(int inputs, int classes, Precision precision) {
            this.inputs = inputs;
            this.classes = classes;
            this.precision = precision;
        }

        /** One column of the label itself, two classes on one output, or a column for each class. */
        int outputs() {
            return classes == 0 ? 1 : classes;
        }
    }

    private final JavaSparkContext spark;
    private final JavaRDD<RowBlock> data;
    private final long rows;
    private final Loss loss;
    private final String training = UUID.randomUUID().toString();
    private final Broadcast<Sent.Start> start;
    private final Set<String> told = new HashSet<>();
    private final Traffic traffic = new Traffic();

    private ClusterRows(JavaSparkContext spark, JavaRDD<RowBlock> data, long rows, Sent.Start start, Loss loss) {
        this.spark = spark;
        this.data = data;
        this.rows = rows;
        this.loss = loss;
        this.start = spark.broadcast(start);
    }

    /** Features and labels of a data set, in order. */
    static JavaRDD<Row> inOrder(Dataset<?> dataset, String features, String label, String order) {
        Dataset<?> sorted = order == null ? dataset : dataset.sort(functions.col(order));
        return sorted.select(functions.col(features), functions.col(label).cast("double"))
                .toJavaRDD();
    }

    /**
     * Blocks from rows of features and a label, kept in memory; every cell is looked at.
     *
     * @param partitions how many tasks share a step, at most; 0 for as many as there are processors, or parts that the rows came in
     */
    static ClusterRows of(JavaRDD<Row> ordered, Shape shape, int outputs, int partitions, Network network, Loss loss) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(ordered.context());
        ordered.persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<RowBlock> data = null;
        try {
            long rows = ordered.count();
            requireSound(ordered, shape);
            int blocks = RowBlocks.count(rows);
            int usual = Math.max(spark.defaultParallelism(), ordered.getNumPartitions());
            Ranges ranges =
                    new Ranges(blocks, Math.clamp(partitions == 0 ? usual : partitions, 1, Math.max(1, blocks)));
            data = ordered.zipWithIndex()
                    .mapToPair(row -> new Tuple2<>((int) (row._2() / RowBlocks.ROWS), row))
                    .groupByKey(ranges)
                    .map(group -> block(group._1(), group._2(), shape, outputs))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            int[] checksums = new int[blocks];
            data.map(made -> new Tuple2<>(made.number(), made.checksum()))
                    .collect()
                    .forEach(made -> checksums[made._1()] = made._2());
            Sent.Start start = new Sent.Start(NetworkBytes.of(network), checksums);
            ClusterRows made = new ClusterRows(spark, data, rows, start, loss);
            data = null;
            return made;
        } finally {
            ordered.unpersist(false);
            if (data != null) {
                // Something failed, with an exception that need not be declared.
                data.unpersist(false);
            }
        }
    }

    /** Refuses the first row that cannot be learned from. */
    private static void requireSound(JavaRDD<Row> ordered, Shape shape) {
        List<String> faults = ordered.zipWithIndex()
                .map(row -> RowReader.fault(row._1(), row._2(), shape))
                .filter(fault -> fault != null)
                .take(1);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(faults.get(0));
        }
    }

    private static RowBlock block(int number, Iterable<Tuple2<Row, Long>> group, Shape shape, int outputs) {
        List<Tuple2<Row, Long>> rows = new ArrayList<>();
        group.forEach(rows::add);
        rows.sort((a, b) -> Long.compare(a._2(), b._2()));
        Matrix x = Matrix.zeros(rows.size(), shape.inputs, shape.precision);
        Matrix targets = Matrix.zeros(rows.size(), outputs, shape.precision);
        for (int i = 0; i < rows.size(); i++) {
            RowReader.read(rows.get(i)._1(), shape, x, targets, i);
        }
        return new RowBlock(number, x, targets);
    }

    /** Blocks in stretches of neighbours, so that partitions hold whole subtrees. */
    private static final class Ranges extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int blocks;
        private final int partitions;

        Ranges(int blocks, int partitions) {
            this.blocks = blocks;
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object block) {
            // Rows that are read again may be more than they were; who computes with them says so.
            return (int) Math.min((long) (Integer) block * partitions / blocks, partitions - 1);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ranges ranges && ranges.blocks == blocks && ranges.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return 31 * blocks + partitions;
        }
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int blocks() {
        return RowBlocks.count(rows);
    }

    @Override
    public void gradient(Matrix parameters, int[] blocks, long batchRows, GradientSum to) {
        int[] places = new int[blocks()];
        Arrays.fill(places, -1);
        for (int i = 0; i < blocks.length; i++) {
            places[blocks[i]] = i;
        }
        run(new Sent.Task(parameters, places, batchRows), true, to);
    }

    @Override
    public void loss(Matrix parameters, GradientSum to) {
        int[] places = new int[blocks()];
        Arrays.setAll(places, i -> i);
        run(new Sent.Task(parameters, places, rows), false, to);
    }

    private void run(Sent.Task task, boolean learning, GradientSum to) {
        long begin = System.nanoTime();
        Broadcast<Sent.Task> sent = spark.broadcast(task);
        // Locals, or the function would take this object along.
        Broadcast<Sent.Start> from = start;
        String name = training;
        Loss of = loss;
        try {
            List<Sent.Answer> answers = data.mapPartitions(
                            blocks -> List.of(Replica.compute(blocks, name, from.value(), of, sent.value(), learning))
                                    .iterator())
                    .collect();
            for (Sent.Answer answer : answers) {
                tell(answer.slowness);
                answer.parts.forEach(part -> to.add(part.partial()));
            }
            traffic.add(System.nanoTime() - begin, task.bytes(), answers);
        } finally {
            sent.destroy();
        }
    }

    /** What the steps so far have taken. */
    Traffic traffic() {
        return traffic;
    }

    /** Says once that executors compute slowly, and why. */
    private void tell(String slowness) {
        if (!slowness.isEmpty() && told.add(slowness)) {
            LOG.log(System.Logger.Level.WARNING, "executors use {0}", slowness);
        }
    }

    @Override
    public void close() {
        data.unpersist(false);
        start.destroy();
    }

    /** How many features the rows have. */
    static int inputs(JavaRDD<Row> ordered) {
        List<Row> first = ordered.take(1);
        if (first.isEmpty()) {
            throw new IllegalArgumentException("the data set has no rows; expected at least one");
        }
        if (first.get(0).isNullAt(0)) {
            throw new IllegalArgumentException("row 0: the features are null; expected a vector");
        }
        return ((Vector) first.get(0).get(0)).size();
    }
}
