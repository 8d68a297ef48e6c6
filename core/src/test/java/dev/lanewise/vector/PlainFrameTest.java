// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.tck.BackendContract;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.f64.Leaves64;
import dev.lanewise.vector.plain.Plain32;
import dev.lanewise.vector.plain.Plain64;

/** The frame with trivial leaves: if this fails the fault is in the frame, if only the others do it is in a leaf. */
class PlainFrameTest extends BackendContract {
    @Override
    protected Backend open() {
        return new VectorBackend(2, new Plain32(new Leaves32().tiling()), new Plain64(new Leaves64().tiling()));
    }

    @Override
    public boolean allocatesNothing() {
        return false;
    }
}
