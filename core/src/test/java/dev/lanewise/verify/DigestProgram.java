// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backend;
import dev.lanewise.Precision;
import dev.lanewise.vector.VectorBackend;
import java.util.EnumSet;
import java.util.Set;

/** Prints the digest of the first survey in this JVM, and that of the last of many. Opens the backend without its checks. */
final class DigestProgram {
    private DigestProgram() {}

    public static void main(String[] args) {
        try (Backend backend = new VectorBackend(Integer.getInteger("lanewise.test.threads", 1))) {
            String precision = System.getProperty("lanewise.test.precision", "");
            Set<Precision> precisions =
                    precision.isEmpty() ? EnumSet.allOf(Precision.class) : EnumSet.of(Precision.valueOf(precision));
            String first = Survey.digest(Survey.of(backend, precisions));
            String last = first;
            for (int round = 1; round < Integer.getInteger("lanewise.test.rounds", 1); round++) {
                last = Survey.digest(Survey.of(backend, precisions));
            }
            System.out.println(backend.name() + " first " + first + " last " + last);
        }
    }
}
