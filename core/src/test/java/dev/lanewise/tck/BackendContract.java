// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Backend;
import dev.lanewise.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What any backend must pass, ours or yours: extend it, say how yours is opened, run it with JUnit 5. The scalar
 * reference judges bit by bit; it is itself judged by an oracle in higher precision. Every law is tried in both precisions.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(Precision.class)
public abstract class BackendContract
        implements ProductLaws, VectorLaws, SegmentLaws, ElementwiseLaws, LayerLaws, ConductLaws, RefusalLaws {
    @Parameter
    private Precision precision;

    private Backend backend;

    /** A new backend, closed after each law. */
    protected abstract Backend open();

    @Override
    public final Backend backend() {
        return backend;
    }

    @Override
    public final Precision precision() {
        return precision;
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
