// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static dev.lanewise.vector.Lanes.COUNT;
import static dev.lanewise.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Copies the live part of a tile between a strided array and a buffer of whole vectors. Rows so near to the end of the array
 * that a vector would pass it are copied element by element: the JDK's way for masks that save such a vector allocates.
 */
final class Tiles {
    private Tiles() {}

    /** Rows no longer than a vector are filled up with whatever follows them. */
    static void load(float[] x, int at, int rs, int cs, float[] tile, int first, int trs, int rows, int cols) {
        int whole = cs == 1 && cols <= COUNT ? wholeRows(x.length - at, rs, rows) : 0;
        for (int i = 0; i < whole; i++) {
            FloatVector.fromArray(FLOATS, x, at + i * rs).intoArray(tile, first + i * trs);
        }
        for (int i = whole; i < rows; i++) {
            int from = at + i * rs;
            int to = first + i * trs;
            for (int j = 0; j < cols; j++) {
                tile[to + j] = x[from + j * cs];
            }
        }
    }

    static void store(float[] tile, int trs, float[] x, int at, int rs, int cs, int rows, int cols) {
        boolean masked = Lanes.HAVE_MASKS && cs == 1 && cols <= COUNT;
        int whole = masked ? wholeRows(x.length - at, rs, rows) : 0;
        if (whole > 0) {
            storeWhole(tile, trs, x, at, rs, whole, cols);
        }
        for (int i = whole; i < rows; i++) {
            int from = i * trs;
            int to = at + i * rs;
            for (int j = 0; j < cols; j++) {
                x[to + j * cs] = tile[from + j];
            }
        }
    }

    private static void storeWhole(float[] tile, int trs, float[] x, int at, int rs, int rows, int cols) {
        VectorMask<Float> live = FLOATS.indexInRange(0, cols);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(FLOATS, tile, i * trs).intoArray(x, at + i * rs, live);
        }
    }

    /** Of so many rows, {@code rs} apart, those of which a whole vector fits into the {@code room} from the first on. */
    static int wholeRows(int room, int rs, int rows) {
        return room < COUNT ? 0 : rs == 0 ? rows : Math.min(rows, (room - COUNT) / rs + 1);
    }
}
