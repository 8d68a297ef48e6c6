// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;

/** Where a saved model keeps its network: a safetensors file beside Spark's metadata, which other programs can read. */
final class ModelFiles {
    private static final String NAME = "network.safetensors";

    private ModelFiles() {}

    static void write(String folder, SparkContext spark, byte[] network) {
        Path file = new Path(folder, NAME);
        try {
            FileSystem system = file.getFileSystem(spark.hadoopConfiguration());
            try (OutputStream out = system.create(file, false)) {
                out.write(network);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(String folder, SparkContext spark) {
        Path file = new Path(folder, NAME);
        try {
            FileSystem system = file.getFileSystem(spark.hadoopConfiguration());
            try (InputStream in = system.open(file)) {
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
