/**
 * Networks as estimators of Spark ML. {@link dev.lanewise.spark.NetworkClassifier} and
 * {@link dev.lanewise.spark.NetworkRegressor} train a network on rows that are spread over a cluster, to the same bits
 * whatever the number of partitions and executors, by the law of {@link dev.lanewise.nn.RowBlocks}.
 */
package dev.lanewise.spark;
