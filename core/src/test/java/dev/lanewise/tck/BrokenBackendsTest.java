// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;

import dev.lanewise.Backend;
import dev.lanewise.Precision;
import dev.lanewise.scalar.ScalarBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract is itself tested: for each law a backend with one fault that fails this law, and no other. */
class BrokenBackendsTest {
    /** The contract has two halves, one for each precision. */
    private static final int HALF =
            Precision.valueOf(System.getProperty("lanewise.broken", "SINGLE")).ordinal();

    private static volatile Supplier<Backend> faulty = ScalarBackend::new;
    private static volatile boolean promisesNoAllocation;

    /** Run only by the test below, not found by Surefire. */
    static class Candidate extends BackendContract {
        @Override
        protected Backend open() {
            return faulty.get();
        }

        @Override
        public boolean allocatesNothing() {
            return promisesNoAllocation;
        }
    }

    private static Backend with(Faults.Fault fault) {
        Backend sound = new ScalarBackend();
        return (Backend) Proxy.newProxyInstance(
                BrokenBackendsTest.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) -> {
                    try {
                        return fault.call(sound, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    static Stream<String> laws() {
        return Stream.of(
                        ProductLaws.class,
                        VectorLaws.class,
                        SegmentLaws.class,
                        ElementwiseLaws.class,
                        LayerLaws.class,
                        ConductLaws.class,
                        RefusalLaws.class)
                .flatMap(laws -> Arrays.stream(laws.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .sorted();
    }

    @Test
    void everyLawHasAFault() {
        assertThat(Faults.byLaw().keySet()).containsExactlyInAnyOrderElementsOf(laws().collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void aFaultFailsTheLawThatNamesItAndNoOther(String law) {
        Supplier<Faults.Fault> fault = Faults.byLaw().get(law);
        faulty = () -> with(fault.get());
        promisesNoAllocation = law.contains("Allocate");
        assertThat(failedLaws()).containsExactly(law);
    }

    /** The laws that fail in one precision. */
    private static Set<String> failedLaws() {
        Set<String> failed = new TreeSet<>();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectIteration(selectClass(Candidate.class), HALF))
                                    .build(),
                            new TestExecutionListener() {
                                @Override
                                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                    if (test.isTest() && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                                        failed.add(test.getDisplayName().replaceAll("\\(.*", ""));
                                    }
                                }
                            });
        }
        return failed;
    }
}
