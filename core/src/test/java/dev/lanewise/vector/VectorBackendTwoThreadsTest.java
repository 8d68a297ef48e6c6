// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import dev.lanewise.Backend;
import dev.lanewise.tck.BackendContract;

class VectorBackendTwoThreadsTest extends BackendContract {
    @Override
    protected Backend open() {
        return new VectorBackend(2);
    }
}
