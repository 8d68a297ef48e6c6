// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.tck.BackendContract;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract on what best() hands out: small work by the reference, the rest by a backend that is not the reference. */
class BestBackendTest extends BackendContract {
    private static final Set<Precision> ALL = EnumSet.allOf(Precision.class);

    @Override
    protected Backend open() {
        return new SharedBackend(() -> Backends.open("vector", 2), Backends.scalar(), "best", 48, 0, ALL, false);
    }

    @Test
    void smallWorkIsLeftToTheReferenceAndNoOther() {
        List<String> served = new ArrayList<>();
        Backend shared = shared(0, served);
        Matrix row = Matrix.zeros(1, 48);
        Matrix longer = Matrix.zeros(1, 49);
        shared.add(row, row, row);
        shared.add(longer, longer, longer);
        shared.exp(row, row);
        shared.exp(row.t().rows(0, 12), row.t().rows(0, 12));
        shared.gemm(1, Matrix.zeros(4, 3), Matrix.zeros(3, 4), 0, Matrix.zeros(4, 4));
        shared.gemm(1, Matrix.zeros(4, 4), Matrix.zeros(4, 4), 0, Matrix.zeros(4, 4));
        shared.gemm(1, null, row, 0, row);
        assertThat(served)
                .containsExactly(
                        "reference add",
                        "target add",
                        "target exp",
                        "reference exp",
                        "reference gemm",
                        "target gemm",
                        "target gemm");
    }

    @Test
    void aBackendThatNobodyUsedIsClosedAllTheSame() {
        List<String> served = new ArrayList<>();
        new SharedBackend(named("target", served), ALL, false).close();
        assertThat(served).containsExactly("target close");
    }

    /** Loading the target takes as long as some work does; what ends before that never loads it, and what lasts hands over slowly. */
    @Test
    void theReferenceHasAHeadStart() {
        List<String> served = new ArrayList<>();
        List<String> opened = new ArrayList<>();
        Backend shared = new SharedBackend(
                () -> {
                    opened.add("target");
                    return named("target", served);
                },
                named("reference", served),
                "best",
                48,
                1000,
                ALL,
                false);
        Matrix row = Matrix.zeros(1, 120);
        for (int call = 0; call < 8; call++) {
            shared.add(row, row, row);
        }
        assertThat(opened).isEmpty();
        assertThat(served).hasSize(8).containsOnly("reference add");
        served.clear();
        shared.add(row, row, row);
        assertThat(opened).hasSize(1);
        assertThat(served).containsExactly("target add");
        served.clear();
        Matrix little = Matrix.zeros(7, 7);
        for (int call = 0; call < 39; call++) {
            shared.add(little, little, little);
        }
        assertThat(served).hasSize(39).containsOnly("reference add");
        served.clear();
        shared.add(row, row, row);
        shared.add(little, little, little);
        shared.share(1, part -> {});
        shared.share(3, part -> {});
        assertThat(opened).hasSize(1);
        assertThat(served).containsExactly("reference add", "target add", "reference share", "target share");
    }

    /** Enough calls to be compiled, while whoever is compiled serves the others. */
    @Test
    void whileItIsHandedOverTheTargetHasOneCallOfMany() {
        List<String> served = new ArrayList<>();
        Backend shared = shared(100_000, served);
        Matrix x = Matrix.zeros(10, 100);
        shared.pack(x);
        served.clear();
        for (int call = 0; call < 183; call++) {
            shared.add(x, x, x);
        }
        assertThat(served).hasSize(183);
        assertThat(served.stream().filter("target add"::equals)).hasSize(3);
        assertThat(List.of(served.get(60), served.get(121), served.get(182))).containsOnly("target add");
        served.clear();
        shared.softmax(x, x);
        shared.share(3, part -> {});
        assertThat(served).as("no garbage, and no threads").containsExactly("target softmax");
    }

    @Test
    void considerableWorkIsHandedOverAtOnce() {
        List<String> served = new ArrayList<>();
        Backend shared = shared(1L << 30, served);
        Matrix considerable = Matrix.zeros(1, (1 << 20) + 1);
        Matrix less = considerable.cols(0, 1 << 20);
        shared.add(considerable, considerable, considerable);
        shared.pack(considerable);
        shared.add(considerable, considerable, considerable);
        shared.add(less, less, less);
        assertThat(served).containsExactly("reference add", "target pack", "target add", "reference add");
    }

    @Test
    void aTargetWithoutAHeadStartServesEvenWhatIsEmpty() {
        List<String> served = new ArrayList<>();
        Backend shared = new SharedBackend(named("target", served), ALL, false);
        shared.add(Matrix.zeros(0, 3), Matrix.zeros(0, 3), Matrix.zeros(0, 3));
        assertThat(served).containsExactly("target add");
    }

    /** A shared task that takes long is taken over by the threads in its midst, and no part is lost or run twice. */
    @Test
    void aLongTaskIsHandedOver() {
        List<String> served = new ArrayList<>();
        List<Integer> ran = new ArrayList<>();
        Backend reference = Backends.scalar();
        Backend target = (Backend) Proxy.newProxyInstance(
                BestBackendTest.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    served.add(method.getName() + " after " + ran);
                    return method.invoke(reference, arguments);
                });
        Backend shared = new SharedBackend(() -> target, reference, "best", 48, 2_000_000, ALL, false);
        shared.share(4, part -> {
            ran.add(part);
            for (long start = System.nanoTime(); part == 1 && System.nanoTime() - start < 20_000_000; ) {
                Thread.onSpinWait();
            }
        });
        shared.share(2, ran::add);
        assertThat(served.getFirst()).matches("share after \\[0(, 1)?\\]");
        assertThat(ran).containsExactly(0, 1, 2, 3, 0, 1);
    }

    /** Large work does not wait. */
    @Test
    void largeWorkHasNoNeedOfAHeadStart() {
        List<String> served = new ArrayList<>();
        Backend shared = shared(1000, served);
        Matrix x = Matrix.zeros(6, 6);
        shared.gemm(1, x, x, 0, Matrix.zeros(6, 6));
        assertThat(served).containsExactly("target gemm");
    }

    @Test
    void theHeadStartIncludesItsLastAddition() {
        List<String> served = new ArrayList<>();
        Backend shared = shared(800, served);
        Matrix eighth = Matrix.zeros(1, 100);
        for (int call = 0; call < 9; call++) {
            shared.add(eighth, eighth, eighth);
        }
        assertThat(served.subList(0, 8)).containsOnly("reference add");
        assertThat(served.get(8)).isEqualTo("target add");
        served.clear();
        Backend another = shared(800, served);
        Matrix more = Matrix.zeros(1, 101);
        another.add(more, more, more);
        assertThat(served).containsExactly("target add");
    }

    @Test
    void smallWeightsAreLeftAsTheyLie() {
        List<String> served = new ArrayList<>();
        Backend shared = shared(1000, served);
        shared.pack(Matrix.zeros(6, 8));
        shared.pack(Matrix.zeros(7, 7));
        shared.pack(null);
        assertThat(served).containsExactly("reference pack", "target pack", "target pack");
    }

    @Test
    void aPrecisionThatTheTargetLacksIsRefusedByName() {
        Backend single = new SharedBackend(Backends.scalar(), EnumSet.of(Precision.SINGLE), true);
        Matrix x = Matrix.zeros(3, 3, Precision.DOUBLE);
        Matrix y = x.copy();
        String expected = " is in precision DOUBLE; expected one of [SINGLE], which the backend scalar has";
        assertThatThrownBy(() -> single.add(x, x, y)).hasMessage("x" + expected);
        assertThatThrownBy(() -> single.gemm(1, x, x, 0, y)).hasMessage("a" + expected);
        assertThatThrownBy(() -> single.sum(x)).hasMessage("x" + expected);
        assertThatThrownBy(() -> single.pack(x)).hasMessage("w" + expected);
        single.add(Matrix.zeros(1, 1), Matrix.zeros(1, 1), Matrix.zeros(1, 1));
    }

    @Test
    void loopsAreThoseOfTheTargetOnceThereIsOne() {
        List<LoopState> loops = List.of(new LoopState("EXP", Precision.SINGLE, "plain", "it is not compiled yet"));
        Backend target = (Backend) Proxy.newProxyInstance(
                BestBackendTest.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) -> method.getName().equals("loops") ? loops : null);
        Backend shared = new SharedBackend(() -> target, Backends.scalar(), "best", 48, 0, ALL, false);
        assertThat(shared.loops()).isEmpty();
        Matrix x = Matrix.zeros(7, 7);
        shared.add(x, x, x);
        assertThat(shared.loops()).isSameAs(loops);
        assertThat(shared.name()).isEqualTo("best");
    }

    private static Backend shared(long headStart, List<String> served) {
        return new SharedBackend(
                () -> named("target", served), named("reference", served), "best", 48, headStart, ALL, false);
    }

    private static Backend named(String name, List<String> served) {
        return (Backend) Proxy.newProxyInstance(
                BestBackendTest.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("name")) {
                        return name;
                    }
                    if (!method.getName().equals("requireOpen")) {
                        served.add(name + " " + method.getName());
                    }
                    return null;
                });
    }
}
