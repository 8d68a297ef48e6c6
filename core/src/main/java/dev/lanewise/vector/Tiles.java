// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Copies the live part of a tile between a strided array and a buffer of whole vectors. */
final class Tiles {
    private Tiles() {}

    static void load(float[] x, int at, int rs, int cs, float[] tile, int first, int trs, int rows, int cols) {
        if (cs == 1 && cols <= Lanes.COUNT && Lanes.HAVE_MASKS) {
            VectorMask<Float> live = FLOATS.indexInRange(0, cols);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(FLOATS, x, at + i * rs, live).intoArray(tile, first + i * trs);
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            int from = at + i * rs;
            int to = first + i * trs;
            for (int j = 0; j < cols; j++) {
                tile[to + j] = x[from + j * cs];
            }
        }
    }

    static void store(float[] tile, int trs, float[] x, int at, int rs, int cs, int rows, int cols) {
        if (cs == 1 && cols <= Lanes.COUNT && Lanes.HAVE_MASKS) {
            storeRows(tile, trs, x, at, rs, rows, cols);
            return;
        }
        for (int i = 0; i < rows; i++) {
            int from = i * trs;
            int to = at + i * rs;
            for (int j = 0; j < cols; j++) {
                x[to + j * cs] = tile[from + j];
            }
        }
    }

    private static void storeRows(float[] tile, int trs, float[] x, int at, int rs, int rows, int cols) {
        VectorMask<Float> live = FLOATS.indexInRange(0, cols);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(FLOATS, tile, i * trs).intoArray(x, at + i * rs, live);
        }
    }
}
