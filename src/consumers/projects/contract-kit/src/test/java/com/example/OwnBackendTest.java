// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.tck.BackendContract;

/** Four methods are a backend; the contract tries it. */
class OwnBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        Backend scalar = Backends.open("scalar", 1);
        return new Backend() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
                scalar.gemm(alpha, a, b, beta, c);
            }

            @Override
            public void requireOpen() {
                scalar.requireOpen();
            }

            @Override
            public void close() {
                scalar.close();
            }
        };
    }

    @Override
    public boolean allocatesNothing() {
        return false;
    }
}
