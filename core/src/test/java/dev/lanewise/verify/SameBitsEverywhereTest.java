// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backends;
import dev.lanewise.Precision;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One digest of all operations: at every lane width that the machine has, in every compiler tier, cold and hot. */
class SameBitsEverywhereTest {
    private static final int WIDEST = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    static Stream<List<String>> configurations() {
        List<List<String>> configurations = new ArrayList<>();
        for (int bits = 128; bits <= WIDEST; bits *= 2) {
            configurations.add(List.of("vector-" + bits, "1", "-Dlanewise.lanes=" + bits, "-Dlanewise.test.threads=1"));
            configurations.add(
                    List.of("vector-" + bits, "20", "-Dlanewise.lanes=" + bits, "-Dlanewise.test.threads=2"));
        }
        String widest = "vector-" + WIDEST;
        configurations.add(List.of(widest, "15", "-Dlanewise.test.threads=7"));
        configurations.add(List.of(widest, "5", "-XX:TieredStopAtLevel=1"));
        configurations.add(List.of(widest, "30", "-XX:-TieredCompilation"));
        if (WIDEST == 512) {
            configurations.add(List.of("vector-256", "30", "-XX:UseAVX=2"));
        }
        return configurations.stream();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void theDigestIsTheGoldenOne(List<String> configuration) throws Exception {
        List<String> options = new ArrayList<>(configuration.subList(2, configuration.size()));
        options.add("-Dlanewise.test.rounds=" + configuration.get(1));
        options.add(MODULE);
        Jvm.Result result = Jvm.run(DigestProgram.class, options.toArray(String[]::new));
        System.out.println(configuration + ": "
                + result.output().lines().reduce((a, b) -> b).orElse(""));
        assertThat(result.output())
                .as("the width that was asked for, and the golden digest")
                .contains(configuration.get(0) + " first " + Main.goldenDigest() + " last " + Main.goldenDigest());
    }

    /** It makes an object of each vector and takes minutes: in one precision, and in the other where there is time. */
    @Test
    void theInterpreterHasTheBitsOfTheReference() throws Exception {
        String precision = System.getProperty("lanewise.interpreted", "SINGLE");
        String digest = Survey.digest(Survey.of(Backends.scalar(), EnumSet.of(Precision.valueOf(precision))));
        Jvm.Result result = Jvm.run(DigestProgram.class, MODULE, "-Xint", "-Dlanewise.test.precision=" + precision);
        assertThat(result.output()).contains("vector-" + WIDEST + " first " + digest);
    }

    /** Who serves a call cannot be seen in its result, not even while that changes. */
    @Test
    void theSwitchFromPlainLoopsToVectorsChangesNoBit() throws Exception {
        Jvm.Result result = Jvm.run(SwitchProgram.class, MODULE);
        assertThat(result.output()).contains("digest " + Main.goldenDigest() + ", warmed");
    }

    @Test
    void aLaneWidthThatTheMachineLacksIsRefused() throws Exception {
        String[] narrower = WIDEST == 512
                ? new String[] {MODULE, "-Dlanewise.lanes=512", "-XX:UseAVX=2"}
                : new String[] {MODULE, "-Dlanewise.lanes=512"};
        Jvm.Result result = Jvm.run(StrictProgram.class, narrower);
        assertThat(result.output()).contains("lanewise.lanes is 512");
    }
}
