// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

@State(Scope.Benchmark)
@Fork(jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class OwnBenchmark {
    private final Backend vector = Backends.vector();
    private final Matrix a = Matrix.zeros(64, 64);
    private final Matrix c = Matrix.zeros(64, 64);

    @Benchmark
    public Matrix multiply() {
        vector.gemm(1, a, a, 0, c);
        return c;
    }
}
