// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import dev.lanewise.Backend;
import dev.lanewise.tck.BackendContract;

class ScalarBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        return new ScalarBackend();
    }

    @Override
    public boolean allocatesNothing() {
        return false;
    }
}
