// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import dev.lanewise.scalar.ScalarBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract is itself tested: backends with one fault each must fail the law that names it, and no other. */
class BrokenBackendsTest {
    private static volatile Supplier<Backend> faulty = () -> new ScalarBackend();
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

    /** What goes wrong in a call, given the sound backend. */
    interface Fault {
        Object call(Backend sound, Method method, Object[] arguments) throws Throwable;
    }

    private static Backend with(Fault fault) {
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

    private static Fault inGemm(GemmFault fault) {
        return (sound, method, arguments) -> {
            if (!method.getName().equals("gemm") || arguments[1] == null || arguments[4] == null) {
                return method.invoke(sound, arguments);
            }
            fault.gemm(
                    sound,
                    (double) arguments[0],
                    (Matrix) arguments[1],
                    (Matrix) arguments[2],
                    (double) arguments[3],
                    (Matrix) arguments[4]);
            return null;
        };
    }

    interface GemmFault {
        void gemm(Backend sound, double alpha, Matrix a, Matrix b, double beta, Matrix c);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        "one edge element missing",
                        "everyShapeUpToTwoTilesHasTheBitsOfTheReference",
                        inGemm((s, al, a, b, be, c) -> {
                            boolean hit = c.rows() == 25 && c.cols() == 65;
                            double kept = hit ? c.get(24, 64) : 0;
                            s.gemm(al, a, b, be, c);
                            if (hit) {
                                c.set(24, 64, kept);
                            }
                        })),
                Arguments.of("C read when beta is 0", "betaZeroNeverReadsC", inGemm((s, al, a, b, be, c) -> {
                    boolean poisoned = be == 0 && !c.isEmpty() && a.cols() == 20 && Double.isNaN(c.get(0, 0));
                    s.gemm(al, a, b, be, c);
                    if (poisoned) {
                        c.set(0, 0, Double.NaN);
                    }
                })),
                Arguments.of(
                        "a write outside the window",
                        "windowsOfOneArrayMayLieSideBySide",
                        inGemm((s, al, a, b, be, c) -> {
                            s.gemm(al, a, b, be, c);
                            if (c.offset() >= 35 && c.array() == a.array()) {
                                Samples.on(c.array(), c.offset() - 1, 1, 1, 1, 1)
                                        .set(0, 0, 0);
                            }
                        })),
                Arguments.of(
                        "one wrong lane in the last tile",
                        "longAndLargeProductsHaveTheBitsOfTheReference",
                        inGemm((s, al, a, b, be, c) -> {
                            s.gemm(al, a, b, be, c);
                            if (c.rows() == 130) {
                                double last = c.get(129, 69);
                                c.set(
                                        129,
                                        69,
                                        last
                                                + 2
                                                        * Math.abs(last)
                                                        * c.precision().unit());
                            }
                        })),
                Arguments.of("a sum in another order", "sumsKeepTheirOrder", (Fault) (s, m, args) -> {
                    if (!m.getName().equals("sum")
                            || !(args[0] instanceof Matrix of)
                            || of.precision() == Precision.DOUBLE) {
                        return m.invoke(s, args);
                    }
                    Matrix x = (Matrix) args[0];
                    m.invoke(s, args);
                    double sum = 0;
                    for (int i = 0; i < x.rows(); i++) {
                        for (int j = 0; j < x.cols(); j++) {
                            sum += x.get(i, j);
                        }
                    }
                    return sum;
                }),
                Arguments.of("an allocation per call", "warmCallsAllocateNothing", (Fault)
                        (s, m, args) -> m.invoke(s, args)),
                Arguments.of(
                        "an argument written before a refusal", "aRefusedCallNamesItsArgumentAndWritesNothing", (Fault)
                                (s, m, args) -> {
                                    if (m.getName().equals("scale")
                                            && args[1] instanceof Matrix x
                                            && args[2] instanceof Matrix y
                                            && x.rows() > y.rows()) {
                                        y.set(0, 0, 0);
                                    }
                                    return m.invoke(s, args);
                                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultFailsTheLawThatNamesItAndNoOther(String name, String law, Fault fault) {
        faulty = () -> with(fault);
        promisesNoAllocation = name.contains("allocation");
        assertThat(failedLaws()).containsExactly(law);
    }

    private static Set<String> failedLaws() {
        Set<String> failed = new TreeSet<>();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(Candidate.class))
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
