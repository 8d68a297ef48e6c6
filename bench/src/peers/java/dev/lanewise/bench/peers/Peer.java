// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import dev.lanewise.bench.Environment;
import java.util.function.Supplier;

/** The libraries compared: each multiplies row-major matrices, C ← A·B, with what it has for that. */
enum Peer {
    LANEWISE(LanewisePeer::new),
    OPENBLAS(Peer::openBlas),
    MKL(() -> new CblasPeer("org.bytedeco.mkl.global.mkl_rt", "MKL_Set_Num_Threads")),
    NETLIB(NetlibPeer::new),
    EJML(EjmlPeer::new),
    OJALGO(OjalgoPeer::new),
    NAIVE(NaivePeer::new);

    /** A product that is set up once and then repeated. */
    interface Product {
        /** Copies the operands into whatever the library wants. */
        void prepare(Operands operands);

        void multiply();

        /** The result, row by row. */
        double[] result();
    }

    private static Product openBlas() {
        Environment.requireUnbound();
        return new CblasPeer("org.bytedeco.openblas.global.openblas_nolapack", "openblas_set_num_threads");
    }

    private final Supplier<Product> product;

    Peer(Supplier<Product> product) {
        this.product = product;
    }

    Product open() {
        return product.get();
    }
}
