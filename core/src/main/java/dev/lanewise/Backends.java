// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where backends come from.
 *
 * <p>System properties, read when a backend is first asked for:
 *
 * <ul>
 *   <li>{@code lanewise.backend}: what {@link #best()} returns: {@code best} (the default) or the name of a provider,
 *       which then must be able to run;
 *   <li>{@code lanewise.lanes}: the vector backend's lane width in bits, 128, 256 or 512 (default: the machine's);
 *   <li>{@code lanewise.warming}: {@code false} makes {@link #best()} use vector loops before they are compiled;
 *   <li>{@code lanewise.threads}: how many threads a shared backend uses at once (default: as many as processors).
 * </ul>
 */
public final class Backends {
    private static final String REFERENCE = "scalar";
    private static final int MOST_THREADS = 1024;
    private static final Map<String, Backend> SHARED = new HashMap<>();
    private static volatile @Nullable Choice chosen;
    private static volatile @Nullable List<BackendProvider> providers;

    private Backends() {}

    /**
     * A backend and why it was taken.
     *
     * @param reason one sentence, naming what stood in the way of a faster one, and the cure
     * @param second whether something stood in the way
     */
    public record Choice(Backend backend, String reason, boolean second) {}

    /** The reference backend: slow, on one thread, on any JVM. */
    public static Backend scalar() {
        return shared(REFERENCE);
    }

    /**
     * The vector backend.
     *
     * @throws IllegalStateException if it cannot run here; the message says why and what to do
     */
    public static Backend vector() {
        return shared("vector");
    }

    /** The fastest backend that can run here; never fails for want of hardware, modules or compilers. */
    public static Backend best() {
        return choice().backend();
    }

    /** The backend that {@link #best()} returns, and why. It is chosen, and told, once. */
    public static Choice choice() {
        Choice made = chosen;
        return made != null ? made : chooseOnce();
    }

    private static synchronized Choice chooseOnce() {
        if (chosen == null) {
            Choice choice = choose();
            if (choice.second() || !asked().isEmpty()) {
                // Only what nobody expects: the first logger of a JVM takes as long to come as a small network to
                // train.
                System.getLogger("dev.lanewise").log(System.Logger.Level.INFO, "backend: {0}", choice.reason());
            }
            chosen = choice;
        }
        return chosen;
    }

    /**
     * The shared backend of a provider.
     *
     * @throws IllegalArgumentException if no provider has the name
     * @throws IllegalStateException if it cannot run here; the message says why and what to do
     */
    public static Backend named(String name) {
        return shared(name);
    }

    /**
     * A new backend with a number of threads of its own; close it after use.
     *
     * @throws IllegalArgumentException if no provider has the name or {@code threads} is not in 1 … 1024
     * @throws IllegalStateException if it cannot run here; the message says why and what to do
     */
    public static Backend open(String name, int threads) {
        Arguments.within("threads", 1, MOST_THREADS, threads);
        BackendProvider provider = usable(name);
        Backend backend = provider.open(threads);
        boolean all = provider.precisions().containsAll(EnumSet.allOf(Precision.class));
        return all ? backend : new SharedBackend(backend, provider.precisions(), false);
    }

    /**
     * A new backend such as {@link #best()} is, with a number of threads of its own; close it after use.
     *
     * @throws IllegalArgumentException if {@code threads} is not in 1 … 1024
     * @throws IllegalStateException if {@code lanewise.backend} names one that cannot run here
     */
    public static Backend open(int threads) {
        Arguments.within("threads", 1, MOST_THREADS, threads);
        String asked = asked();
        return asked.isEmpty() ? open(fastest().provider(), threads, false) : open(asked, threads);
    }

    /**
     * What this JVM makes of the loops of a provider's backend: rates and bytes allocated, once each loop has had the time to be
     * compiled. It takes some seconds, and empty means that there is nothing to examine.
     *
     * @throws IllegalArgumentException if no provider has the name
     * @throws IllegalStateException if it cannot run here; the message says why and what to do
     */
    public static List<LoopHealth> examine(String name) {
        return usable(name).examine();
    }

    /**
     * How a provider's backend computes C ← A·B, in a line for people; empty where there is nothing to decide. Nothing is computed.
     *
     * @throws IllegalArgumentException if no provider has the name
     * @throws IllegalStateException if it cannot run here; the message says why and what to do
     */
    public static String explain(String name, Matrix a, Matrix b, Matrix c) {
        Arguments.gemm(a, b, c);
        return usable(name).explain(a, b, c, threads());
    }

    /** All providers that were found when they were first asked for, the most preferred first. */
    public static List<BackendProvider> providers() {
        List<BackendProvider> known = providers;
        if (known == null) {
            known = found();
            providers = known;
        }
        return known;
    }

    private static List<BackendProvider> found() {
        List<BackendProvider> found = new ArrayList<>();
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())) {
            int place = 0;
            while (place < found.size() && found.get(place).priority() >= provider.priority()) {
                place++;
            }
            found.add(place, provider);
        }
        return List.copyOf(found);
    }

    private static BackendProvider usable(String name) {
        Arguments.present("name", name);
        List<String> names = new ArrayList<>();
        for (BackendProvider provider : providers()) {
            if (provider.name().equals(name)) {
                Optional<String> obstacle = provider.obstacle();
                if (obstacle.isPresent()) {
                    throw new IllegalStateException("the " + name + " backend cannot run: " + obstacle.get());
                }
                return provider;
            }
            names.add(provider.name());
        }
        throw new IllegalArgumentException("backend is \"" + name + "\"; expected one of " + names);
    }

    private static int threads() {
        String asked = System.getProperty("lanewise.threads");
        if (asked == null || asked.isBlank()) {
            return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        }
        try {
            return Arguments.within("lanewise.threads", 1, MOST_THREADS, Integer.parseInt(asked.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("lanewise.threads is \"" + asked + "\"; expected 1 to 1024", e);
        }
    }

    private static Choice choose() {
        String asked = asked();
        if (!asked.isEmpty()) {
            return new Choice(shared(asked), asked + ", because lanewise.backend asks for it", false);
        }
        Found found = fastest();
        String why = found.passedOver().isEmpty() ? ", the fastest that can run here" : found.passedOver();
        return new Choice(
                open(found.provider(), threads(), true),
                found.provider().backendName() + why,
                !found.passedOver().isEmpty());
    }

    /** The provider that the user names, or nothing. */
    private static String asked() {
        String asked = System.getProperty("lanewise.backend", "best").strip();
        return asked.equals("best") ? "" : asked;
    }

    /** A provider that can run, and why others that are preferred cannot. */
    private record Found(BackendProvider provider, String passedOver) {}

    /** Not a lambda: the first one of a JVM takes longer than a small product. */
    private record Opening(BackendProvider provider, int threads) implements Supplier<Backend> {
        @Override
        public Backend get() {
            return provider.openForBest(threads);
        }
    }

    private static Backend open(BackendProvider provider, int threads, boolean lasting) {
        return new SharedBackend(
                new Opening(provider, threads),
                shared(REFERENCE),
                provider.backendName(),
                provider.smallWork(),
                provider.smallWork() < 0 ? 0 : HeadStart.USUAL,
                provider.precisions(),
                lasting);
    }

    private static Found fastest() {
        StringBuilder passedOver = new StringBuilder();
        for (BackendProvider provider : providers()) {
            Optional<String> obstacle = provider.obstacle();
            obstacle = obstacle.isPresent() ? obstacle : lacking(provider);
            if (obstacle.isEmpty()) {
                return new Found(provider, passedOver.toString());
            }
            passedOver
                    .append(passedOver.isEmpty() ? ", which is slower, because " : "; and ")
                    .append(provider.name())
                    .append(" cannot run: ")
                    .append(obstacle.get());
        }
        throw new IllegalStateException("no backend can run" + passedOver);
    }

    private static Optional<String> lacking(BackendProvider provider) {
        Set<Precision> lacking = EnumSet.allOf(Precision.class);
        lacking.removeAll(provider.precisions());
        return lacking.isEmpty() ? Optional.empty() : Optional.of("it lacks the precision " + lacking);
    }

    /** One backend of each name, as long as the JVM lives. */
    private static synchronized Backend shared(String name) {
        Backend found = SHARED.get(name);
        if (found == null) {
            BackendProvider provider = usable(name);
            found = new SharedBackend(provider.open(threads()), provider.precisions(), true);
            SHARED.put(name, found);
        }
        return found;
    }
}
