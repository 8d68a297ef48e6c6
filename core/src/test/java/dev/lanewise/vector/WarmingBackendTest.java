// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.tck.BackendContract;

/** The contract on the backend that switches from plain loops to vectors while it is used. */
class WarmingBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        return VectorBackend.warming(2);
    }
}
