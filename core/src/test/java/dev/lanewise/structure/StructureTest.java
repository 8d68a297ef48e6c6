// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The floors of the house: who may know whom, and what nobody may use. */
class StructureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.lanewise");

    @Test
    void onlyTheVectorPackageUsesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.lanewise.vector.f32", "dev.lanewise.vector.f64", "dev.lanewise.vector.leaf")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(CLASSES);
    }

    @Test
    void importsPointDownwardsOnly() {
        forbid("dev.lanewise", "dev.lanewise.elementary", "dev.lanewise.scalar", "dev.lanewise.vector..");
        for (String floor : new String[] {
            "dev.lanewise",
            "dev.lanewise.elementary",
            "dev.lanewise.parallel",
            "dev.lanewise.scalar",
            "dev.lanewise.vector..",
            "dev.lanewise.tensors"
        }) {
            forbid(floor, "dev.lanewise.nn", "dev.lanewise.verify");
        }
        for (String floor : new String[] {
            "dev.lanewise",
            "dev.lanewise.elementary",
            "dev.lanewise.parallel",
            "dev.lanewise.scalar",
            "dev.lanewise.vector.."
        }) {
            forbid(floor, "dev.lanewise.tensors");
        }
        forbid("dev.lanewise.nn", "dev.lanewise.verify");
        forbid("dev.lanewise.tensors", "dev.lanewise.scalar", "dev.lanewise.vector..", "dev.lanewise.parallel");
        forbid("dev.lanewise.elementary", "dev.lanewise.scalar", "dev.lanewise.vector..");
        forbid("dev.lanewise.parallel", "dev.lanewise", "dev.lanewise.scalar", "dev.lanewise.vector..");
        forbid("dev.lanewise.scalar", "dev.lanewise.vector..", "dev.lanewise.parallel");
        forbid("dev.lanewise.vector..", "dev.lanewise.scalar");
        forbid(
                "dev.lanewise.vector.plain",
                "jdk.incubator..",
                "dev.lanewise.vector",
                "dev.lanewise.vector.f32",
                "dev.lanewise.vector.f64");
        forbid(
                "dev.lanewise.vector.leaf",
                "dev.lanewise.vector",
                "dev.lanewise.vector.f32",
                "dev.lanewise.vector.f64",
                "dev.lanewise.parallel");
        forbid("dev.lanewise.vector.f32", "dev.lanewise.vector", "dev.lanewise.vector.f64", "dev.lanewise.parallel");
        forbid("dev.lanewise.vector.f64", "dev.lanewise.vector", "dev.lanewise.vector.f32", "dev.lanewise.parallel");
        forbid("dev.lanewise.nn", "dev.lanewise.scalar", "dev.lanewise.vector..", "dev.lanewise.parallel");
        slices().matching("dev.lanewise.(*)").should().beFreeOfCycles().check(CLASSES);
    }

    private static void forbid(String floor, String... above) {
        noClasses()
                .that()
                .resideInAPackage(floor)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .check(CLASSES);
    }

    @Test
    void theProviderLoadsWithoutTheVectorApi() {
        noClasses()
                .that()
                .haveSimpleName("VectorProvider")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(CLASSES);
    }

    @Test
    void nothingWithAnOpenOrderOrAChangingResultIsUsed() throws IOException {
        for (Path file : sources()) {
            String text = Files.readString(file);
            assertThat(text)
                    .as("%s", file)
                    .doesNotContain("reduceLanes(")
                    .doesNotContainPattern("lanewise\\(\\s*(VectorOperators\\.)?(EXP|LOG|TANH|SIN|COS|POW)")
                    .doesNotContain("System.out.print" + "ln(\"DEBUG");
        }
    }

    /** On JDK 27 these methods box what they return, for good; {@code reinterpretShape} does the same and never boxes. */
    @Test
    void bitsAreReinterpretedByTheOneMethodThatNeverBoxes() throws IOException {
        for (Path file : sources()) {
            assertThat(Files.readString(file))
                    .as("%s", file)
                    .doesNotContain("reinterpretAs", "viewAsIntegralLanes", "viewAsFloatingLanes");
        }
    }

    /** The compiler's profile of the Vector API is shared by all callers: with two widths in it, it may box the vectors of both. */
    @Test
    void onlyOneLaneWidthIsEverUsed() throws IOException {
        for (Path file : sources()) {
            if (!List.of("Lanes.java", "Host.java").contains(file.getFileName().toString())) {
                assertThat(Files.readString(file)).as("%s", file).doesNotContain("VectorSpecies", "SPECIES_");
            }
        }
    }

    @Test
    void noSourceFileIsLongerThanFourHundredLines() throws IOException {
        for (Path folder : List.of(Path.of("src"), Path.of("..", "bench"), Path.of("..", "src"))) {
            for (Path file : files(folder)) {
                assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(400);
            }
        }
    }

    /** What is written by the writer is what it writes: nobody changed the output, or the table without writing anew. */
    @Test
    void writtenSourcesAreWhatTheirWriterWrites() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process check = new ProcessBuilder(java.toString(), "src/writer/java/dev/lanewise/writer/Main.java", "--check")
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(output).isZero();
    }

    /** The frame does not name an element type: what does is a leaf. */
    @Test
    void theFrameNamesNoElementType() throws IOException {
        for (Path file : sources()) {
            boolean frame = file.getParent().endsWith(Path.of("lanewise", "vector"));
            if (frame) {
                assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern("\\b(Float|Double)Vector\\b");
            }
        }
    }

    /** Operands travel as objects, not as thirteen numbers. */
    @Test
    void noMethodHasMoreThanEightParameters() {
        for (JavaClass type : CLASSES) {
            for (JavaCodeUnit method : type.getCodeUnits()) {
                boolean operands =
                        type.isRecord() || method.getRawParameterTypes().size() <= 8;
                assertThat(operands).as("%s", method.getFullName()).isTrue();
            }
        }
    }

    private static List<Path> sources() throws IOException {
        return files(Path.of("src", "main", "java"));
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            StreamSupport.stream(file.spliterator(), false).noneMatch(Path.of("target")::equals))
                    .toList();
        }
    }
}
