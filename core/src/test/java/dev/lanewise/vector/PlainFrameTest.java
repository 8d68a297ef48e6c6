// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.tck.BackendContract;

/** The frame with trivial leaves: if this fails the fault is in the frame, if only the others do it is in a leaf. */
class PlainFrameTest extends BackendContract {
    @Override
    protected Backend open() {
        return VectorBackend.plain(2);
    }

    @Override
    public boolean allocatesNothing() {
        return false;
    }
}
