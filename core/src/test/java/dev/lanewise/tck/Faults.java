// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** For each law of the contract a fault that breaks this law and no other; each backend gets a fresh one. */
final class Faults {
    /** What goes wrong in a call, given the sound backend. */
    interface Fault {
        Object call(Backend sound, Method method, Object[] arguments) throws Throwable;
    }

    /** The arguments of a product. */
    record Product(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        boolean is(int m, int n, int k) {
            return c.rows() == m && c.cols() == n && a.cols() == k;
        }
    }

    private final Map<String, Supplier<Fault>> byLaw = new LinkedHashMap<>();

    private Faults() {
        products();
        vectors();
        segments();
        elementwise();
        layers();
        conduct();
        refusals();
    }

    static Map<String, Supplier<Fault>> byLaw() {
        return new Faults().byLaw;
    }

    // Kinds of faults.

    /** The smallest step away from what an element should be. */
    private static void nudge(Matrix x, int i, int j) {
        double value = x.get(i, j);
        x.set(i, j, x.precision() == Precision.SINGLE ? Math.nextUp((float) value) : Math.nextUp(value));
    }

    private static boolean isFarApart(Matrix x) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                if (Math.abs(x.get(i, j)) > 1e9) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double fromLeftToRight(Matrix x) {
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j++) {
                sum += x.get(i, j);
            }
        }
        return sum;
    }

    private interface Spoil {
        void spoil(Object[] arguments);
    }

    /** After a call of a method whose arguments are such, something is spoilt. */
    private static Fault after(String name, Predicate<Object[]> such, Spoil spoil) {
        return (sound, method, arguments) -> {
            Object result = method.invoke(sound, arguments);
            if (method.getName().equals(name) && such.test(arguments)) {
                spoil.spoil(arguments);
            }
            return result;
        };
    }

    /** What a method throws of a type is thrown away. */
    private static Fault swallowing(String name, Class<? extends RuntimeException> type) {
        return swallowing(name, type, "");
    }

    /** Only where the message speaks of this. */
    private static Fault swallowing(String name, Class<? extends RuntimeException> type, String about) {
        return (sound, method, arguments) -> {
            try {
                return method.invoke(sound, arguments);
            } catch (InvocationTargetException e) {
                boolean such = method.getName().equals(name) && type.isInstance(e.getCause());
                if (such && e.getCause().getMessage().contains(about)) {
                    return null;
                }
                throw e;
            }
        };
    }

    private static Fault inProduct(Predicate<Product> such, java.util.function.Consumer<Product> spoil) {
        return after("gemm", arguments -> such.test(product(arguments)), arguments -> spoil.accept(product(arguments)));
    }

    private static Product product(Object[] x) {
        return new Product((double) x[0], (Matrix) x[1], (Matrix) x[2], (double) x[3], (Matrix) x[4]);
    }

    private static Fault wrongBit(Predicate<Product> such) {
        return inProduct(such, p -> nudge(p.c(), p.c().rows() - 1, p.c().cols() - 1));
    }

    private void law(String name, Supplier<Fault> fault) {
        byLaw.put(name, fault);
    }

    private void products() {
        law("everyShapeUpToTwoTilesHasTheBitsOfTheReference", () -> wrongBit(p -> p.is(25, 65, 17)));
        law("longAndLargeProductsHaveTheBitsOfTheReference", () -> wrongBit(p -> p.is(130, 70, 900)));
        law("everyFormOfALargeProductHasTheBitsOfTheReference", () -> wrongBit(p -> p.is(205, 17, 330)));
        law("everyFormHasTheBitsOfTheReferenceAroundTheSizesOfABlock", () -> wrongBit(p -> p.is(50, 33, 71)));
        law("crowdedRowsHaveTheBitsOfTheReference", () -> wrongBit(p -> p.is(41, 1, 77)));
        law(
                "integersMultiplyExactly",
                () -> inProduct(p -> p.alpha() == 2 && p.beta() == -1, p -> p.c().set(0, 0, p.c().get(0, 0) + 1)));
        law(
                "theBlasAcceptanceGridStaysWithinItsErrorBound",
                () -> inProduct(
                        p -> p.alpha() == 0.7 && p.beta() == 1.3 && !p.c().isEmpty(),
                        p -> p.c().set(0, 0, 1 + 1.01 * p.c().get(0, 0))));
        law(
                "longChainsStayWithinTheirErrorBound",
                () -> inProduct(p -> p.is(13, 35, 3000), p -> p.c().set(0, 0, 1 + 1.1 * p.c().get(0, 0))));
        law("betaZeroNeverReadsC", () -> (sound, method, arguments) -> {
            boolean product = method.getName().equals("gemm") && arguments[1] != null && arguments[4] != null;
            boolean poisoned = product
                    && (double) arguments[3] == 0
                    && !((Matrix) arguments[4]).isEmpty()
                    && ((Matrix) arguments[1]).cols() == 20
                    && Double.isNaN(((Matrix) arguments[4]).get(0, 0));
            Object result = method.invoke(sound, arguments);
            if (poisoned) {
                ((Matrix) arguments[4]).set(0, 0, Double.NaN);
            }
            return result;
        });
        law(
                "alphaZeroNeverReadsAOrB",
                () -> inProduct(
                        p -> p.alpha() == 0 && p.beta() == 2 && p.is(13, 33, 7), p -> p.c().set(0, 0, Double.NaN)));
        law(
                "aPlantedNanPoisonsExactlyItsRow",
                () -> inProduct(p -> p.is(30, 45, 18), p -> p.c().set(15, 7, Double.NaN)));
        law(
                "specialValuesPropagateAsInTheReference",
                () -> inProduct(p -> p.is(14, 35, 9), p -> {
                    if (Double.isNaN(p.c().get(3, 3))) {
                        p.c().set(3, 3, 0);
                    }
                }));
        law(
                "repeatedRowsAndColumnsMultiplyLikeCopies",
                () -> wrongBit(p -> p.is(70, 90, 100) && p.a().rowStride() == 0));
        law("freshArraysGiveTheSameBits", () -> {
            AtomicInteger calls = new AtomicInteger();
            return wrongBit(p -> p.is(3, 17, 50) && calls.incrementAndGet() == 300);
        });
        law("theFirstCallAndTheTwentyThousandthAgree", () -> {
            AtomicInteger calls = new AtomicInteger();
            return after(
                    "derivative",
                    arguments -> calls.incrementAndGet() > 4000 && arguments[2] != null,
                    arguments -> nudge((Matrix) arguments[2], 0, 0));
        });
        law("rowsThatOverlapMultiplyLikeCopies", () -> wrongBit(p -> p.is(40, 3, 641) && p.alpha() == 2));
        law("everyOffsetAndLeadingDimensionIsAccepted", () -> wrongBit(p -> p.is(14, 64, 9) && p.a().offset() == 3));
        law("transposingAProductSwapsItsFactors", () -> wrongBit(p -> p.is(51, 27, 40)));
    }

    private static Fault inVectorProduct(Predicate<Product> such, java.util.function.Consumer<Product> spoil) {
        return after("gemv", arguments -> such.test(product(arguments)), arguments -> spoil.accept(product(arguments)));
    }

    private void vectors() {
        law(
                "everyMatrixTimesAVectorHasTheBitsOfTheReference",
                () -> inVectorProduct(p -> p.is(100, 1, 321), p -> nudge(p.c(), 99, 0)));
        law(
                "longAndLargeMatricesTimesAVectorHaveTheBitsOfTheReference",
                () -> inVectorProduct(p -> p.is(40, 1, 2048), p -> nudge(p.c(), 39, 0)));
        law(
                "specialValuesInAVectorPropagateAsInTheReference",
                () -> inVectorProduct(p -> p.is(18, 1, 70), p -> {
                    if (Double.isNaN(p.c().get(3, 0))) {
                        p.c().set(3, 0, 0);
                    }
                }));
        law(
                "aVectorWhoseFactorIsZeroIsNotRead",
                () -> inVectorProduct(
                        p -> p.alpha() == 0 && p.beta() == 2 && p.is(19, 1, 1), p -> p.c().set(0, 0, Double.NaN)));
        law(
                "aMatrixTimesAVectorStaysWithinItsErrorBound",
                () -> inVectorProduct(p -> p.is(13, 1, 5000), p -> p.c().set(0, 0, 1 + 1.1 * p.c().get(0, 0))));
    }

    private void segments() {
        law(
                "operandsInMemorySegmentsHaveTheBitsOfArrays",
                () -> after("exp", x -> x[0] instanceof Matrix z && !z.hasArray(), x -> nudge(matrix(x, 1), 0, 0)));
        law(
                "productsOfMemorySegmentsHaveTheBitsOfArrays",
                () -> wrongBit(p -> p.is(70, 90, 600) && p.a().hasArray() && !p.b().hasArray()));
        law(
                "aClosedMemorySegmentIsRefusedAndNothingWritten",
                () -> swallowing("add", IllegalStateException.class, "segment"));
        law("aMemorySegmentMayChangeFromCallToCall", () -> wrongBit(p -> p.is(5, 33, 40) && !p.a().hasArray()));
    }

    private static Matrix matrix(Object[] arguments, int i) {
        return (Matrix) arguments[i];
    }

    private static boolean has(Object argument, int rows, int cols) {
        return argument instanceof Matrix x && x.rows() == rows && x.cols() == cols;
    }

    private void elementwise() {
        law(
                "elementwiseOperationsHaveTheBitsOfTheReference",
                () -> after("exp", x -> has(x[1], 1, 1025), x -> nudge(matrix(x, 1), 0, 1024)));
        law(
                "inPlaceGivesTheSameBits",
                () -> after(
                        "activate",
                        x -> has(x[1], 5, 37) && x[2] instanceof Matrix a && a.isSameView(matrix(x, 1)),
                        x -> nudge(matrix(x, 2), 4, 36)));
        law(
                "sharedElementwiseCallsHaveTheBitsOfTheReference",
                () -> after("add", x -> has(x[2], 700, 450), x -> nudge(matrix(x, 2), 699, 449)));
    }

    private void layers() {
        law(
                "rowOperationsAndSumsHaveTheBitsOfTheReference",
                () -> after("softmax", x -> has(x[1], 6, 1100), x -> nudge(matrix(x, 1), 5, 1099)));
        law("sumsKeepTheirOrder", () -> (sound, method, arguments) -> {
            Object result = method.invoke(sound, arguments);
            return method.getName().equals("sum") && isFarApart(matrix(arguments, 0))
                    ? fromLeftToRight(matrix(arguments, 0))
                    : result;
        });
        law(
                "lossesOfExtremeLogitsAreNeverNan",
                () -> after(
                        "loss",
                        x -> has(x[1], 1, 2) && Math.abs(matrix(x, 1).get(0, 0)) > 1e30,
                        x -> matrix(x, 3).set(0, 0, Double.NaN)));
        law(
                "updatesHaveTheBitsOfTheReference",
                () -> after("descendAdam", x -> has(x[0], 3, 45) && (int) x[5] == 7, x -> nudge(matrix(x, 0), 2, 44)));
        law(
                "denseLayersAreTheirComposites",
                () -> after(
                        "denseBackward",
                        x -> x[5] instanceof Matrix dw && dw.rows() > 20 && dw.cols() > 0,
                        x -> nudge(matrix(x, 5), 0, 0)));
        law(
                "layersOfOneNeuronAreTheirComposites",
                () -> after("denseForward", x -> has(x[1], 700, 1), x -> nudge(matrix(x, 4), 0, 0)));
        law(
                "packedWeightsGiveTheBitsOfTheWeights",
                () -> after(
                        "denseForward",
                        x -> x[1] instanceof dev.lanewise.PackedMatrix w && w.cols() == 33 && has(x[4], 50, 33),
                        x -> nudge(matrix(x, 4), 49, 32)));
        law(
                "longTransposedRowsTimesPackedWeightsHaveTheBitsOfTheReference",
                () -> after(
                        "denseForward",
                        x -> x[1] instanceof dev.lanewise.PackedMatrix && has(x[4], 12, 70),
                        x -> nudge(matrix(x, 4), 0, 0)));
        law(
                "weightsThatNobodyHerePackedAreRefused",
                () -> (sound, method, arguments) -> method.getName().equals("denseForward")
                                && arguments[1] instanceof dev.lanewise.PackedMatrix w
                                && w.backend().equals("another")
                        ? null
                        : method.invoke(sound, arguments));
        law("sameBitsInCallsThatFollowClosely", () -> {
            AtomicInteger calls = new AtomicInteger();
            return after(
                    "add", x -> has(x[2], 1, 90_000) && calls.incrementAndGet() == 10, x -> nudge(matrix(x, 2), 0, 0));
        });
    }

    private void conduct() {
        law(
                "windowsOfOneArrayMayLieSideBySide",
                () -> inProduct(
                        p -> p.c().offset() >= 35 && p.c().array() == p.a().array(),
                        p -> Samples.on(p.c().array(), p.c().offset() - 1, 1, 1, 1, 1)
                                .set(0, 0, 0)));
        law("sameBitsFromManyThreadsAtOnce", () -> {
            AtomicInteger calls = new AtomicInteger();
            return wrongBit(p -> p.is(90, 110, 120) && calls.incrementAndGet() == 99);
        });
        law("sharedPartsRunOnceEach", () -> (sound, method, arguments) -> {
            if (method.getName().equals("share") && (int) arguments[0] == 50) {
                ((IntConsumer) arguments[1]).accept(49);
            }
            return method.invoke(sound, arguments);
        });
        law("whatAPartThrowsIsThrown", () -> swallowing("share", UnsupportedOperationException.class));
        law("nothingOfItsCallersIsKept", () -> {
            List<Object> kept = new ArrayList<>();
            return (sound, method, arguments) -> {
                if (method.getName().equals("sigmoid") && has(arguments[0], 260, 260)) {
                    kept.add(arguments);
                }
                return method.invoke(sound, arguments);
            };
        });
        law("anInterruptIsPreserved", () -> inProduct(p -> p.is(160, 160, 160), p -> Thread.interrupted()));
        law("aClosedBackendRefusesFurtherCalls", () -> {
            boolean[] closed = new boolean[1];
            return (sound, method, arguments) -> {
                closed[0] |= method.getName().equals("close");
                return closed[0] && method.getName().equals("sum") ? 0.0 : method.invoke(sound, arguments);
            };
        });
        law("warmCallsAllocateNothing", () -> (sound, method, arguments) -> method.invoke(sound, arguments));
    }

    private void refusals() {
        law("aRefusedCallNamesItsArgumentAndWritesNothing", () -> (sound, method, arguments) -> {
            if (method.getName().equals("scale")
                    && arguments[1] instanceof Matrix x
                    && arguments[2] instanceof Matrix y
                    && x.rows() > y.rows()) {
                y.set(0, 0, 0);
            }
            return method.invoke(sound, arguments);
        });
        law(
                "numbersOutOfRangeAreRefused",
                () -> (sound, method, arguments) ->
                        method.getName().equals("descendMomentum") && (double) arguments[4] == 1
                                ? null
                                : method.invoke(sound, arguments));
        law("zeroIsInRange", () -> (sound, method, arguments) -> {
            if (method.getName().equals("descend") && (double) arguments[2] == 0 && has(arguments[0], 1, 2)) {
                throw new IllegalArgumentException("rate is 0; expected more");
            }
            return method.invoke(sound, arguments);
        });
        law(
                "packedWeightsAreNoWayPastTheChecks",
                () -> (sound, method, arguments) -> method.getName().equals("denseForward")
                                && arguments[1] instanceof dev.lanewise.PackedMatrix
                                && arguments[4] instanceof Matrix y
                                && !y.isWritable()
                        ? null
                        : method.invoke(sound, arguments));
        law("whatIsNoMatrixIsCheckedAsWell", () -> (sound, method, arguments) -> {
            if (method.getName().equals("activate") && arguments[0] == null) {
                throw new NullPointerException("something is null; expected something");
            }
            return method.invoke(sound, arguments);
        });
    }
}
