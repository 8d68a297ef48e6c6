// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds of the functions in binary64 hold for every double, not only for those that were tried. */
class ProofTest {
    static Stream<Arguments> proofs() {
        return Stream.of(
                proof(ElementaryFunction.EXP, Proof::exp),
                proof(ElementaryFunction.LN, Proof::log),
                proof(ElementaryFunction.SIGMOID, Proof::sigmoid),
                proof(ElementaryFunction.SIGMOID_DERIVATIVE, Proof::sigmoidDerivative),
                proof(ElementaryFunction.TANH, Proof::tanh),
                proof(ElementaryFunction.TANH_DERIVATIVE, Proof::sigmoidDerivative));
    }

    private static Arguments proof(ElementaryFunction function, ToDoubleFunction<Proof> bound) {
        return Arguments.of(function, bound);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("proofs")
    void theProvenBoundIsNotAboveTheStatedOne(ElementaryFunction function, ToDoubleFunction<Proof> bound) {
        double proven = bound.applyAsDouble(new Proof());
        System.out.printf("%-18s proven to stay within %.4f ULP in binary64%n", function, proven);
        assertThat(proven).isBetween(0.5, function.maxUlp(Precision.DOUBLE));
    }

    /** The certificates are about the polynomials that are computed. */
    @Test
    void theCertifiedCoefficientsAreThoseOfTheCode() throws IOException, ReflectiveOperationException {
        int compared = 0;
        for (String name : new String[] {"exp.txt", "log.txt"}) {
            for (String line : Files.readAllLines(Path.of("src", "test", "sollya", name))) {
                if (line.matches("[QR]\\d+ .*")) {
                    String[] words = line.split(" ");
                    double certified = Double.parseDouble(words[1].contains("p") ? words[1] : words[1] + "p0");
                    assertThat(Binary64.class.getField(words[0]).getDouble(null))
                            .as(line)
                            .isEqualTo(certified);
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(22);
    }
}
