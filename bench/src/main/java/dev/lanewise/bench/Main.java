// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import dev.lanewise.Precision;
import dev.lanewise.bench.page.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks and ends with a table that sets scalar against vector. Without arguments that is the comparison of
 * about five minutes; {@code page} renews BENCHMARKS.md; {@code invariance OPENBLAS …} asks libraries of the profile peers whether
 * a row depends on its batch; anything else are JMH's own arguments.
 */
public final class Main {
    private static final String RESULT = "target/jmh-result.json";

    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(Page.COMMAND)) {
            Page.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals("invariance")) {
            invariance(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        if (given.shouldList()) {
            new Runner(given).list();
            return;
        }
        Files.createDirectories(Path.of(RESULT).getParent());
        OptionsBuilder options = base(given);
        if (!given.getResult().hasValue()) {
            options.result(RESULT).resultFormat(ResultFormatType.JSON);
        }
        if (args.length > 0) {
            Report.print(new Runner(options.build()).run(), System.out);
            return;
        }
        OptionsBuilder inDouble = base(given);
        inDouble.result("target/jmh-result-double.json").resultFormat(ResultFormatType.JSON);
        Collection<RunResult> results = new ArrayList<>();
        results.addAll(new Runner(comparison(options).build(), new ProgressOutput("float", 280)).run());
        results.addAll(new Runner(comparisonInDouble(inDouble).build(), new ProgressOutput("double", 112)).run());
        Report.print(results, System.out);
        Path page = Path.of("target", "jmh-result.html");
        HtmlReport.write(results, page);
        System.out.println("page     " + page.toAbsolutePath());
    }

    /** A program of the profile peers, which has the libraries. */
    private static void invariance(String[] names) throws ReflectiveOperationException {
        try {
            Class<?> program = Class.forName("dev.lanewise.bench.peers.Invariance");
            program.getMethod("main", String[].class).invoke(null, (Object) names);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "invariance needs the profile peers; expected mvn -Ppeers -pl bench ...", e);
        }
    }

    private static OptionsBuilder base(CommandLineOptions given) {
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        options.shouldFailOnError(true);
        options.addProfiler(GCProfiler.class);
        return options;
    }

    private static OptionsBuilder comparison(OptionsBuilder options) {
        options.include("GemmBenchmark")
                .include("SigmoidBenchmark")
                .include("SigmoidDerivativeBenchmark")
                .include("PeakBenchmark")
                .include("TrainStepBenchmark");
        return brief(options);
    }

    /** A few of the same in binary64. */
    private static OptionsBuilder comparisonInDouble(OptionsBuilder options) {
        options.include("GemmBenchmark")
                .include("SigmoidBenchmark")
                .include("TrainStepBenchmark")
                .param("precision", Precision.DOUBLE.name())
                .param("shape", "64x64x64", "512x512x512");
        return brief(options);
    }

    private static OptionsBuilder brief(OptionsBuilder options) {
        options.param("network", "784-128-10@64")
                .param("size", "65536")
                .param("threads", "1")
                .forks(2)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(600))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(500))
                .verbosity(VerboseMode.SILENT);
        return options;
    }
}
