// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import dev.lanewise.Matrix;
import dev.lanewise.nn.PartialGradient;
import java.io.Serializable;
import java.util.ArrayList;

/** What goes over the network in a step. Plain classes: Kryo cannot read the fields of records. */
final class Sent {
    private Sent() {}

    private static long bytes(Object array) {
        return array instanceof float[] floats
                ? (long) Float.BYTES * floats.length
                : (long) Double.BYTES * ((double[]) array).length;
    }

    /** To the executors, once: the network as bytes, and the checksums of all blocks by their numbers. */
    static final class Start implements Serializable {
        private static final long serialVersionUID = 1;

        final byte[] network;
        final int[] checksums;

        Start(byte[] network, int[] checksums) {
            this.network = network;
            this.checksums = checksums;
        }
    }

    /** To the executors: the parameters, and which place in the batch each block of the data has, or -1. */
    static final class Task implements Serializable {
        private static final long serialVersionUID = 1;

        final Serializable parameters;
        final int[] places;
        final long rows;

        Task(Matrix parameters, int[] places, long rows) {
            this.parameters = (Serializable) parameters.copy().array();
            this.places = places;
            this.rows = rows;
        }

        /** Of the numbers, without what the format adds. */
        long bytes() {
            return Sent.bytes(parameters) + (long) Integer.BYTES * places.length;
        }
    }

    /** To the driver: what a task has added up, how long that took it, and why it was slow, or nothing. */
    static final class Answer implements Serializable {
        private static final long serialVersionUID = 1;

        final ArrayList<Part> parts;
        final long nanos;
        final String slowness;

        Answer(ArrayList<Part> parts, long nanos, String slowness) {
            this.parts = parts;
            this.nanos = nanos;
            this.slowness = slowness;
        }

        /** Of the numbers, without what the format adds. */
        long bytes() {
            long bytes = 0;
            for (Part part : parts) {
                bytes += part.bytes();
            }
            return bytes;
        }
    }

    /** A complete subtree's sum. A copy, as the sum's buffer serves the next task meanwhile. */
    static final class Part implements Serializable {
        private static final long serialVersionUID = 1;

        final int level;
        final long index;
        final double lossSum;
        final Serializable gradient;

        Part(PartialGradient part) {
            level = part.level();
            index = part.index();
            lossSum = part.lossSum();
            gradient = (Serializable) part.gradient().copy().array();
        }

        long bytes() {
            return Double.BYTES + Sent.bytes(gradient);
        }

        PartialGradient partial() {
            Matrix matrix = gradient instanceof float[] floats
                    ? Matrix.of(floats, floats.length == 0 ? 0 : 1, floats.length)
                    : Matrix.of(
                            (double[]) gradient,
                            ((double[]) gradient).length == 0 ? 0 : 1,
                            ((double[]) gradient).length);
            return PartialGradient.of(level, index, lossSum, matrix);
        }
    }
}
