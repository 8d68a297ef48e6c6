// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.tck.BackendContract;
import org.junit.jupiter.api.Test;

/** The contract kit on a backend that is not one of ours. */
class CustomBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CustomBackend();
    }

    @Override
    public boolean allocatesNothing() {
        return false;
    }

    @Test
    void itIsFoundByName() {
        assertThat(Backends.named("loops")).extracting(Backend::name).isEqualTo("loops");
        assertThat(Backends.best().name()).startsWith("vector");
    }
}
