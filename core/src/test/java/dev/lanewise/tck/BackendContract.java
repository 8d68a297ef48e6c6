// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What any backend must pass, ours or yours: extend it, say how yours is opened, run it with JUnit 5. The scalar
 * reference judges bit by bit; it is itself judged by an oracle in higher precision.
 */
public abstract class BackendContract implements ProductLaws, ElementwiseLaws, LayerLaws, ConductLaws, RefusalLaws {
    private Backend backend;

    /** A new backend, closed after each law. */
    protected abstract Backend open();

    @Override
    public final Backend backend() {
        return backend;
    }

    /** Whether warm calls allocate nothing; only a reference may say no. */
    @Override
    public boolean allocatesNothing() {
        return true;
    }

    @BeforeEach
    void openBackend() {
        backend = open();
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }
}
