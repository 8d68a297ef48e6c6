// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

/** Copies the live part of a tile between a strided array and a buffer of whole vectors. */
final class Tiles {
    private Tiles() {}

    static void load(float[] x, int at, int rs, int cs, float[] tile, int first, int trs, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = at + i * rs;
            int to = first + i * trs;
            for (int j = 0; j < cols; j++) {
                tile[to + j] = x[from + j * cs];
            }
        }
    }

    static void store(float[] tile, int trs, float[] x, int at, int rs, int cs, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = i * trs;
            int to = at + i * rs;
            for (int j = 0; j < cols; j++) {
                x[to + j * cs] = tile[from + j];
            }
        }
    }
}
