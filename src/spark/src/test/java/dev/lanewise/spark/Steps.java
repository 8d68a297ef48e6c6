// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.Success$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** What a test sees of the steps of a training, and what it does to them. */
final class Steps extends SparkListener {
    private static final String STEP = "collect at ClusterRows";

    private int steps;
    private int tasks;
    private int failures;
    private int drops;
    private int dropAt;
    private int speculative;
    private int removed;
    private final Set<String> executors = new HashSet<>();
    private int disturbAt;
    private Consumer<String> disturbance;

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
        if (completed.stageInfo().name().startsWith(STEP)) {
            steps++;
            tasks = completed.stageInfo().numTasks();
            if (steps == dropAt) {
                drop();
            }
        }
    }

    private void drop() {
        drops++;
        CollectionConverters.asJava(SparkSession.active().sparkContext().getPersistentRDDs())
                .values()
                .forEach((RDD<?> rdd) -> rdd.unpersist(true));
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart started) {
        executors.add(started.taskInfo().executorId());
        speculative += started.taskInfo().speculative() ? 1 : 0;
        if (disturbance != null && steps >= disturbAt) {
            Consumer<String> once = disturbance;
            disturbance = null;
            once.accept(started.taskInfo().executorId());
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
        failures += ended.reason() instanceof Success$ ? 0 : 1;
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved gone) {
        removed++;
    }

    synchronized void forget() {
        steps = 0;
        failures = 0;
        drops = 0;
        speculative = 0;
        removed = 0;
    }

    /** After so many steps all blocks are forgotten. */
    synchronized void dropBlocksAt(int step) {
        dropAt = step;
    }

    /** After so many steps this is done to the executor of a task that has just started. */
    synchronized void disturbAt(int step, Consumer<String> what) {
        disturbAt = step;
        disturbance = what;
    }

    int count() {
        settle();
        return steps;
    }

    int tasksOfTheLast() {
        settle();
        return tasks;
    }

    int failures() {
        settle();
        return failures;
    }

    int drops() {
        settle();
        return drops;
    }

    int speculative() {
        settle();
        return speculative;
    }

    Set<String> executors() {
        settle();
        return executors;
    }

    int removed() {
        settle();
        return removed;
    }

    private static void settle() {
        try {
            SparkSession.active().sparkContext().listenerBus().waitUntilEmpty();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
