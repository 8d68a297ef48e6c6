// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;

/** A native BLAS, called straight through java.lang.foreign on aligned native memory: no copy, the cheapest call there is. */
@SuppressWarnings("restricted")
final class CblasPeer implements Peer.Product {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IS = 111;
    private static final int TRANSPOSED = 112;

    private final MethodHandle sgemm;
    private final MethodHandle dgemm;
    private final MethodHandle sgemv;
    private final MethodHandle dgemv;
    private final MethodHandle setThreads;
    private final Arena arena = Arena.ofShared();
    private int m;
    private int n;
    private int k;
    private boolean ta;
    private boolean tb;
    private boolean inDouble;
    private MemorySegment a;
    private MemorySegment b;
    private MemorySegment c;

    CblasPeer(String loaderClass, String setThreadsName) {
        try {
            Loader.load(Class.forName(loaderClass));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(loaderClass + " is not on the class path; add its profile", e);
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup lookup = SymbolLookup.loaderLookup();
        sgemm = gemm(linker, lookup, "cblas_sgemm", JAVA_FLOAT);
        dgemm = gemm(linker, lookup, "cblas_dgemm", JAVA_DOUBLE);
        sgemv = gemv(linker, lookup, "cblas_sgemv", JAVA_FLOAT);
        dgemv = gemv(linker, lookup, "cblas_dgemv", JAVA_DOUBLE);
        setThreads = linker.downcallHandle(lookup.findOrThrow(setThreadsName), FunctionDescriptor.ofVoid(JAVA_INT));
        lookup.find("openblas_get_corename").ifPresent(name -> {
            try {
                MethodHandle corename = linker.downcallHandle(name, FunctionDescriptor.of(ADDRESS));
                MemorySegment text = (MemorySegment) corename.invokeExact();
                System.out.println("OpenBLAS kernel: " + text.reinterpret(64).getString(0));
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static MethodHandle gemm(Linker linker, SymbolLookup lookup, String name, MemoryLayout scalar) {
        FunctionDescriptor signature = FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS, JAVA_INT, ADDRESS,
                JAVA_INT, scalar, ADDRESS, JAVA_INT);
        return linker.downcallHandle(lookup.findOrThrow(name), signature, Linker.Option.critical(false));
    }

    private static MethodHandle gemv(Linker linker, SymbolLookup lookup, String name, MemoryLayout scalar) {
        FunctionDescriptor signature = FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, scalar, ADDRESS,
                JAVA_INT);
        return linker.downcallHandle(lookup.findOrThrow(name), signature, Linker.Option.critical(false));
    }

    @Override
    public void prepare(Operands o) {
        m = o.m();
        n = o.n();
        k = o.k();
        ta = o.transposeA();
        tb = o.transposeB();
        inDouble = o.isDouble();
        a = copy(o.a());
        b = copy(o.b());
        c = copy(new double[m * n]);
        try {
            setThreads.invokeExact(o.threads());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private MemorySegment copy(double[] array) {
        MemorySegment source = inDouble ? MemorySegment.ofArray(array) : MemorySegment.ofArray(Operands.floats(array));
        return arena.allocate(source.byteSize(), 64).copyFrom(source);
    }

    @Override
    public void multiply() {
        int first = ta ? TRANSPOSED : AS_IS;
        int second = tb ? TRANSPOSED : AS_IS;
        int lda = ta ? m : k;
        int ldb = tb ? k : n;
        try {
            if (n == 1) {
                multiplyVector(first, lda);
            } else if (inDouble) {
                dgemm.invokeExact(ROW_MAJOR, first, second, m, n, k, 1.0, a, lda, b, ldb, 0.0, c, n);
            } else {
                sgemm.invokeExact(ROW_MAJOR, first, second, m, n, k, 1f, a, lda, b, ldb, 0f, c, n);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void multiplyVector(int first, int lda) throws Throwable {
        int rows = ta ? k : m;
        int cols = ta ? m : k;
        if (inDouble) {
            dgemv.invokeExact(ROW_MAJOR, first, rows, cols, 1.0, a, lda, b, 1, 0.0, c, 1);
        } else {
            sgemv.invokeExact(ROW_MAJOR, first, rows, cols, 1f, a, lda, b, 1, 0f, c, 1);
        }
    }

    @Override
    public double[] result() {
        return inDouble ? c.toArray(JAVA_DOUBLE) : Operands.doubles(c.toArray(JAVA_FLOAT));
    }
}
