// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

/** What must not be set while others are measured. */
public final class Environment {
    private static final String CORE = "OPENBLAS_CORETYPE";

    private Environment() {}

    /** Refuses to measure an OpenBLAS that is bound to the kernels of another processor. */
    public static void requireUnbound() {
        String bound = System.getenv(CORE);
        if (bound != null) {
            throw new IllegalStateException(CORE + " is " + bound
                    + ", which binds OpenBLAS to the kernels of that processor; expected it unset: env -u " + CORE
                    + " mvn …");
        }
    }
}
