// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The corners of {best, strict} x {Vector API present, absent}, and the properties. */
class FallbackTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @Test
    void bestWithTheModuleIsVector() throws Exception {
        assertThat(Jvm.run(BestProgram.class, MODULE).output())
                .contains("got vector-")
                .contains(" 0.5 because");
    }

    @Test
    void bestWithoutTheModuleIsPlainAndNamesTheFlag() throws Exception {
        Jvm.Result result = Jvm.run(BestProgram.class);
        assertThat(result.exit()).isZero();
        assertThat(result.output()).contains("got plain 0.5").contains("add --add-modules jdk.incubator.vector");
        assertThat(result.output().lines().filter(line -> line.contains("INFO")).count())
                .isEqualTo(1);
    }

    @Test
    void strictWithTheModuleIsVector() throws Exception {
        assertThat(Jvm.run(StrictProgram.class, MODULE).output()).contains("got vector-");
    }

    @Test
    void strictWithoutTheModuleRefusesAndNamesTheFlag() throws Exception {
        Jvm.Result result = Jvm.run(StrictProgram.class);
        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("IllegalStateException").contains("--add-modules jdk.incubator.vector");
    }

    @Test
    void withoutTheCompilerOrFmaBestSaysWhyItIsSlow() throws Exception {
        assertThat(Jvm.run(BestProgram.class, MODULE, "-Xint").output())
                .contains("got plain")
                .contains("-Xint");
        assertThat(Jvm.run(BestProgram.class, MODULE, "-XX:TieredStopAtLevel=1").output())
                .contains("got plain")
                .contains("C2 is off");
        assertThat(Jvm.run(BestProgram.class, MODULE, "-Dlanewise.warming=false", "-XX:-UseFMA")
                        .output())
                .contains("got plain")
                .contains("fused multiply-add");
    }

    @Test
    void whatTakesTimeToFindOutIsSaidWhenVectorsAreNeeded() throws Exception {
        assertThat(Jvm.run(BusyProgram.class, MODULE, "-XX:-UseFMA").output())
                .contains("vector loops are not used")
                .contains("fused multiply-add");
        assertThat(Jvm.run(BusyProgram.class, MODULE, "-XX:TieredStopAtLevel=3").output())
                .contains("vector loops are not used")
                .contains("C2 is off");
        assertThat(Jvm.run(BusyProgram.class, MODULE).output())
                .contains("ADD by vector")
                .doesNotContain("not used");
    }

    @Test
    void strictWithoutFmaRefusesAndSaysWhy() throws Exception {
        Jvm.Result result = Jvm.run(StrictProgram.class, MODULE, "-XX:-UseFMA");
        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("IllegalStateException").contains("fused multiply-add");
    }

    @Test
    void aWrongPropertyIsRefusedByName() throws Exception {
        assertThat(Jvm.run(StrictProgram.class, MODULE, "-Dlanewise.lanes=100").output())
                .contains("lanewise.lanes is \"100\"; expected 128, 256 or 512");
        assertThat(Jvm.run(BestProgram.class, "-Dlanewise.lanes=100").output())
                .contains("lanewise.lanes is \"100\"; expected 128, 256 or 512")
                .doesNotContain("got ");
        assertThat(Jvm.run(BestProgram.class, MODULE, "-Dlanewise.threads=many").output())
                .contains("lanewise.threads is \"many\"; expected 1 to 1024");
        assertThat(Jvm.run(BestProgram.class, MODULE, "-Dlanewise.backend=cuda").output())
                .contains("backend is \"cuda\"; expected one of [vector, plain, scalar]");
    }

    @Test
    void theSelfCheckFindsEveryLoopCompiled() throws Exception {
        Jvm.Result result = Jvm.run(Main.class, MODULE);
        assertThat(result.output()).containsPattern("vector +SINGLE +SIGMOID ").doesNotContain("BOXES");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aNamedBackendIsTaken() throws Exception {
        assertThat(Jvm.run(BestProgram.class, MODULE, "-Dlanewise.backend=scalar")
                        .output())
                .contains("got scalar 0.5")
                .contains("lanewise.backend asks for it");
    }
}
