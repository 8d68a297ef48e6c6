// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
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
    private final MethodHandle setThreads;
    private final Arena arena = Arena.ofShared();
    private int m;
    private int n;
    private int k;
    private boolean ta;
    private boolean tb;
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
        sgemm = linker.downcallHandle(
                lookup.findOrThrow("cblas_sgemm"),
                FunctionDescriptor.ofVoid(
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_INT),
                Linker.Option.critical(false));
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

    @Override
    public void prepare(int m, int n, int k, boolean ta, boolean tb, float[] a, float[] b, int threads) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.ta = ta;
        this.tb = tb;
        this.a = copy(a);
        this.b = copy(b);
        c = copy(new float[m * n]);
        try {
            setThreads.invokeExact(threads);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private MemorySegment copy(float[] array) {
        MemorySegment segment = arena.allocate((long) array.length * Float.BYTES, 64);
        return segment.copyFrom(MemorySegment.ofArray(array));
    }

    @Override
    public void multiply() {
        try {
            sgemm.invokeExact(
                    ROW_MAJOR,
                    ta ? TRANSPOSED : AS_IS,
                    tb ? TRANSPOSED : AS_IS,
                    m,
                    n,
                    k,
                    1f,
                    a,
                    ta ? m : k,
                    b,
                    tb ? k : n,
                    0f,
                    c,
                    n);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] result() {
        return c.toArray(JAVA_FLOAT);
    }
}
