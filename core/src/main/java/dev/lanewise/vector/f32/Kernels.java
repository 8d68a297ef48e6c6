// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.f32;

// Written by dev.lanewise.writer.KernelTable; change that, not this.
// spotless:off

import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Microtile;

/** The microkernels by name. */
final class Kernels {
    private Kernels() {}

    static void multiply(Kernel kernel, Microtile tile) {
        switch (kernel) {
            case PACKED_12X2 -> PackedKernel12x2v.multiply(tile);
            case PACKED_6X2 -> PackedKernel6x2v.multiply(tile);
            case PACKED_4X2 -> PackedKernel4x2v.multiply(tile);
            case PANELS_4X4 -> PanelsKernel4x4v.multiply(tile);
            case PANELS_1X8 -> PanelsKernel1x8v.multiply(tile);
            case DIRECT_12X2 -> DirectKernel12x2v.multiply(tile);
            case DIRECT_6X2 -> DirectKernel6x2v.multiply(tile);
            case DIRECT_4X2 -> DirectKernel4x2v.multiply(tile);
            case DIRECT_8X1 -> DirectKernel8x1v.multiply(tile);
            case DIRECT_1X4 -> DirectKernel1x4v.multiply(tile);
            case DIRECT_1X8 -> DirectKernel1x8v.multiply(tile);
            case DOT_8X1 -> DotKernel8x1.multiply(tile);
            case TURNED_1X1 -> TurnedKernel1x1v.multiply(tile);
            case TURNED_4X1 -> TurnedKernel4x1v.multiply(tile);
        }
    }
}
// spotless:on
