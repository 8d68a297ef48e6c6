/** SIMD-accelerated numerical kernels with the same bits on every machine. */
module dev.lanewise {
    requires jdk.incubator.vector;
    requires jdk.management;
    requires static org.jspecify;

    exports dev.lanewise;
    exports dev.lanewise.elementary;
    exports dev.lanewise.nn;
    exports dev.lanewise.tensors;

    uses dev.lanewise.BackendProvider;

    provides dev.lanewise.BackendProvider with
            dev.lanewise.scalar.ScalarProvider,
            dev.lanewise.vector.PlainProvider,
            dev.lanewise.vector.VectorProvider;
}
