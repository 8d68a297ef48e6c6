// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Loss;
import dev.lanewise.nn.GradientSum;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Trainer;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.TaskContext;

/**
 * An executor's copy of the network that is being trained. A task has one to itself, so that a task that comes late, or twice,
 * disturbs no other; it is kept for the next step.
 */
final class Replica {
    /** Trainings whose copies are kept, as long as there is room; a cross validation has several at once. */
    private static final int KEPT = 8;

    private static final Map<String, Deque<SoftReference<Replica>>> FREE = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<SoftReference<Replica>>> eldest) {
            return size() > KEPT;
        }
    };

    private final String training;
    private final Network network;
    private final Backend backend;
    private final Trainer trainer;
    private final GradientSum sum;

    private Replica(String training, byte[] network, Loss loss) {
        this.training = training;
        this.network = NetworkBytes.read(network);
        backend = Kernels.OF_A_TASK;
        trainer = new Trainer(this.network, backend, loss, Optimizer.descent());
        sum = new GradientSum(backend);
    }

    /** With as many threads as a task has processors: the tasks of an executor run side by side already. */
    private static final class Kernels {
        static final Backend OF_A_TASK = open();

        private static Backend open() {
            TaskContext context = TaskContext.get();
            return Backends.open(context == null ? 1 : Math.max(1, context.cpus()));
        }
    }

    private static Replica take(String training, byte[] network, Loss loss) {
        synchronized (FREE) {
            Deque<SoftReference<Replica>> free = FREE.computeIfAbsent(training, key -> new ArrayDeque<>());
            while (!free.isEmpty()) {
                Replica kept = free.pop().get();
                if (kept != null) {
                    return kept;
                }
            }
        }
        return new Replica(training, network, loss);
    }

    private void giveBack() {
        synchronized (FREE) {
            FREE.computeIfAbsent(training, key -> new ArrayDeque<>()).push(new SoftReference<>(this));
        }
    }

    /** The sums of those of a partition's blocks that belong to the batch. */
    static Sent.Answer compute(
            Iterator<RowBlock> blocks, String training, Sent.Start start, Loss loss, Sent.Task task, boolean learning) {
        long begin = System.nanoTime();
        Replica replica = take(training, start.network, loss);
        GradientSum sum = replica.sum;
        int length = replica.network.parameters().cols();
        System.arraycopy(task.parameters, 0, replica.network.parameters().array(), 0, length);
        while (blocks.hasNext()) {
            RowBlock block = blocks.next();
            boolean known = block.number() < start.checksums.length;
            if (!known || block.checksum() != start.checksums[block.number()]) {
                throw new IllegalStateException(
                        "block " + block.number() + " of 256 rows was read again and holds others;"
                                + " expected the same rows in the same order: name an order column whose values are unique");
            }
            int place = task.places[block.number()];
            if (place >= 0) {
                sum.add(
                        learning
                                ? replica.trainer.partial(place, block.x(), block.targets(), task.rows)
                                : replica.trainer.partialLoss(place, block.x(), block.targets(), task.rows));
            }
        }
        ArrayList<Sent.Part> parts = new ArrayList<>();
        String slowness = Backends.choice().second() ? Backends.choice().reason() : "";
        sum.parts().forEach(part -> parts.add(new Sent.Part(part)));
        sum.clear();
        replica.giveBack();
        return new Sent.Answer(parts, System.nanoTime() - begin, slowness);
    }
}
