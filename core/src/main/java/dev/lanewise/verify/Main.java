// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import dev.lanewise.Backends;
import dev.lanewise.LoopHealth;
import dev.lanewise.LoopState;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code java -p lanewise-core.jar -m dev.lanewise}: runs each vector loop that this processor uses until it is compiled, reports what this machine offers,
 * checks every operation of the chosen backend and of all others that can run bit for bit against the scalar reference, and prints the
 * digest of all results, which is one and the same on every machine, and of each vector loop the rate and what a call allocates,
 * beside the roof, chains of fma that never leave the registers. The exit status is 0 if everything is as expected and no loop allocates, else 1.
 *
 * <p>With arguments it makes room for products but computes none, and says how they would be: {@code 64x10x256} is m x n x k, {@code 64x10x256:TN:DOUBLE} the
 * same with a transposed A in double precision.
 */
public final class Main {
    private static final Pattern PRODUCT =
            Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,5})x([1-9]\\d{0,5})(?::([NT]{2}))?(?::(SINGLE|DOUBLE))?");

    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0) {
            for (String product : args) {
                explain(product, System.out);
            }
            return;
        }
        // Before anything is checked: it is the compiled loops that serve, and they are checked in no time.
        List<LoopHealth> loops = examined(System.out);
        boolean sound = run(Backends.choice(), System.out);
        System.exit(areHealthy(loops, System.out) && sound ? 0 : 1);
    }

    /** How each backend would compute a product. */
    static void explain(String product, PrintStream out) {
        Matcher asked = PRODUCT.matcher(product);
        if (!asked.matches()) {
            throw new IllegalArgumentException(
                    "product is \"" + product + "\"; expected something like 64x10x256 or 64x10x256:TN:DOUBLE");
        }
        int m = Integer.parseInt(asked.group(1));
        int n = Integer.parseInt(asked.group(2));
        int k = Integer.parseInt(asked.group(3));
        String form = asked.group(4) == null ? "NN" : asked.group(4);
        Precision precision = asked.group(5) == null ? Precision.SINGLE : Precision.valueOf(asked.group(5));
        Matrix a = stored(m, k, form.charAt(0), precision);
        Matrix b = stored(k, n, form.charAt(1), precision);
        Matrix c = Matrix.zeros(m, n, precision);
        for (BackendProvider provider : Backends.providers()) {
            if (provider.obstacle().isEmpty()) {
                String plan = Backends.explain(provider.name(), a, b, c);
                out.printf("%-8s %s: %s%n", provider.name(), product, plan.isEmpty() ? "as it is defined" : plan);
            }
        }
    }

    private static Matrix stored(int rows, int cols, char form, Precision precision) {
        return form == 'T' ? Matrix.zeros(cols, rows, precision).t() : Matrix.zeros(rows, cols, precision);
    }

    /** Whether all is as expected. */
    static boolean run(Backends.Choice choice, PrintStream out) {
        out.printf("JVM      %s %s%n", System.getProperty("java.vm.name"), System.getProperty("java.vm.version"));
        out.printf(
                "machine  %s, %d processors%n",
                System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors());
        for (BackendProvider provider : Backends.providers()) {
            out.printf(
                    "%-8s %s%n",
                    provider.name(),
                    provider.obstacle()
                            .map(why -> "no: " + why)
                            .orElse(hasAll(provider) ? "can run" : "can run, but only in " + provider.precisions()));
        }
        out.printf("chosen   %s%n", choice.reason());
        Map<String, String> expected = Survey.of(Backends.scalar());
        // Ends the head start of the reference, which would be compared with itself.
        choice.backend().share(20, part -> busy(10_000_000));
        boolean sound = agrees(choice.backend(), expected, out);
        for (BackendProvider provider : strict()) {
            Backend backend = Backends.named(provider.name());
            if (backend != Backends.scalar()) {
                sound &= agrees(backend, expected, out);
            }
        }
        String weights = Survey.weights(choice.backend());
        boolean trained = weights.equals(goldenWeights());
        out.printf(
                "weights  sha-256 %s %s%n", weights, trained ? "as on every machine" : "EXPECTED " + goldenWeights());
        return sound && trained;
    }

    private static void busy(long nanos) {
        for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
            Thread.onSpinWait();
        }
    }

    private static List<LoopHealth> examined(PrintStream out) {
        out.println("loops    are compiled and timed, some seconds");
        return strict().stream()
                .flatMap(provider -> Backends.examine(provider.name()).stream())
                .toList();
    }

    /** Whether no loop boxes; what {@code best} serves by vectors once they are compiled, and how fast they are then. */
    private static boolean areHealthy(List<LoopHealth> loops, PrintStream out) {
        for (LoopHealth loop : loops) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %-6s %-33s %6.1f G/s %9.0f B/call%s%n",
                    loop.state().body(),
                    loop.state().precision(),
                    loop.state().loop(),
                    loop.rate(),
                    loop.bytes(),
                    loop.isSound() ? remark(loop.state()) : "  BOXES: best() computes it plainly");
        }
        return loops.stream().allMatch(LoopHealth::isSound);
    }

    private static String remark(LoopState state) {
        return state.body().equals("plain") ? "  " + state.reason() : "";
    }

    private static boolean hasAll(BackendProvider provider) {
        return provider.precisions().containsAll(Set.of(Precision.values()));
    }

    /** Those that can run in every precision, each by itself: the best may share its work with another. */
    private static List<BackendProvider> strict() {
        List<BackendProvider> found = new ArrayList<>();
        for (BackendProvider provider : Backends.providers()) {
            try {
                Backends.named(provider.name());
                if (hasAll(provider)) {
                    found.add(provider);
                }
            } catch (IllegalStateException e) {
                // It cannot run here, and the line on the provider or the log has said why.
            }
        }
        return found;
    }

    /** Whether a backend computes what the reference does, which is what every machine does. */
    private static boolean agrees(Backend backend, Map<String, String> expected, PrintStream out) {
        Map<String, String> found = Survey.of(backend);
        boolean equal = true;
        for (Map.Entry<String, String> operation : expected.entrySet()) {
            if (!operation.getValue().equals(found.get(operation.getKey()))) {
                out.printf("WRONG    %s differs from the scalar reference%n", operation.getKey());
                equal = false;
            }
        }
        String digest = Survey.digest(found);
        boolean golden = digest.equals(goldenDigest());
        out.printf(
                "checked  %s: %d operations against the scalar reference: %s%n",
                backend.name(), expected.size(), equal ? "same bits" : "WRONG");
        out.printf("digest   %s %s%n", digest, golden ? "as on every machine" : "EXPECTED " + goldenDigest());
        return equal && golden;
    }

    /** The digest that this version has everywhere. */
    public static String goldenDigest() {
        return golden(0);
    }

    /** The SHA-256 of a trained network's weights that this version has everywhere. */
    public static String goldenWeights() {
        return golden(1);
    }

    private static String golden(int line) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Main.class.getResourceAsStream("golden-digest.txt"), StandardCharsets.US_ASCII))) {
            return reader.readAllLines().get(line).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the golden digest cannot be read", e);
        }
    }
}
